/// What can be read from samples in ascending order, at least one.
enum SortedSamples {
    /// The quantile at a level, 0 ≤ level ≤ 1, on lines between the samples, the k-th of which (0-based) is the quantile at (k + ½)/n; beyond
    /// them the outermost sample.
    ///
    /// Type 5 of Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50(4), 1996 (Hazen): its
    /// levels are those that ``PathLevels`` draw.
    static func quantile(_ level: Double, of samples: UnsafeBufferPointer<Float>) -> Float {
        precondition(level >= 0 && level <= 1, "a level lies between 0 and 1, found \(level)")
        let position = min(max(level * Double(samples.count) - 0.5, 0), Double(samples.count - 1))
        let lower = Int(position), upper = min(lower + 1, samples.count - 1)
        let (a, b) = (samples[lower], samples[upper])
        return min(max(a + Float(position - Double(lower)) * (b - a), a), b)
    }

    /// Share of the samples that are greater than a value.
    static func share(above value: Float, in samples: UnsafeBufferPointer<Float>) -> Double {
        var (low, high) = (0, samples.count)
        while low < high {
            let middle = (low + high) / 2
            if samples[middle] > value { high = middle } else { low = middle + 1 }
        }
        return Double(samples.count - low) / Double(samples.count)
    }

    /// Mean of the samples.
    static func mean(of samples: UnsafeBufferPointer<Float>) -> Double { samples.reduce(0.0) { $0 + Double($1) } / Double(samples.count) }
}
