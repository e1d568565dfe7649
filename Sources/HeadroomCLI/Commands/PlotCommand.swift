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
              headroom plot lifetimes --input instances.csv --output lifetimes.svg
            """, subcommands: [ForecastPlot.self, TimelinePlot.self, UtilisationPlot.self, LifetimesPlot.self])

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

        @Option(help: ArgumentHelp("Result written by headroom simulate --output.", valueName: "file.json"))
        var input: String

        @Option(help: "Series to show; default: the first with a timeline.")
        var series: String?

        @OptionGroup var target: Target

        func run() async throws {
            guard let data = FileManager.default.contents(atPath: input) else { throw PlotInputError.unreadable(file: input) }
            let fleet: FleetReport
            do {
                fleet = try JSONDecoder().decode(FleetReport.self, from: data)
            } catch {
                throw PlotInputError.notAResult(file: input)
            }
            let drawn = fleet.series.filter { $0.results.contains { $0.timeline != nil } }
            guard let report = series.map({ id in drawn.first { $0.series == id } }) ?? drawn.first else {
                throw PlotInputError.noTimeline(file: input, series: series, available: drawn.map(\.series))
            }
            try await target.write(try Figure.timeline(of: report))
        }
    }
}

/// What can be wrong with the input of a picture.
enum PlotInputError: Error, CustomStringConvertible {
    case unreadable(file: String)
    case notAResult(file: String)
    case noTimeline(file: String, series: String?, available: [String])

    var description: String {
        switch self {
        case .unreadable(let file): "\(file) cannot be read"
        case .notAResult(let file): "\(file) is not a result of headroom simulate --output FILE.json"
        case .noTimeline(let file, let series, let available):
            "\(file) has no timeline\(series.map { " of series \($0)" } ?? ""); it shows \(available.isEmpty ? "none" : available.joined(separator: ", "))"
        }
    }
}
