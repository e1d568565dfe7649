/// Streams of several models that answer as one, exactly as ``FittedEnsemble`` does for histories where the streams answer as their models do.
public struct EnsembleStream: ForecastStream {
    /// How forecasts become one.
    public let pool: EnsemblePool
    private let weights: MemberWeights?
    private var members: [any ForecastStream]
    /// Forecasts of the members `[K, H, Q]`.
    private var stacked: [Float] = []
    private var pooling: QuantilePooling?

    init(_ members: [any ForecastStream], pool: EnsemblePool, weights: MemberWeights?) {
        precondition(!members.isEmpty, "an ensemble has members")
        (self.members, self.pool, self.weights) = (members, pool, weights)
    }

    /// Identifier of the series.
    public var seriesID: String { members[0].seriesID }
    /// Time of the next value.
    public var nextTime: Int64 { members[0].nextTime }
    /// Levels of every forecast.
    public var levels: QuantileLevels { members[0].levels }

    /// Takes the next value; every member does.
    public mutating func observe(_ value: Float) {
        for index in members.indices { members[index].observe(value) }
    }

    /// A pooled forecast from all values so far.
    public mutating func forecast(horizon: Int) throws(ForecastError) -> QuantileForecast {
        var forecasts: [QuantileForecast] = []
        for index in members.indices { forecasts.append(try members[index].forecast(horizon: horizon)) }
        return pool.pooled(forecasts, weights: weights)
    }

    /// A pooled forecast into memory of the caller; allocates nothing from the second one of a horizon on beyond what the members do.
    public mutating func forecast(horizon: Int, into values: UnsafeMutableBufferPointer<Float>) throws(ForecastError) {
        let size = values.count
        precondition(size == horizon * levels.count, "the forecast has \(horizon * levels.count) values, room for \(size)")
        if stacked.count != members.count * size { stacked = [Float](repeating: 0, count: members.count * size) }
        for index in members.indices {
            // Two arrays of the same value are not touched at once: the rows are copied.
            try members[index].forecast(horizon: horizon, into: values)
            for place in 0..<size { stacked[index * size + place] = values[place] }
        }
        // Quantiles of the members respect the bound, and so do those between them.
        if pooling == nil {
            pooling = QuantilePooling(pool, levels: levels, members: members.count, lowerBound: nil, weights: weights?.row(of: seriesID))
        }
        stacked.withUnsafeBufferPointer { pooling!.write(values, from: $0.baseAddress!) }
    }
}
