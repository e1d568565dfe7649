/// Cores in use over time, from instances that hold some from one instant to another.
struct CoreUse {
    /// An instance: times in nanoseconds, `start ≤ end`.
    struct Instance {
        var start: Int64
        var end: Int64
        var cores: Int
    }

    /// Mean number of cores in use in each bin of a width.
    ///
    /// An instance counts in the bins at its ends by the share of time that it runs. O(instances + bins).
    static func means(_ instances: [Instance], bins: ClosedRange<Int64>, step: Int64) -> [Float] {
        var partial = [Double](repeating: 0, count: bins.count)
        // What changes in the bins that are used in full.
        var changes = [Double](repeating: 0, count: bins.count + 1)
        let (begin, end) = (bins.lowerBound * step, (bins.upperBound + 1) * step)
        for one in instances {
            let (from, to) = (max(one.start, begin), min(one.end, end))
            guard from < to else { continue }
            let (first, last) = (Int(from.dividedDown(by: step) - bins.lowerBound), Int((to - 1).dividedDown(by: step) - bins.lowerBound))
            let cores = Double(one.cores)
            if first == last {
                partial[first] += cores * Double(to - from) / Double(step)
                continue
            }
            partial[first] += cores * Double(begin + Int64(first + 1) * step - from) / Double(step)
            partial[last] += cores * Double(to - (begin + Int64(last) * step)) / Double(step)
            changes[first + 1] += cores
            changes[last] -= cores
        }
        var running = 0.0
        return partial.indices.map { bin in
            running += changes[bin]
            return Float(running + partial[bin])
        }
    }
}
