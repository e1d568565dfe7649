import Tensors
import TestSupport
import Testing

/// Fused attention: every level against the plain loops, the plain loops against the definition.
struct AttentionTests {
    /// Bounds relative to the largest number of an array: weights are right to 1e-6, and a sum over keys rounds as often as it has terms.
    private func expectNear(_ found: [Float], _ expected: [Float], _ name: String) {
        let size = Double(expected.map(abs).max() ?? 0)
        expectClose(found, expected, .absolute(4e-6 * size + 1e-30), name)
    }

    private func expectLevelsAgree(_ one: AttentionCase) {
        let expected = one.run(.reference)
        #expect(expected.out.allSatisfy { $0.isFinite })
        var first: [[UInt32]]?
        for kernels in Kernels.vector {
            let name = "\(one.testDescription), \(kernels.instructionSet)"
            let found = one.run(kernels)
            expectNear(found.out, expected.out, name + ", result")
            expectNear(found.q, expected.q, name + ", gradient of queries")
            expectNear(found.k, expected.k, name + ", gradient of keys")
            expectNear(found.v, expected.v, name + ", gradient of values")
            if let first { #expect(found.bits == first, "\(name): other bits") } else { first = found.bits }
        }
    }

    @Test(arguments: [1, 8, 12, 16, 24, 32], [1, 2, 12, 16, 17, 33, 96])
    func vectorsMatchTheReference(width: Int, tokens: Int) {
        for isCausal in [false, true] {
            for bias in AttentionCase.Bias.allCases {
                let (windows, heads) = tokens > 40 ? (1, 1) : (2, 3)
                expectLevelsAgree(
                    AttentionCase(
                        windows: windows, heads: heads, queries: tokens, keys: tokens, width: width, isCausal: isCausal, bias: bias))
            }
        }
    }

    /// Queries of a part of the keys, more of them than keys, and rows of other distances.
    @Test(arguments: [8, 12, 16, 32], [(1, 17), (3, 40), (17, 33), (20, 5), (34, 1)])
    func queriesAndKeysMayDiffer(width: Int, tokens: (queries: Int, keys: Int)) {
        for gap in [0, 2, 9] {
            for isCausal in [false, true] where !isCausal || tokens.keys >= tokens.queries {
                for bias in [AttentionCase.Bias.none, .some] {
                    expectLevelsAgree(
                        AttentionCase(
                            heads: 2, queries: tokens.queries, keys: tokens.keys, width: width, isCausal: isCausal, bias: bias, gap: gap))
                }
            }
        }
    }

    @Test(arguments: [4, 16, 20])
    func alignmentDoesNotMatter(width: Int) {
        let one = AttentionCase(heads: 2, queries: 19, keys: 19, width: width, bias: .some, gap: 3)
        for kernels in Kernels.all {
            let all = sweptOffsets.map { one.run(kernels, offset: $0).bits }
            for other in all.dropFirst() { #expect(other == all[0]) }
        }
    }

    private static let small = [
        AttentionCase(heads: 2, queries: 3, keys: 3, width: 4), AttentionCase(heads: 1, queries: 2, keys: 5, width: 16, bias: .some),
        AttentionCase(heads: 2, queries: 5, keys: 5, width: 6, isCausal: true),
        AttentionCase(windows: 1, heads: 1, queries: 17, keys: 18, width: 8, isCausal: true, bias: .some),
        AttentionCase(heads: 1, queries: 4, keys: 3, width: 1), AttentionCase(heads: 1, queries: 3, keys: 4, width: 5, bias: .all),
    ]

    /// Result and gradients against the definition in double precision and its central differences.
    @Test(arguments: small)
    func everyLevelIsItsDefinition(one: AttentionCase) {
        let expected = one.definition(q: one.q.map(Double.init), k: one.k.map(Double.init), v: one.v.map(Double.init))
        let gradients = one.differences()
        for kernels in Kernels.all {
            let found = one.run(kernels)
            expectClose(found.out, expected, .absolute(3e-6), "\(kernels.instructionSet)")
            // Differences are right to 1e-9.
            for (a, b) in [(found.q, gradients.q), (found.k, gradients.k), (found.v, gradients.v)] {
                expectClose(a, b, .absolute(5e-6 * max(1, b.map(abs).max() ?? 0)), "\(kernels.instructionSet)")
            }
        }
    }

    /// A window whose keys are all hidden takes nothing and gives nothing back; the next one is not touched by that.
    @Test(arguments: [(1, 4), (5, 16), (17, 12), (40, 32)], [false, true])
    func queriesWithoutKeysGetNothing(size: (tokens: Int, width: Int), isCausal: Bool) {
        let one = AttentionCase(heads: 2, queries: size.tokens, keys: size.tokens, width: size.width, isCausal: isCausal, bias: .all)
        let half = size.tokens * one.columns
        for kernels in Kernels.all {
            let found = one.run(kernels)
            for part in [found.out, found.q, found.k, found.v] {
                #expect(part[..<half].allSatisfy { $0 == 0 })
                #expect(part[half...].allSatisfy { $0.isFinite })
            }
            #expect(found.out[half...].contains { $0 != 0 } && found.v[half...].contains { $0 != 0 })
        }
    }

    /// A hidden key is as good as absent.
    @Test func hiddenKeysAreAbsent() {
        var one = AttentionCase(windows: 1, heads: 2, queries: 18, keys: 18, width: 12, bias: .some)
        for kernels in Kernels.all {
            let before = one.run(kernels, withGradient: false)
            var other = one
            for key in stride(from: 1, to: 18, by: 3) {
                for c in key * 24..<(key + 1) * 24 { (other.k[c], other.v[c]) = (other.k[c] * -3, other.v[c] + 7) }
            }
            let after = other.run(kernels, withGradient: false)
            #expect(before.out.bits == after.out.bits)
        }
        one.v[0] += 1
        #expect(
            one.run(.best, withGradient: false).out
                != AttentionCase(windows: 1, heads: 2, queries: 18, keys: 18, width: 12, bias: .some).run(.best).out)
    }

    /// What comes later changes nothing before, bit for bit.
    @Test(arguments: [4, 16])
    func causalQueriesDoNotSeeTheFuture(width: Int) {
        let one = AttentionCase(windows: 1, heads: 2, queries: 37, keys: 37, width: width, isCausal: true)
        var changed = one
        for c in 20 * one.columns..<37 * one.columns { (changed.k[c], changed.v[c]) = (-changed.k[c], changed.v[c] * 2) }
        for kernels in Kernels.all {
            let (a, b) = (one.run(kernels, withGradient: false).out, changed.run(kernels, withGradient: false).out)
            #expect(a[..<(20 * one.columns)].elementsEqual(b[..<(20 * one.columns)]))
            #expect(a[(20 * one.columns)...] != b[(20 * one.columns)...])
        }
    }

    /// A window has the bits it has alone.
    @Test(arguments: [12, 16])
    func windowsDoNotDependOnEachOther(width: Int) {
        let both = AttentionCase(heads: 2, queries: 19, keys: 19, width: width)
        var second = AttentionCase(windows: 1, heads: 2, queries: 19, keys: 19, width: width)
        let half = both.q.count / 2
        (second.q, second.k, second.v) = (Array(both.q[half...]), Array(both.k[half...]), Array(both.v[half...]))
        for kernels in Kernels.all {
            let together = both.run(kernels, withGradient: false).out
            #expect(second.run(kernels, withGradient: false).out.bits == Array(together[half...]).bits)
        }
    }

    /// Scores of about a hundred, where one key takes everything: no overflow, and weights that are right to the rounding of their scores.
    @Test(arguments: [Float(30), 1e4])
    func largeScoresDoNotOverflow(scale: Float) {
        let one = AttentionCase(heads: 2, queries: 18, keys: 18, width: 16, scale: scale)
        let expected = one.definition(q: one.q.map(Double.init), k: one.k.map(Double.init), v: one.v.map(Double.init))
        for kernels in Kernels.all {
            let found = one.run(kernels)
            // Scores of S are rounded by some 1e-7 S.
            expectClose(found.out, expected, .absolute(1e-6 * Double(scale)), "\(kernels.instructionSet)")
            #expect((found.q + found.k + found.v).allSatisfy { $0.isFinite })
        }
    }
}
