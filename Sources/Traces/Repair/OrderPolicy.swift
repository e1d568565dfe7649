/// What to do about rows of a series that are earlier than the ones before them.
public enum OrderPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Sort them by time, and report them.
    case sort
    /// Refuse, naming the series and the time.
    case error
}
