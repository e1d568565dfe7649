import Traces

/// The dependence between the steps of a forecast, learnt from a backtest: past errors kept as whole paths.
///
/// For every backtest window the error of each step is written as a *generalised rank* z relative to the forecast of that step: inside
/// the outermost quantiles z is the level at which the truth would have been the quantile; beyond them it goes on linearly,
/// `z = τ_max + (y − q_max) / (q_max − q_mid)` (and the mirror image below). Applied to another forecast, a path of ranks gives one
/// plausible future whose steps depend on each other as past errors did: the empirical copula (Schefzik, Thorarinsdottir & Gneiting,
/// "Uncertainty quantification in complex simulation models using ensemble copula coupling", Statistical Science 28(4), 2013).
public struct ResidualPaths: Sendable, Equatable {
    /// Ranks are held within ± this many distances between the outermost quantile and the median. Paths are shared by all series: what is
    /// a normal surprise for an erratic one must not become the ceiling of a steady one.
    static let rankLimit: Float = 2

    /// Number of paths, K.
    public let count: Int
    /// Number of steps of every path, H.
    public let horizon: Int
    /// Generalised ranks `[K, H]`, row-major, finite.
    public let ranks: [Float]

    /// Makes residual paths.
    /// - Precondition: `ranks.count == count * horizon`, both positive.
    public init(count: Int, horizon: Int, ranks: [Float]) {
        precondition(count > 0 && horizon > 0 && ranks.count == count * horizon)
        (self.count, self.horizon, self.ranks) = (count, horizon, ranks)
    }

    /// Ranks of one path `[H]`.
    func row(_ path: Int) -> ArraySlice<Float> { ranks[path * horizon..<(path + 1) * horizon] }

    private static let tensor = "residual_paths.ranks"

    /// Adds the paths to an archive.
    public func store(in archive: inout ModelArchive) {
        archive.tensors[Self.tensor] = ModelArchive.Tensor(ranks, shape: [count, horizon])
    }

    /// Reads the paths of an archive; `nil` when it has none.
    public init?(archive: ModelArchive) throws(ForecastError) {
        guard let tensor = archive.tensors[Self.tensor] else { return nil }
        guard tensor.shape.count == 2, tensor.shape.allSatisfy({ $0 > 0 }), let ranks = tensor.floats, ranks.allSatisfy(\.isFinite) else {
            throw ForecastError.invalidArchive("tensor \(Self.tensor) should be finite F32 [paths, steps], found \(tensor.shape)")
        }
        self.init(count: tensor.shape[0], horizon: tensor.shape[1], ranks: ranks)
    }

    /// Sample paths `[K, H']` of one forecast, `H' = forecast.horizon`; longer forecasts than ``horizon`` repeat each path's ranks
    /// from their start.
    public func paths(of forecast: QuantileForecast) -> [Float] {
        var out = [Float](repeating: 0, count: count * forecast.horizon)
        for path in 0..<count {
            for step in 0..<forecast.horizon {
                out[path * forecast.horizon + step] = Self.value(at: ranks[path * horizon + step % horizon], in: forecast, step: step)
            }
        }
        return out
    }

    /// Distribution of the maximum over all steps of a forecast.
    public func ceiling(of forecast: QuantileForecast) -> Ceiling {
        var maxima = [Float](repeating: -.infinity, count: count)
        for path in 0..<count {
            for step in 0..<forecast.horizon {
                maxima[path] = max(maxima[path], Self.value(at: ranks[path * horizon + step % horizon], in: forecast, step: step))
            }
        }
        return Ceiling(window: forecast.horizon, samples: maxima)
    }

