import Glibc

/// The allocation counter, where one was preloaded: `Benchmarks/allocations.sh` does it.
enum AllocationProbe {
    private typealias Counter = @convention(c) () -> UInt64

    /// Calls of `malloc` and its relatives so far, by all threads; `nil` without a counter.
    private static let counter: Counter? = dlsym(nil, "headroom_allocations_of_process").map { unsafeBitCast($0, to: Counter.self) }

    /// Allocations of one call of `body`, the mean of many after a first; `nil` without a counter.
    static func perCall(of body: () -> Void) -> Double? {
        guard let counter else { return nil }
        body()
        let calls = 20
        let before = counter()
        for _ in 0..<calls { body() }
        return Double(counter() - before) / Double(calls)
    }
}
