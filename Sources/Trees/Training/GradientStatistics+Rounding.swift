import Tensors

extension GradientStatistics {
    /// Rounds gradients to few steps, up or down by chance, so that their sums stay right on average; whether they are finite.
    ///
    /// Shi et al., "Quantized training of gradient boosting decision trees", NeurIPS 2022.
    func round(draw: Int, team: ThreadTeam) -> Bool {
        guard let words, let bins = configuration.gradientBins else { return true }
        let count = targets.targets.count
        let pieces = stride(from: 0, to: count, by: Self.pieceRows).map { $0..<min(count, $0 + Self.pieceRows) }
        let found = largest(pieces, team)
        guard found.gradient.isFinite, found.hessian.isFinite else { return false }
        // Smaller ones count as 0, as their reciprocals would be infinite.
        let (largest, steepest) = (max(found.gradient, 1e-30), max(found.hessian, 1e-30))
        let isConstant = configuration.objective.hasConstantHessian && targets.weights == nil && !isWeighing
        gradientStep = Double(largest) / Double(bins / 2)
        hessianStep = isConstant ? Double(steepest) : Double(steepest) / Double(bins)
        let (perGradient, perHessian) = (Float(bins / 2) / largest, isConstant ? 1 / steepest : Float(bins) / steepest)
        nonisolated(unsafe) let (source, target) = (pairs, words)
        let seed = configuration.seed ^ 0x5bd1_e995
        team.forEach(pieces.count) { [kernels] index, _ in
            let first = pieces[index].lowerBound
            kernels.round(
                target + first, source + 2 * first, count: pieces[index].count, perGradient: perGradient, perHessian: perHessian,
                gradientSteps: bins / 2, hessianSteps: bins, isConstant: isConstant,
                state: RowSampler.counter(seed, draw, first))
        }
        return true
    }

    /// The largest absolute gradient and hessian.
    private func largest(_ pieces: [Range<Int>], _ team: ThreadTeam) -> (gradient: Float, hessian: Float) {
        let found = [(gradient: Float, hessian: Float)](unsafeUninitializedCapacity: pieces.count) { found, count in
            nonisolated(unsafe) let (found, pairs) = (found, pairs)
            team.forEach(pieces.count) { [kernels] index, _ in
                found[index] = kernels.largest(pairs + 2 * pieces[index].lowerBound, count: pieces[index].count)
            }
            count = pieces.count
        }
        // A NaN must not be lost, as it would be by a maximum.
        if let lost = found.first(where: { !$0.gradient.isFinite || !$0.hessian.isFinite }) { return lost }
        return found.reduce((0, 0)) { (max($0.gradient, $1.gradient), max($0.hessian, $1.hessian)) }
    }

    /// Whether GOSS changes the weights of rows.
    private var isWeighing: Bool { if case .goss = configuration.rowSampling { true } else { false } }

    /// Quantised sums choose the splits; leaves take the gradients as they are.
    func leafSums(_ node: NodeState<Sums>) -> Sums {
        guard words != nil else { return node.sums }
        var (gradient, hessian) = (0.0, 0.0)
        node.rows.forEach {
            gradient += Double(pairs[2 * $0])
            hessian += Double(pairs[2 * $0 + 1])
        }
        return Sums(gradient: gradient / gradientStep, hessian: hessian / hessianStep)
    }
}
