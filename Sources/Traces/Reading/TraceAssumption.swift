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
        case .days(let days): "files were taken as days: \(Excerpt.list(days))"
        }
    }
}
