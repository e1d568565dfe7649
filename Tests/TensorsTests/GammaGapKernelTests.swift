import Tensors
import Testing

@Suite struct GammaGapKernelTests {
    private func gaps(_ kernels: Kernels, _ count: Int, shape: Double, number: inout UInt64) -> [Float] {
        let out = GuardedFloats([Float](repeating: .nan, count: count + Kernels.gapSlack))
        let made = kernels.gammaGaps(out.pointer, number: &number, atLeast: count, shape: shape, seed: 0x1234_5678_9ABC, stream: 77)
        #expect(made >= count && made <= count + Kernels.gapSlack)
        expectIntact(out)
        return Array(out.values.prefix(made))
    }

    @Test(arguments: [1e-3, 1.0 / 64, 0.3, 0.999, 1, 1.001, 4, 9999, 10_000, 1e6], [0, 1, 15, 16, 17, 500])
    func allLevelsGiveTheSameBits(shape: Double, count: Int) {
        var number = UInt64(UInt32.max) - 5
        let expected = gaps(.reference, count, shape: shape, number: &number)
        for kernels in Kernels.vector {
            var other = UInt64(UInt32.max) - 5
            #expect(gaps(kernels, count, shape: shape, number: &other).bits == expected.bits, "\(kernels.instructionSet)")
            #expect(other == number)
        }
    }

    /// What the n-th gap is does not depend on how many are asked for at once.
    @Test(arguments: [0.2, 1, 3]) func blocksJoin(shape: Double) {
        for kernels in Kernels.all {
            var whole: UInt64 = 0
            let expected = gaps(kernels, 1000, shape: shape, number: &whole)
            var (number, found): (UInt64, [Float]) = (0, [])
            while found.count < 1000 { found += gaps(kernels, 37, shape: shape, number: &number) }
            #expect(found.prefix(1000).elementsEqual(expected.prefix(1000)))
        }
    }

    /// Means, variances and third moments of 400,000 gaps: 1, 1/k and 2/k², within five standard errors.
    @Test(arguments: [1.0 / 16, 0.5, 1, 2, 50, 20_000]) func momentsAreThoseOfTheDistribution(shape: Double) {
        var number: UInt64 = 0
        let values = gaps(.best, 400_000, shape: shape, number: &number).map(Double.init)
        let n = Double(values.count)
        func moment(_ power: (Double) -> Double) -> (mean: Double, error: Double) {
            let mean = values.reduce(0) { $0 + power($1) } / n
            let square = values.reduce(0) { $0 + power($1) * power($1) } / n
            return (mean, ((square - mean * mean) / n).squareRoot())
        }
        for (found, expected) in [
            (moment { $0 - 1 }, 0), (moment { ($0 - 1) * ($0 - 1) }, 1 / shape),
            (moment { ($0 - 1) * ($0 - 1) * ($0 - 1) }, 2 / (shape * shape)),
        ] { #expect(abs(found.mean - expected) <= 5 * found.error, "\(found) for \(expected)") }
        #expect(values.allSatisfy { $0 >= 0 })
    }

    /// The distribution function at its deciles, which moments do not see.
    @Test func exponentialGapsHaveTheirQuantiles() {
        var number: UInt64 = 0
        let values = gaps(.best, 100_000, shape: 1, number: &number).map(Double.init)
        for level in stride(from: 0.1, through: 0.9, by: 0.1) {
            let share = Double(values.count { $0 <= -PortableMath.log(1 - level) }) / Double(values.count)
            #expect(abs(share - level) <= 5 * (level * (1 - level) / 1e5).squareRoot())
        }
    }
}
