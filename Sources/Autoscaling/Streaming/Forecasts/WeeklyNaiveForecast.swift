/// The same minute a week ago, or several weeks ago for windows longer than a week.
public struct WeeklyNaiveForecast: OccupancyForecast {
    private let streams: [Int]
    /// Whether values go through ``truncated(_:)``.
    public let truncates: Bool

    /// Repeats the last week of a trace.
    /// - Parameters:
    ///   - trace: streams by slot.
    ///   - truncates: whether to give what the published "LSTM" gave.
    public init(_ trace: OccupancyTrace, truncates: Bool = false) { (streams, self.truncates) = (trace.streams, truncates) }

    /// `weekly-naive` or `weekly-naive-truncated`.
    public var name: String { truncates ? "weekly-naive-truncated" : "weekly-naive" }

    /// The value a week before, `nil` where the trace does not reach back so far.
    public func point(target: Int, decision: Int) -> OccupancyPoint? {
        var origin = target - OccupancyTrace.week
        while origin > decision { origin -= OccupancyTrace.week }
        guard origin >= 0, origin < streams.count else { return nil }
        return OccupancyPoint(streams: truncates ? Self.truncated(streams[origin]) : streams[origin], origin: origin, target: target)
    }

    /// What the published network made of a value: one less for 1 to 6 and from 10 on, itself otherwise.
    public static func truncated(_ streams: Int) -> Int {
        switch streams {
        case ...0: 0
        case 7...9: streams
        default: streams - 1
        }
    }
}
