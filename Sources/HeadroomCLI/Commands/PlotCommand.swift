import ArgumentParser
import FoundationEssentials
import Headroom
import Plots

/// `headroom plot`.
struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot", abstract: "Pictures of forecasts, scaling timelines and clusters, as SVG or PNG.",
        discussion: """
            Examples:
              headroom plot forecast --model requests.safetensors --data requests.csv --output forecast.svg
              headroom plot timeline --input simulation.json --output timeline.png
              headroom plot responses --input simulation.json --output responses.svg
              headroom plot use --input simulation.json --output use.svg
              headroom plot lifetimes --input instances.csv --output lifetimes.svg
            """,
        subcommands: [
            ForecastPlot.self, TimelinePlot.self, ResponsesPlot.self, UsePlot.self, UtilisationPlot.self, LifetimesPlot.self,
        ])

    /// Where a picture goes; the ending says the form.
    struct Target: ParsableArguments {
        @Option(help: ArgumentHelp("Picture to write; ends in .svg or .png.", valueName: "file"), transform: PictureFile.init(path:))
        var output: PictureFile

        func write(_ figure: Figure) async throws { try await output.write(figure) }
    }

    /// `headroom plot forecast`.
    struct ForecastPlot: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "forecast", abstract: "One series: history, median, bands, and the truth where it is known.")

        @Option(help: ArgumentHelp("Model file, or a naive family.", valueName: "file.safetensors"))
        var model: ModelArgument

        @OptionGroup(title: "Data") var data: DataOptions

        @Option(help: "Steps to forecast; default: what the model was trained for.", transform: HorizonArgument.parse)
        var horizon: Int?

        @Option(help: "Values at the end that the model must not see, to compare with; default: the horizon.")
        var holdout: Int?

        @OptionGroup var target: Target
        @OptionGroup(title: "Computation") var compute: ComputeOptions

        func run() async throws {
            let set = try data.read(threads: compute.threads).set
            let series = set.series[0]
            let (fitted, steps) = try load(set)
            let known = series.count - (holdout ?? min(steps, series.count / 2))
            guard known >= 1 else { throw ForecastError.tooShort(series: series.id, count: series.count, required: (holdout ?? steps) + 1) }
            let forecast = try fitted.forecast(from: History(series, count: known), horizon: steps)
            try await target.write(try Figure.forecast(forecast, of: series, quantity: set.quantity, calendar: set.calendar))
        }

        private func load(_ set: SeriesSet) throws -> (any FittedForecaster, Int) {
            switch model {
            case .file(let path):
                let fitted = try ModelStore.loadForecaster(path, compute: compute.compute)
                guard let steps = horizon ?? fitted.maximumHorizon else {
                    throw ValidationError("give the steps to forecast with --horizon N")
                }
                return (fitted, steps)
            case .family(let family) where family.isTrained:
                throw ValidationError(
                    "\(family.rawValue) has to be trained first: headroom train --model \(family.rawValue) … --output FILE.safetensors")
            case .family(let family):
                guard let horizon else { throw ValidationError("give the steps to forecast with --horizon N") }
                let training = TrainingSet(set, seasons: data.seasons(of: set))
                let recipe = ModelRecipe(family, lstm: LSTMForecaster(horizon: horizon))
                return (try recipe.fit(on: training, options: FitOptions(compute: compute.compute)).model, horizon)
            }
        }
    }

    /// `headroom plot timeline`.
    struct TimelinePlot: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "timeline", abstract: "Demand and capacity over time for every policy of a simulation.")

        @OptionGroup var result: SimulationFile

        @Option(help: "Series to show; default: the first with a timeline.")
        var series: String?

        @OptionGroup var target: Target

        func run() async throws { try await target.write(try Figure.timeline(of: try result.reportWithTimeline(of: series))) }
    }

    /// `headroom plot responses`.
    struct ResponsesPlot: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "responses", abstract: "Response times of single requests under every policy of a simulation.",
            discussion: """
                The share of the requests that are not answered within a time, both axes logarithmic. The simulation has to be one of \
                single requests.

                Example:
                  headroom simulate --data requests.csv --mode events --objective 500ms --output simulation.json
                  headroom plot responses --input simulation.json --output responses.svg
                """)

        @OptionGroup var result: SimulationFile

        @Option(help: "Series to show; default: all of them together.")
        var series: String?

        @Option(help: "Response time that was promised, to be drawn as a line; default: that of the simulation.")
        var objective: DurationArgument?

        @OptionGroup var target: Target

        func run() async throws {
            let fleet = try result.read()
            guard let series else {
                return try await target.write(try Figure.responses(of: fleet, objective: objective?.duration))
            }
            guard let report = fleet.series.first(where: { $0.series == series }) else {
                throw PlotInputError.noSeries(file: result.input, series: series, available: fleet.series.map(\.series))
            }
            try await target.write(try Figure.responses(of: report, objective: objective?.duration))
        }
    }

    /// `headroom plot use`.
    struct UsePlot: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "use", abstract: "How busy the ready replicas were under every policy of a simulation.",
            discussion: """
                Of single requests: those in service over the places for them. Otherwise demand over capacity. `plot utilisation` shows \
                the hosts of a cluster.

                Example:
                  headroom plot use --input simulation.json --output use.svg
                """)

        @OptionGroup var result: SimulationFile

        @Option(help: "Series to show; default: the first with a timeline.")
        var series: String?

        @Option(name: .customLong("target"), help: "Utilisation that was aimed at; default: that of the simulated deployment.")
        var aim: Double?

        @OptionGroup var target: Target

        mutating func validate() throws {
            if let aim, !(aim > 0 && aim <= 1) { throw ValidationError("--target lies above 0 and at most at 1, found \(aim)") }
        }

        func run() async throws {
            let report = try result.reportWithTimeline(of: series)
            try await target.write(try Figure.utilisation(of: report, target: aim))
        }
    }
}

