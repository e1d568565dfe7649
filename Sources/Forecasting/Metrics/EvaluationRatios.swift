/// Scores of a model divided by those of a reference (seasonal naive) on the same task; below 1 is better than the reference.
///
/// Each ratio is held within ``Aggregation/ratioBounds``; `nil` where one of the two has no score.
public struct EvaluationRatios: Hashable, Sendable, Codable {
    /// Of MASE.
    public var mase: Double?
    /// Of SQL.
    public var sql: Double?
    /// Of the width of the 80 % interval: not better or worse, to be read beside coverage.
    public var width80: Double?
    /// Of WQL.
    public var wql: Double?
    /// Of the loss of the 0.9 ceiling.
    public var ceiling90: Double?
    /// Of the under-provisioned volume.
    public var underVolume: Double?
    /// Of the over-provisioned volume.
    public var overVolume: Double?
    /// Of the provisioning cost.
    public var provisioning: Double?

    enum CodingKeys: String, CodingKey {
        case mase, sql, width80, wql, ceiling90, provisioning
        case underVolume = "under_volume"
        case overVolume = "over_volume"
    }
}
