import Dispatch
import Synchronization

/// Loops over independent pieces of work on several threads.
public enum Parallel {
    /// Calls `body` once for each of `0..<count`, sharing the indices among at most `threads` threads as they become free.
    ///
    /// The calling thread works too, so nested loops cannot block each other, and returns when all calls have returned. Give it
    /// coarse pieces: waking a thread costs some ten microseconds. Results do not depend on who ran an index as long as every
    /// index writes its own output and nothing else; sums across indices belong after the loop, in order.
    ///
    /// - Parameters:
    ///   - count: number of indices, `≥ 0`.
    ///   - threads: most threads to use, `≥ 1`; with 1 the loop runs in place, in ascending order.
    ///   - body: the work of one index.
    public static func forEach(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
        forEach(count, threads: threads) { index, _ in body(index) }
    }

    /// The same loop, telling every call which worker makes it, so that large buffers can be one a worker instead of one an index.
    ///
    /// - Parameters:
    ///   - count: number of indices, `≥ 0`.
    ///   - threads: most threads to use, `≥ 1`.
    ///   - body: the work of one index, and a number below `threads` that no other call has at the same time. Results must not depend on
    ///     it: who gets which index is chance.
    public static func forEach(_ count: Int, threads: Int, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void) {
        precondition(count >= 0 && threads >= 1, "a loop over \(count) indices on \(threads) threads")
        let helpers = min(threads, count) - 1
        guard helpers > 0 else {
            for index in 0..<count { body(index, 0) }
            return
        }
        withoutActuallyEscaping(body) { body in
            let job = Job(count: count, body: body)
            job.open()
            for _ in 0..<helpers { DispatchQueue.global(qos: .userInitiated).async { job.help() } }
            job.run()
            job.close()
        }
    }

    /// The indices of one loop and who works on them.
    ///
    /// Unchecked because of `body`, which is only borrowed from the caller: it is set before ``open()``, read by those who work,
    /// and dropped by ``close()`` when all of them have left.
    private final class Job: @unchecked Sendable {
        /// Added to the number of helpers at work while nobody may begin.
        private static let closed = Int.min

        private let count: Int
        private let next = Atomic<Int>(0)
        private let workers = Atomic<Int>(0)
        private let helpers = Atomic<Int>(closed)
        private let lastHelperLeft = DispatchSemaphore(value: 0)
        private var body: (@Sendable (Int, Int) -> Void)?

        init(count: Int, body: @escaping @Sendable (Int, Int) -> Void) {
            self.count = count
            self.body = body
        }

        /// Lets helpers begin.
        func open() { helpers.store(0, ordering: .releasing) }

        /// Calls the body for indices that nobody has taken, until there are none.
        @inline(never) func run() {
            guard let body else { return }
            let worker = workers.wrappingAdd(1, ordering: .relaxed).oldValue
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(index, worker)
            }
        }

        /// What a helper does, unless it comes so late that the loop has ended.
        func help() {
            var atWork = helpers.load(ordering: .relaxed)
            while true {
                guard atWork >= 0 else { return }
                let (begun, found) = helpers.weakCompareExchange(expected: atWork, desired: atWork + 1, ordering: .acquiring)
                if begun { break }
                atWork = found
            }
            run()
            let left = helpers.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
            if left == Self.closed { lastHelperLeft.signal() }
        }

        /// Turns late helpers away, waits for those at work and drops the body.
        func close() {
            let atWork = helpers.wrappingAdd(Self.closed, ordering: .acquiringAndReleasing).oldValue
            if atWork > 0 {
                lastHelperLeft.wait()
                // The semaphore orders this after the helpers' work already; the load says so to the thread sanitizer.
                _ = helpers.load(ordering: .acquiring)
            }
            body = nil
        }
    }
}
