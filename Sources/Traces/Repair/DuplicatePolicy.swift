/// What to do about times that appear more than once in a series. Missing values among them do not count.
///
/// Covariates of such rows are averaged by ``sum`` and ``mean`` and taken from the same row as the value otherwise.
public enum DuplicatePolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Refuse, naming the series, the time and the number.
    case error
    /// Add the values.
    case sum
    /// Average the values.
    case mean
    /// Keep the first in the order of the files.
    case first
    /// Keep the last in the order of the files.
    case last
}
