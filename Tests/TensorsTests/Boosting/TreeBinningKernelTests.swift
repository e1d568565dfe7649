import Tensors
import TestSupport
import Testing

/// From values to bins, and the sorting and selecting beside it.
struct TreeBinningKernelTests {
    /// Bins by the definition: 1 + number of bounds below the value.
    private func bins(_ values: [Float], _ bounds: [Float]) -> [UInt8] {
        values.map { value in value.isNaN ? 0 : UInt8(1 + bounds.filter { $0 < value }.count) }
    }

    private static let bounds: [[Float]] =
        Array(0...254).map { count in (0..<count).map { Float($0) * 0.75 - Float(count) / 3 } }
        + [[-.infinity, 0, 1], [-.infinity], [-0.0], [.leastNonzeroMagnitude], [-.greatestFiniteMagnitude, .greatestFiniteMagnitude]]

    @Test func binsAreCountedBounds() {
        var random = RandomStream(seed: 1, purpose: "tree bins")
        for bounds in Self.bounds {
            // On, just above and just below bounds, far from them, and what is no ordinary number.
            var values: [Float] = bounds.flatMap { [$0, $0.nextUp, $0.nextDown] }
            values += [.nan, .infinity, -.infinity, 0, -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -.nan, .signalingNaN]
            values += random.normals(40, scale: 100)
            values.shuffle(using: &random)
            let expected = bins(values, bounds)
            for kernels in Kernels.all {
                let out = GuardedBytes([UInt8](repeating: 255, count: values.count))
                let found = kernels.binValues(out.pointer, of: values, stride: 1, count: values.count, bounds: bounds)
                #expect(found, "\(kernels.instructionSet)")
                #expect(out.values(UInt8.self) == expected, "\(kernels.instructionSet), \(bounds.count) bounds")
            }
        }
    }

    @Test(arguments: [1, 3, 38], [0, 1, 2, 17, 254])
    func everyCountAndStride(stride: Int, boundCount: Int) {
        var random = RandomStream(seed: 2, purpose: "tree bins", index: UInt64(stride))
        let bounds = random.normals(boundCount).sorted()
        for count in 0...70 {
            for hasMissing in [false, true] {
                // Between the values lies NaN, which must not be seen.
                var memory = [Float](repeating: .nan, count: count == 0 ? 0 : (count - 1) * stride + 1)
                for row in 0..<count { memory[row * stride] = Float(random.normal()) }
                if hasMissing, count > 0 { memory[random.int(below: count) * stride] = .nan }
                let expected = bins((0..<count).map { memory[$0 * stride] }, bounds)
                let x = GuardedFloats(memory)
                for kernels in Kernels.all {
                    let out = GuardedBytes([UInt8](repeating: 255, count: count))
                    let found = kernels.binValues(out.pointer, of: x.pointer, stride: stride, count: count, bounds: bounds)
                    #expect(found == expected.contains(0), "\(kernels.instructionSet), \(count) values")
                    #expect(out.values(UInt8.self) == expected, "\(kernels.instructionSet), \(count) values")
                }
                expectIntact(x)
            }
        }
    }

    @Test(arguments: Array(0...70) + [1_000, 5_000], [Float(1), 1e-30, 1e30])
    func sortingSortsBits(count: Int, scale: Float) {
        var random = RandomStream(seed: 3, purpose: "tree sort", index: UInt64(count))
        let extremes: [Float] = [.infinity, -.infinity, 0, -0.0, .greatestFiniteMagnitude, -.leastNonzeroMagnitude, 7, 7, 7, -7, -7]
        for isRounded in [false, true] {
            let values = random.normals(count, scale: scale).map { isRounded ? ($0 / scale * 2).rounded() : $0 }
                .sprinkled(with: count > 30 ? extremes : [])
            let (sorted, scratch) = (GuardedFloats(values), GuardedFloats(values))
            Kernels.sort(sorted.pointer, scratch: scratch.pointer, count: count)
            let expected = values.sorted { ($0, $0.sign == .minus ? 0 : 1) < ($1, $1.sign == .minus ? 0 : 1) }
            #expect(sorted.values.bits == expected.bits)
            expectIntact(sorted, scratch)
        }
    }

    @Test(arguments: Array(1...40) + [257, 2_000])
    func selectionFindsEveryRank(count: Int) {
        var random = RandomStream(seed: 4, purpose: "tree select", index: UInt64(count))
        let kinds: [[Float]] = [
            random.normals(count), random.normals(count).map { $0.rounded() }, (0..<count).map(Float.init), (0..<count).map { Float(-$0) },
            Array(repeating: 2, count: count), (0..<count).map { Float(min($0, count - $0)) },
            random.normals(count).sprinkled(with: count > 9 ? [.infinity, -.infinity, -.infinity] : []),
        ]
        for values in kinds {
            let sorted = values.sorted()
            for rank in Set([0, 1, count / 3, count / 2, count - 2, count - 1]) where (0..<count).contains(rank) {
                let memory = GuardedFloats(values)
                #expect(Kernels.select(memory.pointer, count: count, rank: rank) == sorted[rank])
                let after = memory.values
                #expect(after.sorted() == sorted, "nothing is lost")
                #expect(after[..<rank].allSatisfy { $0 <= sorted[rank] } && after[rank...].allSatisfy { $0 >= sorted[rank] })
                expectIntact(memory)
            }
        }
    }
}