/// The result of a simulation as a file.
struct SimulationFile: ParsableArguments {
    @Option(help: ArgumentHelp("Result written by headroom simulate --output.", valueName: "file.json"))
    var input: String

    /// Every series of it.
    func read() throws -> FleetReport {
        guard let data = FileManager.default.contents(atPath: input) else { throw PlotInputError.unreadable(file: input) }
        do {
            return try JSONDecoder().decode(FleetReport.self, from: data)
        } catch {
            throw PlotInputError.notAResult(file: input)
        }
    }

    /// One series with timelines; for `nil` the first.
    func reportWithTimeline(of series: String?) throws -> SimulationReport {
        let drawn = try read().series.filter { $0.results.contains { $0.timeline != nil } }
        guard let report = series.map({ id in drawn.first { $0.series == id } }) ?? drawn.first else {
            throw PlotInputError.noTimeline(file: input, series: series, available: drawn.map(\.series))
        }
        return report
    }
}

/// What can be wrong with the input of a picture.
enum PlotInputError: Error, CustomStringConvertible {
    case unreadable(file: String)
    case notAResult(file: String)
    case noTimeline(file: String, series: String?, available: [String])
    case noSeries(file: String, series: String, available: [String])

    var description: String {
        switch self {
        case .unreadable(let file): "\(file) cannot be read"
        case .notAResult(let file): "\(file) is not a result of headroom simulate --output FILE.json"
        case .noTimeline(let file, let series, let available):
            "\(file) has no timeline\(series.map { " of series \($0)" } ?? ""); it shows \(available.isEmpty ? "none" : available.joined(separator: ", "))"
        case .noSeries(let file, let series, let available):
            "\(file) has no series \(series); it has \(Self.listed(available))"
        }
    }

    /// The first names of a fleet, which may have thousands.
    private static func listed(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }
}
