import Traces

/// A forecast: quantiles of every future step, `[H, Q]`, non-decreasing in Q.
public struct QuantileForecast: Sendable, Equatable {
    /// Series the forecast is for.
    public let seriesID: String
    /// Time of the last value the forecaster saw.
    public let origin: Int64
    /// Times of the targets; the first one is one step after ``origin``.
    public let axis: TimeAxis
    /// Levels of the columns.
    public let levels: QuantileLevels
    /// Number of steps, H.
    public let horizon: Int
    /// Quantiles `[H, Q]`, row-major, in the unit of the series.
    public let values: [Float]
    /// Smallest possible value of the demand, which sample paths respect; `nil` when there is none.
    public let lowerBound: Float?
    /// Why a simpler model answered instead of the one asked for, if so.
    public let note: String?

    /// Makes a forecast. Quantiles that cross by rounding are put in order by a running maximum over the levels of a step.
    /// - Precondition: `values.count == horizon * levels.count`, all finite.
    public init(
        history: History, levels: QuantileLevels, horizon: Int, values: consuming [Float], lowerBound: Float? = nil, note: String? = nil
    ) {
        precondition(horizon > 0 && values.count == horizon * levels.count, "a forecast needs \(horizon) × \(levels.count) values")
        values.withUnsafeMutableBufferPointer { Self.order($0, levelCount: levels.count) }
        self.seriesID = history.id
        self.origin = history.origin
        self.axis = history.targetAxis
        self.levels = levels
        self.horizon = horizon
        self.values = values
        self.lowerBound = lowerBound
        self.note = note
    }

    /// Puts quantiles `[H, Q]` that cross by rounding in order: a running maximum over the levels of a step.
    package static func order(_ values: UnsafeMutableBufferPointer<Float>, levelCount: Int) {
        for row in stride(from: 0, to: values.count, by: levelCount) {
            for q in 1..<max(1, levelCount) where values[row + q] < values[row + q - 1] { values[row + q] = values[row + q - 1] }
        }
    }

    private init(_ other: QuantileForecast, levels: QuantileLevels, values: [Float]) {
        (seriesID, origin, axis, horizon) = (other.seriesID, other.origin, other.axis, other.horizon)
        (lowerBound, note) = (other.lowerBound, other.note)
        self.levels = levels
        self.values = values
    }

    /// The same forecast with other quantiles `[H, Q]`, put in order.
    /// - Precondition: as many finite values.
    package func replacing(_ values: [Float]) -> QuantileForecast {
        precondition(values.count == self.values.count, "a forecast needs \(self.values.count) values, found \(values.count)")
        var ordered = values
        ordered.withUnsafeMutableBufferPointer { Self.order($0, levelCount: levels.count) }
        return QuantileForecast(self, levels: levels, values: ordered)
    }

    /// The value at one step (0-based) and level index.
    public subscript(step: Int, level: Int) -> Float { values[step * levels.count + level] }

    /// The quantile at any level inside the trained range, for every step: linear interpolation between neighbouring levels.
    /// - Throws: ``ForecastError/levelOutsideRange(_:trained:)``.
    public func quantile(_ level: Double) throws(ForecastError) -> [Float] {
        let (lower, weight) = try levels.position(of: level)
        return (0..<horizon).map { step in
            weight == 0 ? self[step, lower] : Self.interpolate(self[step, lower], self[step, lower + 1], Float(weight))
        }
    }

    /// The same forecast at other levels, by the rule between levels.
    public func at(_ wanted: QuantileLevels) throws(ForecastError) -> QuantileForecast {
        if wanted == levels { return self }
        var out = [Float](repeating: 0, count: horizon * wanted.count)
        for (q, level) in wanted.values.enumerated() {
            let (lower, weight) = try levels.position(of: level)
            for step in 0..<horizon {
                out[step * wanted.count + q] =
                    weight == 0 ? self[step, lower] : Self.interpolate(self[step, lower], self[step, lower + 1], Float(weight))
            }
        }
        return QuantileForecast(self, levels: wanted, values: out)
    }

    /// The first `steps` steps.
    public func prefix(_ steps: Int) -> QuantileForecast {
        precondition(steps > 0 && steps <= horizon)
        return QuantileForecast(self, horizon: steps)
    }

    private init(_ other: QuantileForecast, horizon: Int) {
        (seriesID, origin, axis, levels) = (other.seriesID, other.origin, other.axis, other.levels)
        (lowerBound, note) = (other.lowerBound, other.note)
        self.horizon = horizon
        self.values = Array(other.values.prefix(horizon * other.levels.count))
    }

    /// Mean of every step, estimated from the quantiles: the quantile function is integrated by the trapezoid rule, flat beyond the
    /// outermost levels. It underestimates the mean of heavy upper tails; where that matters use the quantiles.
    public var mean: [Float] {
        let tau = levels.values
        return (0..<horizon).map { step in
            var sum = Double(self[step, 0]) * tau[0] + Double(self[step, levels.count - 1]) * (1 - tau[levels.count - 1])
            for q in 1..<max(1, levels.count) {
                sum += 0.5 * (Double(self[step, q]) + Double(self[step, q - 1])) * (tau[q] - tau[q - 1])
            }
            return Float(sum)
        }
    }

    // a + w(b − a) can leave [a, b] by rounding; the clamp keeps interpolated quantiles ordered.
    private static func interpolate(_ a: Float, _ b: Float, _ weight: Float) -> Float { min(max(a + weight * (b - a), a), b) }
}
