import Traces

/// What is known of a series at the moment a forecast is made: a view, the values are not copied.
///
/// Everything a forecaster may look at: values `0 ..< count`, past covariates of the same range, and covariates known in advance as far
/// as they reach. Backtests make one history per cutoff from the same series.
public struct History: Sendable {
    /// The underlying series; values at `count` and beyond are unknown to a forecaster.
    public let series: Series
    /// Number of known values, `0 … series.count`.
    public let count: Int

    /// All values of a series.
    public init(_ series: Series) {
        self.init(series, count: series.count)
    }

    /// The first `count` values of a series.
    /// - Precondition: `0 ≤ count ≤ series.count`.
    public init(_ series: Series, count: Int) {
        precondition(count >= 0 && count <= series.count, "a history of \(series.id) knows 0 to \(series.count) values, not \(count)")
        self.series = series
        self.count = count
    }

    /// Identifier of the series.
    public var id: String { series.id }
    /// Time of the last known value (one step before the start for an empty history).
    public var origin: Int64 { series.axis.time(at: count - 1) }
    /// Time axis of the targets: its first time is the one after ``origin``.
    public var targetAxis: TimeAxis { series.axis.advanced(by: count) }
    /// Number of values that are missing before the first one that is not: a series that starts late begins behind them.
    package var missingStart: Int { values.firstIndex { !$0.isNaN } ?? count }
    /// The known values, without a copy.
    public var values: ArraySlice<Float> { series.values[..<count] }
}
