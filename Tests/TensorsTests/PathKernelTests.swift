import Tensors
import TestSupport
import Testing

/// A random case: draws with segments and weights, quantiles with ties.
private struct PathCase {
    let paths: Int, drawn: Int, steps: Int, levels: Int
    let segments: [UInt16], weights: [Float], quantiles: [Float]

    init(paths: Int, drawn: Int, steps: Int, levels: Int) {
        var random = RandomStream(seed: 77, purpose: "paths", index: UInt64(paths * 10_000 + steps * 100 + levels))
        (self.paths, self.drawn, self.steps, self.levels) = (paths, drawn, steps, levels)
        segments = (0..<drawn * paths).map { _ in UInt16(random.int(below: levels + 1)) }
        weights = segments.map { _ in 2 * random.uniform() }
        quantiles = (0..<steps).flatMap { _ in
            var value = Float(random.normal())
            return (0..<levels).map { _ in
                value += random.int(below: 4) == 0 ? 0 : random.uniform()
                return value
            }
        }
    }

    /// The value as it is defined.
    func value(_ step: Int, _ path: Int, lowest: Float) -> Float {
        let place = step % drawn * paths + path
        let (segment, weight) = (Int(segments[place]), weights[place])
        let q = quantiles[step * levels..<(step + 1) * levels].map { $0 }
        if levels == 1 { return max(q[0], lowest) }
        switch segment {
        case 0: return max(q[0] + weight * (q[0] - q[1]), lowest)
        case levels: return max(q[levels - 1] + weight * (q[levels - 1] - q[levels - 2]), lowest)
        default: return max(q[segment - 1] + weight * (q[segment] - q[segment - 1]), lowest)
        }
    }
}

@Suite struct PathKernelTests {
    /// Up to 15 levels have their tables in a vector, more have not.
    @Test(arguments: [1, 2, 3, 13, 14, 15, 16, 40], [16, 48, 208])
    func kernelsMatchTheDefinition(levels: Int, paths: Int) {
        for (steps, drawn) in [(1, 1), (7, 7), (9, 4), (60, 60)] {
            let one = PathCase(paths: paths, drawn: drawn, steps: steps, levels: levels)
            for (lowest, window) in [(-Float.infinity, 0..<steps), (0, steps / 3..<steps), (0.5, steps - 1..<steps)] {
                let values = window.map { step in (0..<paths).map { one.value(step, $0, lowest: lowest) } }
                let maxima = (0..<paths).map { path in values.map { $0[path] }.max()! }
                let sums = (0..<paths).map { path in Float(values.reduce(0.0) { $0 + Double($1[path]) }) }
                let passed = (0..<paths).map { path in UInt32(values.firstIndex { $0[path] > 1.5 } ?? window.count) }
                for kernels in Kernels.all {
                    let segments = GuardedBytes(of: one.segments)
                    let (weights, quantiles) = (GuardedFloats(one.weights), GuardedFloats(one.quantiles))
                    let arguments = Kernels.Paths(
                        paths: paths, drawn: drawn, levels: levels, segments: segments.numbers(), weights: weights.pointer,
                        quantiles: quantiles.pointer, lowest: lowest)
                    let out = GuardedFloats([Float](repeating: .nan, count: paths * window.count))
                    kernels.pathValues(out.pointer, arguments, over: window)
                    #expect(out.values.bits == values.flatMap { $0 }.bits, "\(kernels.instructionSet)")
                    let row = GuardedFloats([Float](repeating: .nan, count: paths))
                    kernels.pathMaxima(row.pointer, arguments, over: window)
                    #expect(row.values.bits == maxima.bits, "\(kernels.instructionSet)")
                    let work = GuardedBytes(of: [Double](repeating: .nan, count: paths))
                    kernels.pathSums(row.pointer, work: work.numbers(), arguments, over: window)
                    #expect(row.values.bits == sums.bits, "\(kernels.instructionSet)")
                    row.withWords { kernels.pathCrossings($0, arguments, over: window, threshold: 1.5) }
                    #expect(row.values.bits == passed, "\(kernels.instructionSet)")
                    expectIntact(weights, quantiles, out, row)
                    #expect(segments.values(UInt16.self) == one.segments)
                }
            }
        }
    }

    @Test func noStepsHaveNoMaximum() {
        let one = PathCase(paths: 16, drawn: 1, steps: 1, levels: 3)
        for kernels in Kernels.all {
            var row = [Float](repeating: 3, count: 16)
            let arguments = Kernels.Paths(
                paths: 16, drawn: 1, levels: 3, segments: one.segments, weights: one.weights, quantiles: one.quantiles, lowest: 0)
            kernels.pathMaxima(&row, arguments, over: 0..<0)
            #expect(row == [Float](repeating: -.infinity, count: 16))
        }
    }
}

@Suite struct SortKernelTests {
    /// Runs of 512 values are sorted by counting, more are merged.
    @Test(arguments: sweptLengths + [63, 64, 65, 511, 512, 513, 1025, 2000])
    func valuesAreInOrder(count: Int) {
        var random = RandomStream(seed: 8, purpose: "sort", index: UInt64(count))
        let spread = random.normals(count)
        let tied = (0..<count).map { _ in Float(random.int(below: 5)) - 2 }
        for values in [spread, tied, spread.sorted(), spread.sorted(by: >), spread.sprinkled(with: [.infinity, -.infinity, 0, 3e38])] {
            for kernels in Kernels.all {
                let (x, out, work) = (GuardedFloats(values), GuardedFloats(values), GuardedFloats(values))
                kernels.sort(out.pointer, work: work.pointer, x.pointer, count: count)
                #expect(out.values == values.sorted() && x.values == values, "\(kernels.instructionSet)")
                expectIntact(x, out, work)
            }
        }
    }

    /// Zeros of either sign are equal and keep their order, which tells their places apart.
    @Test(arguments: [1, 16, 17, 200, 700])
    func equalValuesKeepTheirOrder(count: Int) {
        var random = RandomStream(seed: 9, purpose: "sort", index: UInt64(count))
        let values = (0..<count).map { _ in [-1, -0.0, 0.0, 1][random.int(below: 4)] as Float }
        let expected = values.filter { $0 < 0 } + values.filter { $0 == 0 } + values.filter { $0 > 0 }
        for kernels in Kernels.all {
            var (out, work) = (values, values)
            kernels.sort(&out, work: &work, values, count: count)
            #expect(out.bits == expected.bits, "\(kernels.instructionSet)")
        }
    }
}
