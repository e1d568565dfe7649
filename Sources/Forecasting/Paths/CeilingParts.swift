/// What a ceiling is made of: samples of each part, ascending.
struct CeilingParts {
    /// Maxima of sample paths of the ``GaussianCopula``, which know how errors of neighbouring steps hang together, and of paths in perfect
    /// step, right where whole curves are too high or too low. Never empty.
    let sampled: UnsafeBufferPointer<Float>, inStep: UnsafeBufferPointer<Float>
    /// Maxima over the past (``PastCeilings``); empty where nothing is known.
    let recent: UnsafeBufferPointer<Float>, long: UnsafeBufferPointer<Float>
    let seasonal: UnsafeBufferPointer<Float>, lastSeason: UnsafeBufferPointer<Float>, grown: UnsafeBufferPointer<Float>

    /// Shares of sample paths, of paths in step and of the long past in the first part, their mean quantile by quantile (Ratcliff, "Group reaction
    /// time distributions", Psychological Bulletin 86, 1979).
    private static let blend: (Float, Float, Float) = (0.45, 0.3, 0.25)

    /// Number of parts: the blend, paths in step, and five pasts.
    static let count = 7

    /// Writes the quantiles of all parts at a level; a past without any known value says what the blend says.
    func write(_ out: UnsafeMutablePointer<Float>, at level: Double) {
        let (paths, step) = (SortedSamples.quantile(level, of: sampled), SortedSamples.quantile(level, of: inStep))
        let past = long.isEmpty ? paths : SortedSamples.quantile(level, of: long)
        let blend = Self.blend.0 * paths + Self.blend.1 * step + Self.blend.2 * past
        func quantile(_ part: UnsafeBufferPointer<Float>) -> Float { part.isEmpty ? blend : SortedSamples.quantile(level, of: part) }
        (out[0], out[1], out[2], out[3]) = (blend, step, quantile(recent), long.isEmpty ? blend : past)
        (out[4], out[5], out[6]) = (quantile(seasonal), quantile(lastSeason), quantile(grown))
    }

    /// Writes the quantiles of all parts at the levels `(k + ½) / count`, `[parts, count]`: those that as many paths have drawn.
    func write(_ out: UnsafeMutablePointer<Float>, levels count: Int) {
        precondition(sampled.count == count && inStep.count == count, "\(count) levels of \(sampled.count) and \(inStep.count) paths")
        for k in 0..<count { out[count + k] = inStep[k] }
        Self.write(out + 3 * count, long.isEmpty ? sampled : long, count)
        for k in 0..<count { out[k] = Self.blend.0 * sampled[k] + Self.blend.1 * inStep[k] + Self.blend.2 * out[3 * count + k] }
        func fill(_ part: Int, _ samples: UnsafeBufferPointer<Float>) {
            let row = out + part * count
            if samples.isEmpty { row.update(from: out, count: count) } else { Self.write(row, samples, count) }
        }
        fill(2, recent)
        if long.isEmpty { fill(3, long) }
        fill(4, seasonal)
        fill(5, lastSeason)
        fill(6, grown)
    }

    /// Quantiles of samples at the levels `(k + ½) / count`, as ``SortedSamples`` has them.
    private static func write(_ out: UnsafeMutablePointer<Float>, _ samples: UnsafeBufferPointer<Float>, _ count: Int) {
        let (last, scale) = (samples.count - 1, Float(samples.count) / Float(count))
        for k in 0..<count {
            let position = min(max((Float(k) + 0.5) * scale - 0.5, 0), Float(last))
            let lower = Int(position)
            let (a, b) = (samples[lower], samples[min(lower + 1, last)])
            out[k] = a + (position - Float(lower)) * (b - a)
        }
    }
}

/// The median of a few values with weights.
package enum WeightedMedian {
    /// The value in the middle of the weight: values in order stand at the weight below them and half of their own, and the result lies on the line
    /// between the two neighbours of one half.
    ///
    /// - Parameters:
    ///   - values: `[count]`.
    ///   - weights: `[count]`, not negative, of sum 1.
    ///   - order: `[count]`: any order of the indices, best that of values nearly the same; that of the values afterwards.
    ///   - count: at least 1.
    package static func find(
        _ values: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, order: UnsafeMutablePointer<UInt8>, count: Int
    ) -> Float {
        for index in 1..<max(1, count) {
            let (entry, value) = (order[index], values[Int(order[index])])
            var place = index
            // Equal values stand in the order of their indices, or the result would depend on the order before.
            while place > 0, values[Int(order[place - 1])] > value || values[Int(order[place - 1])] == value && order[place - 1] > entry {
                order[place] = order[place - 1]
                place -= 1
            }
            order[place] = entry
        }
        var (before, position) = (Int(order[0]), weights[Int(order[0])] / 2)
        if position >= 0.5 { return values[before] }
        for index in 1..<max(1, count) {
            let at = Int(order[index])
            let next = position + (weights[before] + weights[at]) / 2
            if next >= 0.5 {
                let share = next > position ? (0.5 - position) / (next - position) : 0
                return values[before] + share * (values[at] - values[before])
            }
            (before, position) = (at, next)
        }
        return values[before]
    }
}