    /// Generalised rank of an observation relative to the forecast of a step; infinite beside a forecast of zeros without any spread.
    public static func rank(of y: Float, in forecast: QuantileForecast, step: Int) -> Float {
        let levels = forecast.levels.values
        let last = levels.count - 1
        if y > forecast[step, last] { return Float(levels[last]) + (y - forecast[step, last]) / upperUnit(forecast, step) }
        if y < forecast[step, 0] { return Float(levels[0]) - (forecast[step, 0] - y) / lowerUnit(forecast, step) }
        let first = (0...last).first { forecast[step, $0] >= y } ?? last
        // A flat stretch of the quantile function holds y at many levels: its middle is the unbiased choice.
        if forecast[step, first] == y {
            var final = first
            while final < last && forecast[step, final + 1] == y { final += 1 }
            return Float(0.5 * (levels[first] + levels[final]))
        }
        let (a, b) = (forecast[step, first - 1], forecast[step, first])
        return Float(levels[first - 1] + (levels[first] - levels[first - 1]) * Double((y - a) / (b - a)))
    }

    /// The inverse of ``rank(of:in:step:)``: the value of a step at a generalised rank, not below the forecast's lower bound.
    public static func value(at rank: Float, in forecast: QuantileForecast, step: Int) -> Float {
        let levels = forecast.levels.values
        let last = levels.count - 1
        if Double(rank) >= levels[last] {
            return forecast[step, last] + (rank - Float(levels[last])) * upperUnit(forecast, step)
        }
        if Double(rank) <= levels[0] {
            let value = forecast[step, 0] - (Float(levels[0]) - rank) * lowerUnit(forecast, step)
            return max(value, forecast.lowerBound ?? -.greatestFiniteMagnitude)
        }
        let upper = levels.firstIndex { $0 > Double(rank) }!
        let weight = Float((Double(rank) - levels[upper - 1]) / (levels[upper] - levels[upper - 1]))
        return forecast[step, upper - 1] + weight * (forecast[step, upper] - forecast[step, upper - 1])
    }

    // Distance from the level nearest to the median to the outermost one; where that is the same level, to its neighbour.
    private static func upperUnit(_ forecast: QuantileForecast, _ step: Int) -> Float {
        let last = forecast.levels.count - 1
        let inner = max(0, min(forecast.levels.middle, last - 1))
        return unit(forecast, step, from: inner, to: last, beside: forecast[step, inner])
    }

    private static func lowerUnit(_ forecast: QuantileForecast, _ step: Int) -> Float {
        let inner = min(forecast.levels.count - 1, max(forecast.levels.middle, 1))
        return unit(forecast, step, from: 0, to: inner, beside: forecast[step, inner])
    }

    // Errors beside a step without spread (a certain zero among counts) still need a size: the mean spread of the whole forecast, so
    // that they are not taken for freak ones. Never less than one part in a thousand of the value.
    private static func unit(_ forecast: QuantileForecast, _ step: Int, from low: Int, to high: Int, beside value: Float) -> Float {
        var spread = forecast[step, high] - forecast[step, low]
        if spread == 0 {
            let sum = (0..<forecast.horizon).reduce(0.0) { $0 + Double(forecast[$1, high] - forecast[$1, low]) }
            spread = Float(sum / Double(forecast.horizon))
        }
        return max(spread, abs(value) * 1e-3, .leastNormalMagnitude)
    }
}

/// Distribution of the maximum of demand over a window, from sample paths.
public struct Ceiling: Sendable, Equatable {
    /// Number of steps of the window.
    public let window: Int
    /// Sampled maxima, ascending.
    public let samples: [Float]

    /// Makes a ceiling from the maxima of sample paths, in any order.
    /// - Precondition: at least one sample.
    public init(window: Int, samples: [Float]) {
        precondition(!samples.isEmpty)
        self.window = window
        self.samples = samples.sorted()
    }

    /// Quantile of the maximum, 0 ≤ level ≤ 1: linear interpolation between order statistics (type 7 of Hyndman & Fan, 1996).
    public func quantile(_ level: Double) -> Float { samples.withUnsafeBufferPointer { Self.quantile(level, of: $0) } }

    /// The same of samples in memory of the caller: ascending, at least one.
    static func quantile(_ level: Double, of samples: UnsafeBufferPointer<Float>) -> Float {
        let position = min(max(level, 0), 1) * Double(samples.count - 1)
        let lower = min(Int(position), samples.count - 1)
        let upper = min(lower + 1, samples.count - 1)
        return samples[lower] + Float(position - Double(lower)) * (samples[upper] - samples[lower])
    }
}
