import FoundationEssentials

/// A fixed forecasting task in a folder: `data.csv.gz` (`unique_id,ds,y`) and `task.json` (cutoffs of every series, horizon, levels).
///
/// From the description only what any user would know is used: step, seasons, horizon, cutoffs, levels, whether demand can be
/// negative and whether clock and weekday mean anything.
public struct ForecastTask: Sendable {
    /// What is read of `task.json`.
    private struct Description: Decodable {
        var name: String
        var seasons: [Int]
        var horizon: Int
        var timeOfDay: Bool, dayOfWeek: Bool
        var levels: [Double]
        var nonnegative: Bool
        var scale: String
        var scaleFloor: Double
        var wql: String
        var notScored: [[String]]
        var groups: [String: String]
        var cutoffs: [String: [String]]

        enum CodingKeys: String, CodingKey {
            case name, seasons, horizon, levels, nonnegative, scale, wql, groups, cutoffs
            case timeOfDay = "time_of_day"
            case dayOfWeek = "day_of_week"
            case scaleFloor = "scale_floor"
            case notScored = "not_scored"
        }
    }

    /// Name of the task.
    public let name: String
    /// The series, history and future in one.
    public let set: SeriesSet
    /// Seasons in steps, most important first.
    public let seasons: [Int]
    /// Levels that the task asks for.
    public let levels: QuantileLevels
    /// Over what grouped scores are summed.
    public let grouping: Evaluation.Grouping
    /// Cutoffs and horizon, scale and groups of the scores.
    public let backtest: Backtest

    /// Reads a task folder.
    /// - Throws: ``TaskError`` when the description is unreadable or does not fit the data, `TraceError` for the data.
    public init(folder: String) throws {
        let path = folder + "/task.json"
        guard let data = FileManager.default.contents(atPath: path) else { throw TaskError.unreadable(file: path) }
        let task: Description
        do {
            task = try JSONDecoder().decode(Description.self, from: data)
        } catch {
            throw TaskError.malformed(file: path, reason: "\(error)")
        }
        let table = ["data.csv.gz", "data.csv"].map { folder + "/" + $0 }.first { FileManager.default.fileExists(atPath: $0) }
        guard let table else { throw TaskError.unreadable(file: folder + "/data.csv.gz") }
        var options = TraceReadingOptions(format: .longCSV)
        options.quantity = task.nonnegative ? .rate() : .gauge()
        var set = try TraceReader.read(paths: [table], options: options).set
        set.calendar = DemandCalendar(timeOfDayIsReal: task.timeOfDay, dayOfWeekIsReal: task.dayOfWeek)

        let cutoffs = try set.series.map { series -> [Int] in
            guard let stamps = task.cutoffs[series.id], !stamps.isEmpty else {
                throw TaskError.malformed(file: path, reason: "series \(series.id) of the data has no cutoffs")
            }
            return try stamps.map { stamp in
                guard let time = series.axis.kind.parse(stamp), let position = series.axis.position(of: time),
                    position >= 0, position + task.horizon < series.count
                else {
                    throw TaskError.malformed(
                        file: path, reason: "cutoff \(stamp) of series \(series.id) is not followed by \(task.horizon) values")
                }
                return position + 1
            }
        }
        var unscored: [String: Set<Int>] = [:]
        for entry in task.notScored {
            guard entry.count == 2, let series = set[id: entry[0]], let time = series.axis.kind.parse(entry[1]),
                let position = series.axis.position(of: time)
            else { throw TaskError.malformed(file: path, reason: "not_scored holds \(entry), expected a series and one of its times") }
            unscored[entry[0], default: []].insert(position)
        }
        guard let season = task.seasons.first, task.seasons.allSatisfy({ $0 >= 1 }) else {
            throw TaskError.malformed(file: path, reason: "seasons should hold at least one positive number of steps")
        }
        name = task.name
        self.set = set
        seasons = task.seasons.filter { $0 > 1 }
        levels = try QuantileLevels(task.levels)
        guard let grouping = Evaluation.Grouping(rawValue: task.wql) else {
            throw TaskError.malformed(file: path, reason: "wql is \(task.wql), expected groups or groups_per_window")
        }
        self.grouping = grouping
        backtest = Backtest(
            plan: try BacktestPlan(horizon: task.horizon, cutoffs: cutoffs), season: season, scaleFloor: task.scaleFloor,
            scaleAtEachCutoff: task.scale == "each_cutoff", groups: task.groups, unscored: unscored)
    }

    /// Histories up to the first cutoff of every series: what a model may be fitted on.
    public var training: TrainingSet {
        TrainingSet(set, counts: backtest.plan.firstCutoffs(of: set), seasons: seasons)
    }
}

/// What can be wrong with a task folder.
public enum TaskError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file is missing or cannot be read.
    case unreadable(file: String)
    /// The description does not say what it should.
    case malformed(file: String, reason: String)

    /// One sentence.
    public var description: String {
        switch self {
        case .unreadable(let file): "\(file) cannot be read; a task folder holds task.json and data.csv.gz"
        case .malformed(let file, let reason): "\(file): \(reason)"
        }
    }
}
