/// Something the files do not say and the reader had to assume; an option exists for each.
public enum TraceAssumption: Hashable, Sendable {
    /// Times without a zone were taken as UTC.
    case universalTime
    /// The kind of quantity was taken from the values.
    case quantity(Quantity)
    /// Columns that are neither values nor chosen covariates were not read.
    case ignoredColumns([String])
    /// Events were counted in bins of this width.
    case binWidth(TimeStep)
    /// The table has no identifiers, so that the series is named after the file.
    case namedAfterFile(String)
    /// The table has no header; columns are named by number.
    case noHeader(file: String, columns: Int)
    /// The files say the minute of the day but no date: the first day was put at this time.
    case firstDay(String)
    /// Times are plain numbers without a unit and were taken as seconds from the beginning of the trace.
    case secondsFromBeginning
    /// A column of plain numbers was taken as Unix time in this unit, by the size of its numbers.
    case timeUnit(column: String, UnixTimeUnit)
    /// Distances of times vary: values of this step were averaged (counts: added up).
    case averaged(TimeStep)
    /// Rows with the time of another were treated this way, as the format calls for.
    case repeatedTimes(DuplicatePolicy)
    /// The format has no times: rows were put this far apart, as its publisher says.
    case formatStep(TraceFormat, TimeStep)
    /// Steps have no constant length: values were taken as positions.
    case positions(frequency: String)
    /// Nodes have as many cores as most of them have in use at their peak.
    case coresOfNodes(Int)
    /// Files were taken as days of the trace, in this order: `file = day`.
    case days([String])
}

extension TraceAssumption: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .universalTime: "times without a zone were taken as UTC"
        case .quantity(let quantity):
            "values were taken as \(quantity.kind == .gauge ? "a gauge" : quantity.kind == .rate ? "a rate" : "counts")"
        case .ignoredColumns(let names): "columns not read: \(Excerpt.list(names))"
        case .binWidth(let step): "events were counted in bins of \(step)"
        case .namedAfterFile(let name): "no column of identifiers: the series is called \(Excerpt.name(name))"
        case .noHeader(let file, let columns): "\(Excerpt.name(file)) has no header: its \(columns) columns were taken as series"
        case .firstDay(let time): "the files have no date: the first day was put at \(time)"
        case .secondsFromBeginning: "times were taken as seconds from the beginning of the trace"
        case .timeUnit(let column, let unit):
            "\(Excerpt.name(column)) was taken as Unix time in \(unit == .seconds ? "seconds" : "milliseconds"), by the size of its numbers"
        case .averaged(let step): "distances of rows vary: they were put into bins of \(step)"
        case .repeatedTimes(let policy): "rows with the time of another were treated by --duplicates \(policy.rawValue)"
        case .formatStep(let format, let step):
            "the files have no times: rows were put \(step) apart, as the publisher of \(format.rawValue) says"
        case .positions(let frequency):
            "values are \(Excerpt.name(frequency)), which has no constant length: they were taken as positions from 0"
        case .coresOfNodes(let cores): "nodes have \(cores) cores, the peak of most of them"
        case .days(let days): "files were taken as days: \(Excerpt.list(days))"
        }
    }
}
