/// Forecasts of the streams of single slots and of the largest number in a window.
///
/// Every answer says from when it is and of what, and policies check both: an answer made behind the decision is an error, unless the
/// forecast says that it is clairvoyant.
public protocol OccupancyForecast: Sendable {
    /// Short name: `weekly-naive`.
    var name: String { get }
    /// Whether it may know the future: true of oracles only.
    var isClairvoyant: Bool { get }

    /// Forecast of the streams of slot `target`, made at the end of slot `decision`; `nil` when there is none.
    func point(target: Int, decision: Int) -> OccupancyPoint?

    /// Quantile of the largest number of streams over slots, made at the end of slot `decision`.
    ///
    /// By default the largest point forecast, whatever the level.
    /// - Throws: ``StreamingError``.
    func ceiling(over targets: ClosedRange<Int>, decision: Int, level: Double) throws(StreamingError) -> Int
}

/// Forecast of one slot.
public struct OccupancyPoint: Hashable, Sendable {
    /// Streams.
    public var streams: Int
    /// Last slot that was known when it was made.
    public var origin: Int
    /// Slot that it is of.
    public var target: Int

    /// Makes a forecast.
    public init(streams: Int, origin: Int, target: Int) { (self.streams, self.origin, self.target) = (streams, origin, target) }
}

extension OccupancyForecast {
    /// `false`.
    public var isClairvoyant: Bool { false }

    /// A point forecast that has been checked.
    /// - Throws: ``StreamingError/noForecast(forecast:decision:target:)``, ``StreamingError/sawTheFuture(forecast:decision:origin:)``,
    ///   ``StreamingError/wrongTarget(forecast:asked:found:)``.
    public func checkedPoint(target: Int, decision: Int) throws(StreamingError) -> Int {
        guard let point = point(target: target, decision: decision) else {
            throw .noForecast(forecast: name, decision: decision, target: target)
        }
        guard isClairvoyant || point.origin <= decision else {
            throw .sawTheFuture(forecast: name, decision: decision, origin: point.origin)
        }
        guard point.target == target else { throw .wrongTarget(forecast: name, asked: target, found: point.target) }
        return point.streams
    }

    /// The largest point forecast.
    public func ceiling(over targets: ClosedRange<Int>, decision: Int, level: Double) throws(StreamingError) -> Int {
        var ceiling = 0
        for target in targets { ceiling = max(ceiling, try checkedPoint(target: target, decision: decision)) }
        return ceiling
    }
}
