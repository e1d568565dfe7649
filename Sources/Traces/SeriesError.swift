/// What can be wrong with demand once it is read: findings are compared by tests and shown to people.
public enum SeriesError: Error, Equatable, Sendable {
    /// Two series of one set have different steps or kinds of time axis.
    case mixedSteps(first: String, second: String)
    /// An identifier appears twice in one set.
    case duplicateSeries(String)
}

extension SeriesError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .mixedSteps(let first, let second):
            "all series of a set need the same step, but \(second) differs from \(first); split the file or re-bin it with `headroom trace convert --bin`"
        case .duplicateSeries(let id): "series \(id) appears twice; every unique_id must be unique"
        }
    }
}
