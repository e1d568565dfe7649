import Tensors
import TestSupport
import Testing

@Suite struct LogNormalKernelTests {
    private func numbers(_ kernels: Kernels, count: Int, variance: Double, seed: UInt64 = 3, pieces: Int = 1) -> [Float] {
        var out: [Float] = []
        var number: UInt64 = 0
        while out.count < count {
            var piece = [Float](repeating: 0, count: count / pieces + Kernels.gapSlack)
            let made = piece.withUnsafeMutableBufferPointer {
                kernels.logNormals(
                    $0.baseAddress!, number: &number, atLeast: count / pieces, variance: variance, seed: seed, stream: 9)
            }
            out += piece.prefix(made)
        }
        return Array(out.prefix(count))
    }

    @Test(arguments: [0.0, 0.01, 0.69, 4, 36])
    func levelsAgreeToTheBit(variance: Double) {
        let reference = numbers(Kernels(.scalar), count: 5000, variance: variance)
        for level in InstructionSet.allCases where level.isSupported {
            let same = numbers(Kernels(level), count: 5000, variance: variance).map(\.bitPattern) == reference.map(\.bitPattern)
            #expect(same, "\(level)")
        }
    }

    @Test func numbersDoNotDependOnHowManyAreAskedFor() {
        let same = numbers(.best, count: 4096, variance: 1) == numbers(.best, count: 4096, variance: 1, pieces: 8)
        #expect(same)
    }

    /// Mean 1, and the share below each quantile of the distribution, within five standard errors.
    @Test(arguments: [0.0953, 0.6931, 1.6094])
    func quantilesAreThoseOfTheDistribution(variance: Double) {
        let count = 400_000
        let drawn = numbers(.best, count: count, variance: variance)
        let mean = drawn.reduce(0) { $0 + Double($1) } / Double(count)
        let spread = (PortableMath.exp(variance) - 1).squareRoot()
        #expect(abs(mean - 1) < 5 * spread / Double(count).squareRoot())
        for level in [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999] {
            let quantile = PortableMath.exp(-variance / 2 + variance.squareRoot() * NormalQuantile.value(level))
            let share = Double(drawn.count { Double($0) <= quantile }) / Double(count)
            #expect(abs(share - level) < 5 * (level * (1 - level) / Double(count)).squareRoot(), "\(level): \(share)")
        }
    }
}
