import ArgumentParser
import Headroom

/// The root command: names the verbs and maps errors to exit codes.
@main
struct HeadroomCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "headroom",
        abstract: "Forecast demand with honest uncertainty, and scale ahead of it.",
        discussion: """
            From a trace to a scaling decision:
              headroom trace inspect --data requests.csv
              headroom train --data requests.csv --model lstm --horizon 60 --output requests.safetensors
              headroom forecast --model requests.safetensors --data requests.csv --horizon 60
              headroom simulate --data requests.csv --model requests.safetensors --report report.html

            Exit codes: 0 ok, 1 failed, 2 bad usage, 65 bad input data.
            """,
        version: HeadroomVersion.current,
        subcommands: [
            TraceCommand.self, TrainCommand.self, BacktestCommand.self, ForecastCommand.self, SimulateCommand.self, BenchCommand.self,
            PlotCommand.self, ModelsCommand.self, StudyCommand.self, ClassifyCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Exit.now(with: error)
        }
    }
}
