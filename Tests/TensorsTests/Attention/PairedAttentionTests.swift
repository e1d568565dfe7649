import Tensors
import TestSupport
import Testing

/// Attention with products of BF16 numbers.
struct PairedAttentionTests {
    /// A weight that lies at the border of two BF16 numbers may round to either, and values are rounded to 2⁻⁹ of themselves.
    private func bound(_ one: AttentionCase) -> Double { 0.0078125 * Double(one.v.map(abs).max() ?? 0) }

    @Test(arguments: [1, 8, 12, 16, 24, 33], [1, 2, 12, 16, 17, 33, 96])
    func vectorsMatchTheReference(width: Int, tokens: Int) {
        for isCausal in [false, true] {
            for bias in AttentionCase.Bias.allCases {
                let (windows, heads) = tokens > 40 ? (1, 1) : (2, 3)
                let one = AttentionCase(
                    windows: windows, heads: heads, queries: tokens, keys: tokens, width: width, isCausal: isCausal, bias: bias)
                let expected = one.runInPairs(.reference)
                #expect(expected.allSatisfy { $0.isFinite })
                for kernels in Kernels.bf16 {
                    expectClose(one.runInPairs(kernels), expected, .absolute(bound(one)), "\(one.testDescription)")
                }
            }
        }
    }

    /// Queries of a part of the keys, more of them than keys, and rows of other distances.
    @Test(arguments: [12, 16, 32], [(1, 17), (3, 40), (17, 33), (20, 5), (34, 1)])
    func queriesAndKeysMayDiffer(width: Int, tokens: (queries: Int, keys: Int)) {
        for gap in [0, 2, 9] {
            let one = AttentionCase(heads: 2, queries: tokens.queries, keys: tokens.keys, width: width, bias: .some, gap: gap)
            let expected = one.runInPairs(.reference)
            for kernels in Kernels.bf16 {
                let all = sweptOffsets.map { one.runInPairs(kernels, offset: $0) }
                expectClose(all[0], expected, .absolute(bound(one)), "\(one.testDescription)")
                for other in all { #expect(other.bits == all[0].bits, "alignment matters") }
            }
        }
    }

    /// The rounding of queries, keys, values and weights, and nothing else, lies between this and the products of floats.
    @Test(arguments: [8, 16, 24])
    func roundingIsAllThatDiffers(width: Int) {
        for isCausal in [false, true] {
            let one = AttentionCase(heads: 2, queries: 40, keys: 40, width: width, isCausal: isCausal, bias: .some)
            let exact = one.run(.reference, withGradient: false).out
            for kernels in [Kernels.reference] + Kernels.bf16 {
                let found = one.runInPairs(kernels)
                let largest = Double(one.v.map(abs).max() ?? 0)
                expectClose(found, exact, .absolute(0.015 * largest), "\(kernels.instructionSet)")
                #expect(found.bits != exact.bits, "nothing was rounded")
            }
        }
    }
}
