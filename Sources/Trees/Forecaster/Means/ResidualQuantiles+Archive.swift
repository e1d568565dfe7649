import Forecasting

/// Residual quantiles as tensors: `residual_quantiles.step_ends` (I64 `[S]`), `residual_quantiles.bounds` (F32 `[S, M − 1]`),
/// `residual_quantiles.shares` (F32 `[S, M]`) and `residual_quantiles.values` (F32 `[S, M, Q]`).
extension ResidualQuantiles {
    private static let prefix = "residual_quantiles."
    /// More steps or groups than a file may have.
    private static let mostCells = 1 << 20

    /// Adds the quantiles to an archive.
    func store(in archive: inout ModelArchive) {
        let count = stepEnds.count
        archive.tensors[Self.prefix + "step_ends"] = ModelArchive.Tensor(stepEnds.map(Int64.init), shape: [count])
        archive.tensors[Self.prefix + "bounds"] = ModelArchive.Tensor(bounds, shape: [count, groups - 1])
        archive.tensors[Self.prefix + "shares"] = ModelArchive.Tensor(shares, shape: [count, groups])
        archive.tensors[Self.prefix + "values"] = ModelArchive.Tensor(values, shape: [count, groups, levelCount])
    }

    /// Reads the quantiles of an archive.
    /// - Throws: `ForecastError.invalidArchive(_:)`.
    init(archive: ModelArchive, variancePower: Double, horizon: Int, levels: QuantileLevels) throws(ForecastError) {
        guard let shape = archive.tensors[Self.prefix + "shares"]?.shape, shape.count == 2,
            shape.allSatisfy({ (1...Self.mostCells).contains($0) }), shape[0] * shape[1] <= Self.mostCells
        else { throw Self.fault("shares", "should be F32 [groups of steps, groups of means], with at least one of each") }
        let (steps, groups) = (shape[0], shape[1])
        guard let ends = archive.tensors[Self.prefix + "step_ends"], ends.shape == [steps], let ends = ends.integers else {
            throw Self.fault("step_ends", "should be I64 [\(steps)]")
        }
        guard ends[0] >= 1, zip(ends, ends.dropFirst()).allSatisfy(<), ends[steps - 1] == Int64(horizon) else {
            throw Self.fault("step_ends", "should ascend from 1 or more to the horizon \(horizon)")
        }
        let bounds = try archive.floats(Self.prefix + "bounds", shape: [steps, groups - 1])
        let shares = try archive.floats(Self.prefix + "shares", shape: [steps, groups])
        let values = try archive.floats(Self.prefix + "values", shape: [steps, groups, levels.count])
        guard (bounds + values).allSatisfy(\.isFinite) else { throw Self.fault("values", "or the bounds hold a number that is not finite") }
        guard shares.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { throw Self.fault("shares", "should lie between 0 and 1") }
        for row in 0..<steps * groups {
            let quantiles = values[row * levels.count..<(row + 1) * levels.count]
            guard zip(quantiles, quantiles.dropFirst()).allSatisfy(<=) else { throw Self.fault("values", "should ascend with the level") }
        }
        self.init(
            variancePower: variancePower, stepEnds: ends.map(Int.init), groups: groups, levelCount: levels.count, bounds: bounds,
            shares: shares, values: values)
    }

    private static func fault(_ name: String, _ reason: String) -> ForecastError { .invalidArchive("tensor \(prefix)\(name) \(reason)") }
}
