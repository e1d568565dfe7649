/// When demand counts as a spike: `y_t − m_t > max(4·s_t, 0.5·m_t)`, with a baseline m and a scale s that know only the past.
///
/// m_t is the **seasonal median**: the median of the values at the same slot of the last K seasons; where fewer than three of them are known, or
/// there is no season, the rolling median of the last P slots (three known at least; else there is no baseline and no spike). s_t is
/// `1.4826 · median |y − m_t|` over the same values (the standard deviation, were they normal), but not less than 2 % of the median demand.
public struct SpikeRule: Hashable, Sendable, Codable {
    /// Season in slots; `nil` when there is none.
    public var season: Int?
    /// K: seasons looked back.
    public var seasons: Int
    /// P: slots of the rolling median.
    public var rollingSlots: Int
    /// Multiple of the scale that a spike exceeds.
    public var scaleMultiple: Double
    /// Share of the baseline that a spike exceeds.
    public var baselineShare: Double
    /// Smallest scale, as a share of the median demand.
    public var scaleFloor: Double
    /// Longest gap, in slots, that does not end an event.
    public var mergedGap: Int
    /// Shortest event, in slots; shorter ones are dropped after merging.
    public var minimumLength: Int

    /// A rule; without arguments the one of the summary above, for demand without a season.
    /// - Precondition: season, seasons, rollingSlots and minimumLength are at least 1, the others not negative.
    public init(
        season: Int? = nil, seasons: Int = 7, rollingSlots: Int = 60, scaleMultiple: Double = 4, baselineShare: Double = 0.5,
        scaleFloor: Double = 0.02, mergedGap: Int = 2, minimumLength: Int = 1
    ) {
        precondition(season ?? 1 >= 1 && seasons >= 1 && rollingSlots >= 1 && minimumLength >= 1)
        precondition(scaleMultiple >= 0 && baselineShare >= 0 && scaleFloor >= 0 && mergedGap >= 0)
        (self.season, self.seasons, self.rollingSlots) = (season, seasons, rollingSlots)
        (self.scaleMultiple, self.baselineShare, self.scaleFloor) = (scaleMultiple, baselineShare, scaleFloor)
        (self.mergedGap, self.minimumLength) = (mergedGap, minimumLength)
    }
}
