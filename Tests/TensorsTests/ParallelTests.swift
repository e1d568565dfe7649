import Synchronization
import Tensors
import Testing

/// One integer per index without any lock, as results of a parallel loop are: every index owns its place.
final class Results: @unchecked Sendable {
    private let values: UnsafeMutableBufferPointer<Int>

    init(count: Int) {
        values = .allocate(capacity: count)
        values.initialize(repeating: 0)
    }

    deinit { values.deallocate() }

    subscript(index: Int) -> Int {
        get { values[index] }
        set { values[index] = newValue }
    }

    var all: [Int] { Array(values) }
}

@Test(arguments: [0, 1, 2, 3, 7, 64, 1000], [1, 2, 3, 8])
func everyIndexRunsOnce(count: Int, threads: Int) {
    for _ in 0..<20 {
        let results = Results(count: count)
        Parallel.forEach(count, threads: threads) { results[$0] += 1 }
        #expect(results.all == [Int](repeating: 1, count: count))
    }
}

/// No two calls at the same time have the same worker number, and all numbers lie below the number of threads.
@Test(arguments: [1, 2, 3, 8])
func workersHaveNumbersOfTheirOwn(threads: Int) {
    let busy = Results(count: threads), clashes = Atomic<Int>(0)
    for _ in 0..<50 {
        Parallel.forEach(64, threads: threads) { index, worker in
            guard worker >= 0, worker < threads else { return _ = clashes.wrappingAdd(1, ordering: .relaxed) }
            if busy[worker] != 0 { clashes.wrappingAdd(1, ordering: .relaxed) }
            busy[worker] = index + 1
            busy[worker] = 0
        }
    }
    #expect(clashes.load(ordering: .relaxed) == 0)
}

@Test func oneThreadRunsInOrderInPlace() {
    let order = Mutex<[Int]>([])
    Parallel.forEach(10, threads: 1) { index in order.withLock { $0.append(index) } }
    #expect(order.withLock { $0 } == Array(0..<10))
}

@Test func nestedLoopsEnd() {
    let results = Results(count: 64)
    Parallel.forEach(8, threads: 4) { outer in
        Parallel.forEach(8, threads: 4) { inner in results[outer * 8 + inner] += 1 }
    }
    #expect(results.all == [Int](repeating: 1, count: 64))
}

@Test func loopsOfSeveralTasksDoNotMix() async {
    await withTaskGroup(of: Bool.self) { group in
        for task in 0..<16 {
            group.addTask {
                let results = Results(count: 50)
                Parallel.forEach(50, threads: 3) { results[$0] = task * 1000 + $0 }
                return results.all == (0..<50).map { task * 1000 + $0 }
            }
        }
        for await correct in group { #expect(correct) }
    }
}

@Test func atMostTheGivenNumberOfThreadsWork() {
    let working = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    Parallel.forEach(2000, threads: 2) { _ in
        let now = working.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        most.max(now, ordering: .sequentiallyConsistent)
        for _ in 0..<200 { _ = working.load(ordering: .sequentiallyConsistent) }
        working.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }
    #expect((1...2).contains(most.load(ordering: .sequentiallyConsistent)))
}
