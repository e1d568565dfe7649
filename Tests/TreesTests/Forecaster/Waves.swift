import Forecasting
import Tensors
import Traces
import Trees

#if canImport(Glibc)
    import Glibc
#endif

/// Series to learn from, small enough for a test.
enum Waves {
    static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    /// Noise around a wave of 24 steps, every series with a level and phase of its own.
    static func gauges(_ number: Int = 4, count: Int = 500, noise: Double = 0.1) -> SeriesSet {
        let axis = TimeAxis.clock(startSeconds: 1_704_067_200, stepSeconds: 3600)
        let all = (0..<number).map { index in
            var random = RandomStream(seed: 42, purpose: "wave", index: UInt64(index))
            let (level, phase) = (5 * (1 + Double(index % 7)), Double(index) * 0.9)
            let values = (0..<count).map { t in
                Float(level * (2 + sin(2 * .pi * Double(t) / 24 + phase) + noise * random.normal()))
            }
            return Series(id: "s\(index)", axis: axis, values: values)
        }
        return try! SeriesSet(all, quantity: .gauge())
    }

    /// Counts with many zeros and a gap.
    static func counts(_ number: Int = 4, count: Int = 500) -> SeriesSet {
        let axis = TimeAxis.clock(startSeconds: 1_704_067_200, stepSeconds: 60)
        let all = (0..<number).map { index in
            var random = RandomStream(seed: 43, purpose: "counts", index: UInt64(index))
            let values = (0..<count).map { t -> Float in
                if t % 97 == 13 { return .nan }
                return random.uniform() < 0.6
                    ? 0 : Float((3 * Double(1 + index) * (1.5 + sin(Double(t) / 10)) * random.uniformDouble()).rounded())
            }
            return Series(id: "c\(index)", axis: axis, values: values)
        }
        return try! SeriesSet(all, quantity: .count("requests"))
    }

    /// A training of a second or less.
    static func forecaster(
        horizon: Int = 6, levels: QuantileLevels = levels, scaling: TargetScaling? = .standard, rows: Int = 3_000, rounds: Int = 40
    ) -> GBTForecaster {
        GBTForecaster(
            horizon: horizon, levels: levels,
            configuration: GBTConfiguration(scaling: scaling, rows: rows, rounds: rounds, learningRate: 0.1, leaves: 15, minimumRows: 10))
    }
}

/// Forecasts of a model, bit patterns in one list.
func bits(_ forecasts: [QuantileForecast]) -> [UInt32] { forecasts.flatMap { $0.values.map(\.bitPattern) } }
