/// The answer: a table of buckets, groups and metrics.
public struct CubeTable: Sendable, Equatable {
    /// Names of the dimensions of a group.
    public let dimensions: [String]
    /// Values of every group, in canonical order.
    public let groups: [[String]]
    /// Names of the metrics.
    public let metrics: [String]
    /// Buckets.
    public let buckets: Range<Int>
    /// `[bucket][group][metric]`; NaN where everything is missing.
    public let values: [Double]

    /// A value.
    /// - Parameters:
    ///   - bucket: of the range of the table.
    ///   - group: position in ``groups``.
    ///   - metric: position in ``metrics``.
    public func value(_ bucket: Int, group: Int, metric: Int = 0) -> Double {
        values[((bucket - buckets.lowerBound) * groups.count + group) * metrics.count + metric]
    }
}
