/// What can be wrong with a replay: its trace, its settings, or a file of a workload.
public enum ReplayError: Error, Equatable, Sendable {
    /// A text is no time of a trace.
    case notATime(String)
    /// The end of a range does not lie behind its start.
    case reversedRange(start: TraceTime, end: TraceTime)
    /// A range reaches beyond what the trace covers.
    case outsideTrace(start: TraceTime, end: TraceTime, covered: Range<Double>)
    /// A border of a range lies inside a step of counts.
    case insideStep(time: TraceTime, step: Double)
    /// A value is no count.
    case notACount(series: String, position: Int, found: Float)
    /// Series are not counts on one grid of known step.
    case notCounts(reason: String)
    /// There is no function, or no model, to replay.
    case nothingToReplay(reason: String)
    /// Fewer functions than models.
    case tooFewFunctions(functions: Int, models: Int)
    /// A map was made for other functions.
    case foreignMap(functions: Int, expected: Int)
    /// A setting is out of its range.
    case invalidSetting(name: String, found: String, expected: String)
    /// Two settings do not go together.
    case conflict(String)
    /// Columns of a workload are no workload.
    case invalidWorkload(reason: String)
    /// A file of a workload is damaged or is something else.
    case invalidFile(file: String, reason: String)
}

extension ReplayError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .notATime(let text):
            "a time of a trace is day.hour.minute (0.0.0 is its start, hours below 24, minutes up to 60; .second may follow) "
                + "or seconds (3600, 0.5s), found \(text)"
        case .reversedRange(let start, let end):
            "the end must lie behind the start, found start \(start) and end \(end); exchange them"
        case .outsideTrace(let start, let end, let covered):
            "the range \(start) … \(end) (\(start.seconds)…\(end.seconds) s) must lie inside the trace, which covers "
                + "\(covered.lowerBound)…\(covered.upperBound) s; without start and end all of it is replayed"
        case .insideStep(let time, let step): "counts of \(step) s can only be cut at multiples of the step, found \(time)"
        case .notACount(let series, let position, let found):
            "a replay needs whole counts that are not negative, found \(found) at position \(position) of \(series); "
                + (found.isNaN ? "missing values can be read as 0 with --gaps zero" : "give a trace of counts")
        case .notCounts(let reason): "a replay needs counts on one grid: \(reason)"
        case .nothingToReplay(let reason): "there is nothing to replay: \(reason)"
        case .tooFewFunctions(let functions, let models):
            "every model needs at least one function, found \(functions) functions for \(models) models; give fewer models"
        case .foreignMap(let functions, let expected):
            "the map of models is for \(functions) functions, the trace has \(expected); make the map from this trace"
        case .invalidSetting(let name, let found, let expected): "\(name) must be \(expected), found \(found)"
        case .conflict(let sentence): sentence
        case .invalidWorkload(let reason): "these columns are no workload: \(reason)"
        case .invalidFile(let file, let reason): "\(file) is no workload that can be read: \(reason)"
        }
    }
}

extension ReplayError {
    /// Whether the data are at fault rather than the settings.
    public var isAboutData: Bool {
        switch self {
        case .notACount, .notCounts, .invalidWorkload, .invalidFile, .nothingToReplay: true
        case .notATime, .reversedRange, .outsideTrace, .insideStep, .tooFewFunctions, .foreignMap, .invalidSetting, .conflict: false
        }
    }
}
