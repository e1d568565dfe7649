import Tensors

/// Joint draws of levels, made ready for forecasts at certain quantile levels: where each lies between them.
///
/// Between two levels the quantile function is a line, as everywhere (``QuantileLevels/position(of:)``). Beyond the outermost level it is
/// the tail of an exponential distribution through the two outermost ones,
/// `q_Q + (q_Q − q_{Q−1})·ln((1 − τ_Q)/(1 − τ)) / ln((1 − τ_{Q−1})/(1 − τ_Q))`, and its mirror image below. It is exact for exponential
/// distributions and a little long for normal ones: 2.91 standard deviations instead of 2.81 at the level 0.9975, from those at 0.95 and 0.99.
///
/// The tail matters: the maximum of 60 independent steps lies beyond their level 0.99 in almost every second path. The line that generalised
/// ranks of ``ResidualPaths`` follow there is made for ranks up to 2; with levels, which end at 1, it would cut the tail off, and 67 to
/// 85 % of the maxima of 48 steps would lie below a ceiling for 90 % (normal to lognormal steps, correlation 0.5 to 0.9 from step to
/// step). One level alone is the whole distribution.
///
/// Where a level lies depends on no forecast: an instance is made once per model, and shared.
public final class PathDraws: @unchecked Sendable {
    /// Number of paths, K, and of steps, H, which are drawn; later steps of a forecast begin anew.
    public let count: Int, steps: Int
    /// Levels of the forecasts that the draws can be applied to.
    public let levels: QuantileLevels

    /// Distance between the rows of the draws: the number of paths made up to whole vectors.
    let stride: Int
    private let segments: UnsafeMutablePointer<UInt16>
    private let weights: UnsafeMutablePointer<Float>

    /// Places draws between quantile levels.
    ///
    /// - Parameters:
    ///   - draws: levels of all paths and steps.
    ///   - levels: levels of the forecasts, at most 65,535.
    /// - Complexity: 6 bytes for each step of each path.
    public init(_ draws: PathLevels, at levels: QuantileLevels = .standard) {
        precondition(levels.count <= Int(UInt16.max), "a forecast has at most \(UInt16.max) levels, found \(levels.count)")
        (count, steps, self.levels) = (draws.count, draws.steps, levels)
        stride = (draws.count + 15) / 16 * 16
        segments = Self.zeros(steps * stride)
        weights = Self.zeros(steps * stride)
        for step in 0..<steps {
            for path in 0..<count {
                let position = Self.position(of: draws[step, path], in: levels.values)
                segments[step * stride + path] = UInt16(position.segment)
                weights[step * stride + path] = Float(position.weight)
            }
        }
    }

    deinit {
        segments.deallocate()
        weights.deallocate()
    }

    private static func zeros<Number: Numeric & BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Number> {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Number>.stride, alignment: 64)
        let memory = raw.bindMemory(to: Number.self, capacity: count)
        memory.initialize(repeating: 0, count: count)
        return memory
    }

    /// Segment and weight of a level, as `hk_paths` of `CKernels/include/ckernels.h` has them.
    package static func position(of level: Double, in levels: [Double]) -> (segment: Int, weight: Double) {
        let last = levels.count - 1
        guard last > 0 else { return (0, 0) }
        guard level >= levels[0] else {
            return (0, PortableMath.log(levels[0] / level) / PortableMath.log(levels[1] / levels[0]))
        }
        guard let upper = levels.firstIndex(where: { $0 > level }) else {
            let span = PortableMath.log((1 - levels[last - 1]) / (1 - levels[last]))
            return (levels.count, PortableMath.log((1 - levels[last]) / (1 - level)) / span)
        }
        return (upper, (level - levels[upper - 1]) / (levels[upper] - levels[upper - 1]))
    }

    /// Calls `body` with what a kernel needs to apply the draws to a forecast.
    func withPaths(of forecast: QuantileForecast, _ body: (Kernels.Paths) -> Void) {
        precondition(forecast.levels == levels, "draws for the levels \(levels.values) meet a forecast at \(forecast.levels.values)")
        forecast.values.withUnsafeBufferPointer { body(paths(of: $0, lowerBound: forecast.lowerBound)) }
    }

    /// What a kernel needs to apply the draws to quantiles `[H, Q]` at ``levels``; valid as long as both are.
    func paths(of quantiles: UnsafeBufferPointer<Float>, lowerBound: Float?) -> Kernels.Paths {
        Kernels.Paths(
            paths: stride, drawn: steps, levels: levels.count, segments: segments, weights: weights,
            quantiles: quantiles.baseAddress!, lowest: lowerBound ?? -.infinity)
    }
}
