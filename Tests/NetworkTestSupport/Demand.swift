import Forecasting
import Tensors
import Traces

#if canImport(Glibc)
    import Glibc
#endif

/// Series to learn from, small enough for a test.
public enum Demand {
    /// Noise around a wave of 24 steps, every series with a level and phase of its own.
    public static func waves(_ number: Int = 20, count: Int = 400, noise: Double = 0.25, quantity: Quantity = .gauge()) -> SeriesSet {
        let axis = TimeAxis.clock(startSeconds: 1_704_067_200, stepSeconds: 3600)
        let all = (0..<number).map { index in
            var random = RandomStream(seed: 42, purpose: "wave", index: UInt64(index))
            let (level, phase) = (5 * (1 + Double(index % 7)), Double(index) * 0.9)
            let values = (0..<count).map { t in
                Float(level * (2 + sin(2 * .pi * Double(t) / 24 + phase) + noise * random.normal()))
            }
            return Series(id: "s\(index)", axis: axis, values: values)
        }
        return try! SeriesSet(all, quantity: quantity)
    }

    /// Counts over two decades: a wave in the exponent.
    public static func counts(_ number: Int = 6, count: Int = 400) -> SeriesSet {
        let all = (0..<number).map { index in
            var random = RandomStream(seed: 43, purpose: "counts", index: UInt64(index))
            let values = (0..<count).map { t in
                Float(max(0, exp(2 + 2 * sin(2 * .pi * Double(t) / 24 + Double(index)) + 0.2 * random.normal()) - 1).rounded())
            }
            return Series(id: "c\(index)", axis: .index(), values: values)
        }
        return try! SeriesSet(all, quantity: .count("requests"))
    }

    /// Three levels.
    public static let levels = try! QuantileLevels([0.1, 0.5, 0.9])
}

/// Forecasts of a model, bit patterns in one list.
public func bits(_ forecasts: [QuantileForecast]) -> [UInt32] { forecasts.flatMap { $0.values.map(\.bitPattern) } }

/// Whether all values are finite.
public func allFinite(_ values: [Float]) -> Bool { values.allSatisfy { $0.isFinite } }

/// Mean pinball loss of forecasts against what came, by the definition, each series in the unit of its own level.
public func pinball(_ forecasts: [QuantileForecast], _ origins: [History]) -> Double {
    var (sum, count) = (0.0, 0)
    for (forecast, origin) in zip(forecasts, origins) {
        let known = origin.values.filter { !$0.isNaN }
        let size = known.reduce(0) { $0 + Double(abs($1)) } / Double(known.count)
        for step in 0..<forecast.horizon {
            for (q, level) in forecast.levels.values.enumerated() {
                let y = origin.series.values[origin.count + step]
                guard !y.isNaN else { continue }
                let d = Double(y - forecast[step, q])
                sum += max(level * d, (level - 1) * d) / size
                count += 1
            }
        }
    }
    return sum / Double(count)
}

/// Windows of the held-out end of a set: `windows` per series, a horizon apart, and what remains for training.
public func heldOut(_ set: SeriesSet, horizon: Int, windows: Int) -> (training: TrainingSet, origins: [History]) {
    let training = TrainingSet(set, seasons: [24]).droppingLast(horizon * windows)
    let origins = set.series.flatMap { series in
        (0..<windows).map { History(series, count: series.count - horizon * (windows - $0)) }
    }
    return (training, origins)
}
