import ArgumentParser
import Headroom

/// `headroom trace synthesize`.
struct TraceSynthesizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synthesize", abstract: "Make demand that never was, with known truth.",
        discussion: """
            Everything follows from seed and recipe: the same bytes on any number of threads.

            Examples:
              headroom trace synthesize dimensional --config docs/examples/synthesis.yaml --output shop.csv.gz --labels labels.csv
              headroom trace synthesize archetypes --functions 10 --days 14 --output set.csv.gz --truth classes.csv
              headroom trace synthesize ladder --rung heterogeneous --jobs 100000 --output jobs.csv
              headroom trace synthesize surgery --weeks 8 --template-share 0.8 --output rooms.txt
            """, subcommands: [Dimensional.self, Archetypes.self, Ladder.self, Surgery.self])
}

extension DemandBehaviour: ExpressibleByArgument {}
extension LadderRung: ExpressibleByArgument {}
