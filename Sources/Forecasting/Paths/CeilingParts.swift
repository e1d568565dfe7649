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
    /// Levels whose weights are learnt; levels between them get weights between theirs.
    static let anchors = [0.5, 0.75, 0.9, 0.95, 0.99]
    /// What the parts count before anything is learnt.
    private static let prior: [Float] = [2, 1, 1, 1, 1, 1, 1].map { $0 / 8 }

    /// Weights of the parts at the ``anchors``; of no windows those that count before anything is learnt.
    static func weights(learntFrom windows: [LossWeights.Window]) -> LossWeights {
        LossWeights(learntFrom: windows, prior: prior, respects: anchors.count)
    }

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
