/// What to do about values missing between the first and the last value of a series: absent rows and empty cells alike.
///
/// Covariates are never repaired: a missing one stays NaN.
public enum GapPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Refuse, naming the series, the first time and the number.
    case error
    /// Put 0: right for counts of events when silence means that nothing happened.
    case zero
    /// A straight line between the neighbours.
    case interpolate
    /// Keep them missing (NaN).
    case missing
}
