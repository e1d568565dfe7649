import Tensors
import Testing

@Suite struct InsertionSortTests {
    /// The values after sorting, and whether nothing beside them was written.
    private func sorted(_ values: [Double], _ kernels: Kernels, offset: Int = 0) -> [Double] {
        let memory = GuardedFloats([Float](repeating: 0, count: 2 * values.count), offset: 2 * offset)
        let result = memory.pointer.withMemoryRebound(to: Double.self, capacity: values.count) { pointer in
            for (index, value) in values.enumerated() { pointer[index] = value }
            kernels.insertionSort(pointer, count: values.count)
            return Array(UnsafeBufferPointer(start: pointer, count: values.count))
        }
        expectIntact(memory)
        return result
    }

    /// Values of a stream that lie up to `distance` places from where they belong.
    private func nearlySorted(_ count: Int, distance: Double) -> [Double] {
        var random = RandomStream(seed: 11, purpose: "insertion sort", index: UInt64(count))
        return (0..<count).map { Double($0) + distance * random.uniformDouble() }
    }

    @Test(arguments: sweptLengths, [0, 1.5, 6, 1e9]) func allLevelsSort(count: Int, distance: Double) {
        let values = nearlySorted(count, distance: distance)
        for kernels in Kernels.all {
            for offset in sweptOffsets {
                #expect(sorted(values, kernels, offset: offset) == values.sorted(), "\(kernels.instructionSet), offset \(offset)")
            }
        }
    }

    /// −0 and 0 are equal, so that their order shows whether equal values keep theirs.
    @Test(arguments: sweptLengths) func equalValuesKeepTheirOrder(count: Int) {
        var random = RandomStream(seed: 12, purpose: "insertion sort", index: UInt64(count))
        let values = (0..<count).map { _ in [0.0, -0.0, 1, -1][random.int(below: 4)] }
        let expected = values.filter { $0 < 0 } + values.filter { $0 == 0 } + values.filter { $0 > 0 }
        for kernels in Kernels.all {
            #expect(sorted(values, kernels).map(\.bitPattern) == expected.map(\.bitPattern), "\(kernels.instructionSet)")
        }
    }

    @Test func extremesAndReversedValuesAreSorted() {
        let extremes = [Double.infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0]
        let values = (0..<100).reversed().map(Double.init) + extremes
        for kernels in Kernels.all { #expect(sorted(values, kernels) == values.sorted(), "\(kernels.instructionSet)") }
    }
}
