import Tensors
import TestSupport
import Testing

/// Gradients rounded to few steps by chance; every level has the bits of the definition.
struct TreeRoundingKernelTests {
    @Test(arguments: sweptLengths + [1_000]) func largestOfPairs(count: Int) {
        var random = RandomStream(seed: 1, purpose: "tree largest", index: UInt64(count))
        for special in [Float]([1, .infinity, -.infinity, .nan, -.nan]) {
            var pairs = random.normals(2 * count, scale: 10)
            if count > 0, special != 1 { pairs[random.int(below: 2 * count)] = special }
            let memory = GuardedFloats(pairs)
            for kernels in Kernels.all {
                let (gradient, hessian) = kernels.largest(memory.pointer, count: count)
                for (found, values) in [
                    (gradient, pairs.indices.filter { $0 % 2 == 0 }.map { abs(pairs[$0]) }),
                    (hessian, pairs.indices.filter { $0 % 2 == 1 }.map { abs(pairs[$0]) }),
                ] {
                    if values.allSatisfy(\.isFinite) { #expect(found == values.max() ?? 0) } else { #expect(!found.isFinite) }
                }
            }
            expectIntact(memory)
        }
    }

    @Test(arguments: sweptLengths + [1_000], [false, true]) func roundingByChance(count: Int, isConstant: Bool) {
        var random = RandomStream(seed: 2, purpose: "tree rounding", index: UInt64(count))
        // Some lie beyond the limits.
        let pairs = (0..<2 * count).map { $0 % 2 == 0 ? Float(random.normal()) : random.uniform() }
        let state = random.next()
        let expected = (0..<count).map { row -> UInt32 in
            let bits = RandomStream.mix(state &+ UInt64(truncatingIfNeeded: row - 1) &* RandomStream.gamma)
            let chance = Float(Double(bits >> 11) * 0x1p-53)
            let gradient = min(max((pairs[2 * row] * 5 + chance).rounded(.down), -8), 8)
            let hessian = min(max((pairs[2 * row + 1] * 20 + (isConstant ? 0.5 : chance)).rounded(.down), 0), 16)
            return UInt32(truncatingIfNeeded: Int32(gradient)) << 16 | UInt32(hessian)
        }
        for kernels in Kernels.all {
            let (words, memory) = (GuardedBytes(of: [UInt32](repeating: 0, count: count)), GuardedFloats(pairs))
            kernels.round(
                words.numbers(), memory.pointer, count: count, perGradient: 5, perHessian: 20, gradientSteps: 8, hessianSteps: 16,
                isConstant: isConstant, state: state)
            #expect(words.values() == expected, "\(kernels.instructionSet)")
            expectIntact(memory)
        }
    }
}
