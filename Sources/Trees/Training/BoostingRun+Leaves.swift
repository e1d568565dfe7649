import Tensors

extension BoostingRun {
    /// Values of all leaves `[leaves, width]`, not yet shrunk.
    func fit(_ tree: GrownTree<Statistics.Sums>) -> [Double] {
        let width = width
        let values = UnsafeMutableBufferPointer<Double>.allocate(capacity: tree.leaves.count * width)
        defer { values.deallocate() }
        values.initialize(repeating: 0)
        // Where each leaf's residuals begin.
        let places = tree.leaves.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        nonisolated(unsafe) let (out, run) = (values, self)
        team.forEach(tree.leaves.count) { leaf, _ in
            let state = tree.leaves[leaf]
            for (k, value) in run.value(of: state, place: places[leaf]).enumerated() {
                // A value for each output may meet bounds for each output, or one pair for all.
                let lower = state.lower.isEmpty ? -.infinity : state.lower[min(k, state.lower.count - 1)]
                let upper = state.upper.isEmpty ? .infinity : state.upper[min(k, state.upper.count - 1)]
                out[leaf * width + k] = min(max(value, lower), upper)
            }
        }
        return Array(values)
    }

    private func value(of state: NodeState<Statistics.Sums>, place: Int) -> [Double] {
        if let residuals { return quantiles(of: state.rows, scratch: residuals + place) }
        var state = state
        state.sums = statistics.leafSums(state)
        return statistics.values(state.sums, of: state)
    }

    /// Quantiles of the residuals of rows, one for each level.
    func quantiles(of chosen: NodeRows, scratch: UnsafeMutablePointer<Float>?) -> [Double] {
        let own = scratch == nil ? UnsafeMutablePointer<Float>.allocate(capacity: max(1, chosen.count)) : nil
        defer { own?.deallocate() }
        guard let scratch = scratch ?? own, chosen.count > 0 else {
            return Array(repeating: 0, count: configuration.objective.leafLevels.count)
        }
        return configuration.objective.leafLevels.enumerated().map { k, level in
            let scores = scores.values + k * table.rows
            if let weights = rows.weights {
                var weighted: [(Float, Float)] = []
                chosen.forEach { weighted.append((Float(Double(rows.targets[$0]) - scores[$0]), weights[$0])) }
                return LeafQuantile.quantile(weighted, level: level)
            }
            rows.targets.withUnsafeBufferPointer { targets in
                var place = 0
                chosen.forEach {
                    scratch[place] = Float(Double(targets[$0]) - scores[$0])
                    place += 1
                }
            }
            return LeafQuantile.quantile(scratch, count: chosen.count, level: level)
        }
    }
}
