import Glibc
import TestSupport
import Testing

/// The counter must see an allocation of every kind, or a test that finds none proves nothing.
@Suite(.enabled(if: allocationsAreCounted)) struct AllocationTests {
    private final class Node { var next: Node? }

    /// Keeps the optimiser from dropping or stacking what is allocated.
    @inline(never) private static func keep<Value>(_ value: Value) {}

    @Test func nothingIsNothing() {
        #expect(allocations {} == 0)
        var sum = 0.0
        #expect(allocations { for i in 0..<1000 { sum += Double(i).squareRoot() } } == 0)
        #expect(sum > 0)
    }

    @Test func arraysCount() {
        let values = [Float](repeating: 1, count: 100)
        var copy: [Float] = []
        #expect(
            allocations {
                copy = values
                copy[3] = 2
            } == 1)
        #expect(copy[3] == 2 && values[3] == 1)
        // A capacity that is there already costs nothing, growth beyond it does.
        var list: [Int] = []
        list.reserveCapacity(8)
        #expect(allocations { for i in 0..<8 { list.append(i) } } == 0)
        #expect(allocations { for i in 0..<1000 { list.append(i) } } > 0)
        Self.keep(list)
    }

    @Test func instancesAndClosuresCount() {
        var node: Node?
        #expect(allocations { node = Node() } == 1)
        Self.keep(node)
        var adders: [(Int) -> Int] = []
        adders.reserveCapacity(2)
        let number = Int.random(in: 0..<10)
        #expect(allocations { adders.append { $0 + number + adders.capacity } } >= 1)
        Self.keep(adders)
    }

    @Test func theCLibraryCounts() {
        var memory: UnsafeMutableRawPointer?
        #expect(allocations { memory = malloc(100) } == 1)
        #expect(allocations { memory = realloc(memory, 100_000) } == 1)
        free(memory)
        #expect(allocations { memory = calloc(10, 10) } == 1)
        free(memory)
        #expect(allocations { memory = aligned_alloc(64, 128) } == 1)
        #expect(memory.map { UInt(bitPattern: $0) % 64 } == 0)
        free(memory)
        #expect(allocations { posix_memalign(&memory, 4096, 100) } == 1)
        #expect(memory.map { UInt(bitPattern: $0) % 4096 } == 0)
        free(memory)
        // One inside the library: what is replaced is not only what the program itself calls.
        var text: UnsafeMutablePointer<CChar>?
        #expect(allocations { text = strdup("planted") } == 1)
        free(text)
    }

    @Test func wrongAlignmentIsRefusedAsBefore() {
        var memory: UnsafeMutableRawPointer?
        #expect(posix_memalign(&memory, 24, 100) == EINVAL)
        #expect(posix_memalign(&memory, 2, 100) == EINVAL)
        #expect(memory == nil)
    }

    /// Swift's aligned allocations go another way.
    @Test func alignedBuffersCount() {
        var buffer: UnsafeMutableRawPointer?
        #expect(allocations { buffer = .allocate(byteCount: 256, alignment: 64) } == 1)
        buffer?.deallocate()
    }

    @Test func otherThreadsCountForTheProcessOnly() {
        var own = 0
        let all = allocations(by: .process) {
            own = allocations {
                var thread = pthread_t()
                pthread_create(&thread, nil, { _ in malloc(1_000) }, nil)
                var result: UnsafeMutableRawPointer?
                pthread_join(thread, &result)
                free(result)
            }
        }
        #expect(all > own)
    }
}
