import Tensors
import Traces

/// What a part of the past did to a forecast: the difference that hiding it makes (occlusion: Zeiler & Fergus, ECCV 2014).
public struct Occlusion: Sendable, Hashable {
    /// Positions of the series that were hidden.
    public var hidden: Range<Int>
    /// Times of the first and the last of them.
    public var first: Int64, last: Int64
    /// What the part adds to the ceiling, the largest value of the level's path over the horizon, in the unit of the series.
    public var ceiling: Double
    /// What it adds to the mean of the path.
    public var mean: Double
}

/// A model that can say which parts of the past drove a forecast.
public protocol OccludableForecaster: FittedForecaster {
    /// See ``WindowModel/occlusions(of:horizon:parts:level:)``.
    func occlusions(of history: History, horizon: Int, parts: Int, level: Double) throws(ForecastError) -> [Occlusion]
}

extension OccludableForecaster {
    /// Parts of a sixteenth of the context, at the level 0.9.
    public func occlusions(of history: History, horizon: Int) throws(ForecastError) -> [Occlusion] {
        try occlusions(of: history, horizon: horizon, parts: 16, level: 0.9)
    }
}

extension WindowModel {
    /// Which parts of the context drove a forecast: every part is hidden in turn, as if its values had not been observed, and the change of
    /// the path of one quantile level is what the part did. Location and scale of the window stay.
    ///
    /// - Parameters:
    ///   - history: as for a forecast.
    ///   - horizon: steps of the forecast.
    ///   - parts: parts of equal length that the context is cut into.
    ///   - level: quantile level, one of the model's; 0.9 or the nearest by default.
    /// - Returns: the parts from the oldest to the latest; empty for a history too short for the network.
    /// - Throws: ``ForecastError`` as a forecast does.
    public func occlusions(of history: History, horizon: Int, parts: Int, level: Double = 0.9) throws(ForecastError) -> [Occlusion] {
        try checkHorizon(horizon)
        try check(history)
        guard isLong(history), parts >= 1 else { return [] }
        let schema = assembler.schema
        let parts = min(parts, schema.context)
        let batch = assembler.makeBatch(capacity: parts + 1)
        batch.count = parts + 1
        var scratch: [Float] = []
        for slot in 0...parts { assembler.fill(batch, slot: slot, history: history, withTargets: false, scratch: &scratch) }
        // Whole numbers would hide small effects.
        for slot in 0...parts { batch.isWhole[slot] = false }
        let ranges = (0..<parts).map { schema.context * $0 / parts..<schema.context * ($0 + 1) / parts }
        for (slot, range) in ranges.enumerated() {
            for step in range {
                // A value that was not observed: 0, and so is its flag. Slot 0 hides nothing.
                let row = batch.inputs.pointer + (step * batch.count + slot + 1) * batch.inputChannels
                row[0] = 0
                if schema.features { row[1] = 0 }
            }
        }
        let workspace = network.makeForecastWorkspace(weights, batch: batch.count, steps: batch.steps)
        let place = levels.values.indices.min { abs(levels.values[$0] - level) < abs(levels.values[$1] - level) } ?? 0
        return withExtendedLifetime(workspace) {
            let scaled = network.forecast(batch, weights: weights, workspace: workspace)
            let paths = (0...parts).map { slot -> [Double] in
                let size = schema.horizon * levels.count
                let values = assembler.unscale(scaled + slot * size, slot: slot, batch: batch, levelCount: levels.count)
                return (0..<horizon).map { Double(values[$0 * levels.count + place]) }
            }
            func ceiling(_ path: [Double]) -> Double { path.max() ?? 0 }
            func mean(_ path: [Double]) -> Double { path.reduce(0, +) / Double(max(1, path.count)) }
            return ranges.enumerated().map { slot, range in
                let first = history.count - schema.context
                let hidden = first + range.lowerBound..<first + range.upperBound
                let axis = history.series.axis
                return Occlusion(
                    hidden: hidden, first: axis.time(at: hidden.lowerBound), last: axis.time(at: hidden.upperBound - 1),
                    ceiling: ceiling(paths[0]) - ceiling(paths[slot + 1]), mean: mean(paths[0]) - mean(paths[slot + 1]))
            }
        }
    }
}
