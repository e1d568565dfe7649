/// Quantiles over the same slots of the last weeks.
///
/// With K weeks of which the trace holds J ≤ K, the ceiling of a window has J past values; its τ-quantile is the ⌈τ (J + 1)⌉-th smallest,
/// at most the largest: the rank whose coverage is at least τ for exchangeable weeks, as far as J allows.
public struct SeasonalQuantileForecast: OccupancyForecast {
    private let streams: [Int]
    /// Weeks looked back at, K ≥ 1.
    public let weeks: Int
    /// Level of the point forecasts.
    public let level: Double

    /// Looks back at the weeks of a trace.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)`` for no weeks or a level outside 0 to 1.
    public init(_ trace: OccupancyTrace, weeks: Int, level: Double) throws(StreamingError) {
        guard (1...520).contains(weeks) else { throw .invalidSetting(name: "weeks of a quantile", found: "\(weeks)", expected: "1 to 520") }
        guard level > 0, level < 1 else { throw .invalidSetting(name: "level", found: "\(level)", expected: "between 0 and 1") }
        (streams, self.weeks, self.level) = (trace.streams, weeks, level)
    }

    /// `seasonal-quantile-4`.
    public var name: String { "seasonal-quantile-\(weeks)" }

    /// The quantile of the same minute of the last weeks.
    public func point(target: Int, decision: Int) -> OccupancyPoint? {
        let values = past(target...target, decision: decision)
        guard !values.isEmpty else { return nil }
        return OccupancyPoint(streams: Self.quantile(values, level), origin: decision, target: target)
    }

    /// The quantile of the largest numbers of the last weeks.
    public func ceiling(over targets: ClosedRange<Int>, decision: Int, level: Double) throws(StreamingError) -> Int {
        let values = past(targets, decision: decision)
        guard !values.isEmpty else { throw .noForecast(forecast: name, decision: decision, target: targets.upperBound) }
        return Self.quantile(values, level)
    }

    /// Largest numbers of the same slots in the last weeks that are known as a whole.
    private func past(_ targets: ClosedRange<Int>, decision: Int) -> [Int] {
        var values: [Int] = []
        var shift = OccupancyTrace.week
        while targets.upperBound - shift > decision { shift += OccupancyTrace.week }
        while values.count < weeks, targets.lowerBound - shift >= 0 {
            values.append(streams[targets.lowerBound - shift...targets.upperBound - shift].max() ?? 0)
            shift += OccupancyTrace.week
        }
        return values
    }

    private static func quantile(_ values: [Int], _ level: Double) -> Int {
        let sorted = values.sorted()
        let rank = Int((level * Double(sorted.count + 1) * (1 - 1e-12)).rounded(.up))
        return sorted[min(sorted.count, max(1, rank)) - 1]
    }
}
