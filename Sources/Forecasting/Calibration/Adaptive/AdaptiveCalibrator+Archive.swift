import Tensors

/// A calibrator as data: restored in the middle of a run it goes on bit for bit as if it had never stopped, on any instruction set.
extension AdaptiveCalibrator {
    private enum Names {
        static let parameters = "adaptive", state = "adaptive.state", pending = "adaptive.pending", units = "adaptive.inverse_units"
    }

    private struct Parameters: Codable {
        var horizon: Int, levels: QuantileLevels, settings: AdaptiveSettings, lowerBound: Float?
        var step: Int, errorSize: Float
    }

    /// Adds the calibrator to an archive, beside a model or alone.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when a setting cannot be written.
    public func store(in archive: inout ModelArchive) throws(ForecastError) {
        try archive.store(
            Parameters(horizon: horizon, levels: levels, settings: settings, lowerBound: lowerBound, step: step, errorSize: errorSize),
            under: Names.parameters)
        let shapes = Self.shapes(horizon: horizon, blocks: blocks.count, rule: rule)
        archive.tensors[Names.state] = ModelArchive.Tensor(state, shape: shapes.state)
        archive.tensors[Names.pending] = ModelArchive.Tensor(pending, shape: shapes.pending)
        archive.tensors[Names.units] = ModelArchive.Tensor(inverseUnits, shape: shapes.units)
    }

    /// The calibrator alone as an archive.
    public func snapshot() throws(ForecastError) -> ModelArchive {
        var archive = ModelArchive()
        try store(in: &archive)
        return archive
    }

    /// Reads a calibrator of an archive.
    /// - Parameters:
    ///   - archive: what ``store(in:)`` wrote.
    ///   - compute: instruction set to go on with.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when something is missing, does not fit, or contradicts itself. Sizes are compared with
    ///   the tensors that are there before anything is allocated.
    public init(archive: ModelArchive, compute: Compute = .best) throws(ForecastError) {
        let saved: Parameters = try archive.value(under: Names.parameters)
        do { try saved.settings.check() } catch { throw ForecastError.invalidArchive("\(error)") }
        guard (1...Self.longestHorizon).contains(saved.horizon), saved.levels.count <= Self.mostLevels, (0...1 << 60).contains(saved.step),
            saved.errorSize.isFinite, saved.errorSize >= 0, saved.lowerBound?.isFinite ?? true
        else {
            throw ForecastError.invalidArchive(
                "a calibrator has 1…\(Self.longestHorizon) steps and at most \(Self.mostLevels) levels, and has observed 0…2⁶⁰ values; found "
                    + "\(saved.horizon), \(saved.levels.count) and \(saved.step)")
        }
        let (experts, stride) = (saved.settings.stepSizes.count, (saved.levels.count + 15) / 16 * 16)
        let rows = min(saved.horizon, saved.settings.blocks)
        let state = try archive.floats(Names.state, shape: [rows, 3 * experts + 2, stride])
        let pending = try archive.floats(Names.pending, shape: [saved.horizon, rows, experts + 2, stride])
        let units = try archive.floats(Names.units, shape: [saved.horizon, rows])
        guard state.allSatisfy(\.isFinite), pending.allSatisfy(\.isFinite), units.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
            throw ForecastError.invalidArchive("the numbers of a calibrator should be finite, and its units positive")
        }
        do {
            try self.init(
                horizon: saved.horizon, levels: saved.levels, lowerBound: saved.lowerBound, settings: saved.settings, compute: compute)
        } catch { throw ForecastError.invalidArchive("\(error)") }
        (self.state, self.pending, inverseUnits, step, errorSize) = (state, pending, units, saved.step, saved.errorSize)
        guard weightsAreShares else {
            throw ForecastError.invalidArchive("the weights of a calibrator's experts should be positive and sum to 1")
        }
    }

    private var weightsAreShares: Bool {
        let (stride, experts) = (rule.stride, rule.experts)
        return (0..<blocks.count).allSatisfy { block in
            let first = block * rule.stateFloats + experts * stride
            return (0..<stride).allSatisfy { level in
                let weights = (0..<experts).map { state[first + $0 * stride + level] }
                return weights.allSatisfy { $0 > 0 } && abs(weights.reduce(0, +) - 1) < 1e-3
            }
        }
    }

    private static func shapes(horizon: Int, blocks: Int, rule: Kernels.AdaptiveRule) -> (state: [Int], pending: [Int], units: [Int]) {
        let (experts, stride) = (rule.experts, rule.stride)
        return ([blocks, 3 * experts + 2, stride], [horizon, blocks, experts + 2, stride], [horizon, blocks])
    }
}
