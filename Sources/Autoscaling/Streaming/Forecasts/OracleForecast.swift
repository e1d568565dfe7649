/// The true number of streams. Behind the end of the trace nothing is open.
public struct OracleForecast: OccupancyForecast {
    private let streams: [Int]

    /// Knows a trace.
    public init(_ trace: OccupancyTrace) { streams = trace.streams }

    /// `oracle`.
    public var name: String { "oracle" }
    /// It knows the future.
    public var isClairvoyant: Bool { true }
    /// The truth.
    public func point(target: Int, decision: Int) -> OccupancyPoint? {
        OccupancyPoint(streams: target < streams.count ? streams[target] : 0, origin: target, target: target)
    }
}
