import Forecasting

/// Recursive forecasts of several series at once: the mean of a step becomes the newest value, and rows of a step are answered together.
struct Rollout {
    let forest: MeanForest
    let assembler: FeatureAssembler

    /// Means of the steps after the origins that walks stand at.
    /// - Parameter walks: left at their last step.
    /// - Returns: transformed values `[walks, H]`, not below the lower bound.
    func means(of walks: inout [FeatureWalk], horizon: Int) -> [Float] {
        let (count, columns, bound) = (walks.count, assembler.columns, assembler.transformedBound)
        var rows = [Float](repeating: 0, count: count * columns)
        var found = [Float](repeating: 0, count: count)
        var means = [Float](repeating: 0, count: count * horizon)
        for step in 0..<horizon {
            rows.withUnsafeMutableBufferPointer { rows in
                guard let first = rows.baseAddress else { return }
                for index in walks.indices { walks[index].write(first + index * columns, step: 0) }
                forest.write(&found, rows: first, count: count)
            }
            for index in walks.indices {
                let scale = walks[index].scale
                let mean = min(max(scale.location + scale.scale * found[index], bound), Self.largest)
                means[index * horizon + step] = mean
                if step + 1 < horizon { walks[index].append(mean) }
            }
        }
        return means
    }

    /// Means are held where sums of their squares stay finite, however fast they grow from step to step.
    private static let largest: Float = 1e18
}
