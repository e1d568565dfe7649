/// What to do about the first and last bin of binned counts when the data cover only a part of them: their counts are too low.
///
/// Rates and gauges are averages, so that their partial bins are always kept.
public enum PartialBinPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Leave them out, and report them.
    case drop
    /// Keep them as they are.
    case keep
}
