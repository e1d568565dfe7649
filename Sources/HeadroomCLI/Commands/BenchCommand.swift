import ArgumentParser
import Headroom

/// `headroom bench`.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Latency and throughput of this machine, as JSON lines.",
        discussion: """
            The plain networks that are also built in other libraries: 60 values, two LSTM layers of 15, 64 or 128 units, 15 steps × 3
            quantiles. Lines have the fields bench, peer, case, threads, metric, value, unit.

            Suites: lstm-infer (latency of one forecast, throughput of 1024), lstm-train (samples/s at batch 256), lstm-accuracy (test
            pinball loss after 600 steps; reads series60_train.f32 and series60_test.f32 in --data), ingest (MB/s of reading traces;
            reads azure.csv, long.csv, azure-2021.csv and azure-llm.csv in --data, and makes those that are not there).

            Examples:
              headroom bench lstm-infer --threads 1
              headroom bench lstm-accuracy --threads 2 --data DIR --only H=64
            """)

    enum Suite: String, ExpressibleByArgument, CaseIterable, Sendable {
        case lstmInfer = "lstm-infer"
        case lstmTrain = "lstm-train"
        case lstmAccuracy = "lstm-accuracy"
        case ingest
    }

    @Argument(help: "Suite: \(Suite.allCases.map(\.rawValue).joined(separator: ", ")).")
    var suite: Suite

    @Option(help: "Run only the cases whose text contains this.")
    var only = ""

    @Option(help: "Seconds spent on each measurement.")
    var seconds = 2.0

    @Option(help: ArgumentHelp("Folder of the benchmark data.", valueName: "folder"))
    var data: String?

    @OptionGroup(title: "Computation") var compute: ComputeOptions

    mutating func validate() throws {
        guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds must lie between 0 and 3600, found \(seconds)") }
        if suite == .lstmAccuracy && data == nil {
            throw ValidationError("lstm-accuracy needs its windows: --data DIR with series60_train.f32 and series60_test.f32")
        }
    }

    func run() throws {
        if suite == .ingest {
            try IngestBench(threads: compute.threads, seconds: seconds, only: only).run(folder: data)
            return
        }
        let bench = LSTMBench(compute: compute.compute, seed: compute.seed, seconds: seconds)
        for width in LSTMBench.widths where only.isEmpty || "headroom lstm H=\(width)".contains(only) {
            switch suite {
            case .lstmInfer: bench.infer(width: width)
            case .lstmTrain: bench.train(width: width)
            case .lstmAccuracy: try bench.accuracy(width: width, folder: data!)
            case .ingest: break
            }
        }
    }
}
