internal import CKernels
import Dispatch
import Glibc
import Synchronization

/// Threads that stand by for many short loops, one after the other.
///
/// ``Parallel`` wakes sleeping threads for every loop, which costs some ten microseconds. The helpers of a team wait for the next loop
/// awake, for some ten microseconds at most, and only then sleep: loops that follow each other closely begin within a microsecond, a team
/// without work costs nothing, and on a busy machine a helper that gets no processor is not waited for. They end with the team.
///
/// Results do not depend on who ran an index as long as every index writes its own output and nothing else.
public final class ThreadTeam: Sendable {
    /// Threads of the team, the calling one included.
    public let threads: Int
    private let shared: Shared

    /// Makes a team; its helpers begin at once.
    /// - Precondition: `threads ≥ 1`.
    public init(threads: Int) {
        precondition(threads >= 1, "a team of \(threads) threads")
        self.threads = threads
        shared = Shared(helpers: threads - 1)
        for number in 1..<max(1, threads) { Self.start(Helper(shared, number: number)) }
    }

    deinit { shared.end() }

    /// Calls `body` once for each of `0..<count`; the calling thread works too, and returns when all calls have returned.
    ///
    /// - Parameters:
    ///   - count: number of indices, `≥ 0`.
    ///   - limit: most threads that are woken for it, `≥ 1`; with 1 the loop runs in place, in ascending order.
    ///   - body: the work of one index, and a number below ``threads`` that no other call has at the same time.
    /// - Precondition: no loop of this team runs, neither around this one nor on another thread.
    public func forEach(_ count: Int, limit: Int = .max, _ body: @Sendable (_ index: Int, _ worker: Int) -> Void) {
        precondition(count >= 0 && limit >= 1, "a loop over \(count) indices on \(limit) threads")
        let helpers = min(threads, limit, count) - 1
        guard helpers > 0 else {
            for index in 0..<count { body(index, 0) }
            return
        }
        withoutActuallyEscaping(body) { shared.run(count, helpers: helpers, $0) }
    }

    /// A thread that cannot be had is no error: the others do its work.
    private static func start(_ helper: Helper) {
        let argument = Unmanaged.passRetained(helper)
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Helper>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        if failure == 0 { pthread_detach(thread) } else { argument.release() }
    }
}

/// What waits awake for a change for a while and then sleeps until it is woken.
private final class Sleeper: Sendable {
    /// Looks before sleeping, some ten microseconds altogether: about the time that waking a sleeper takes.
    private static let looks = 1_000

    private let isAsleep = Atomic<Bool>(false)
    private let bell = DispatchSemaphore(value: 0)

    /// Returns when the condition holds, which somebody makes true before calling ``wake()``.
    func wait(until condition: () -> Bool) {
        while true {
            for _ in 0..<Self.looks {
                if condition() { return }
                hk_pause()
            }
            // Either the condition is seen after this store, or the one who made it true sees the store.
            isAsleep.store(true, ordering: .sequentiallyConsistent)
            let isTrue = condition()
            // Whoever takes the flag away rings: without that there would be a ring too many or too few.
            if isTrue, isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
            bell.wait()
        }
    }

    func wake() {
        guard isAsleep.load(ordering: .sequentiallyConsistent) else { return }
        if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { bell.signal() }
    }
}

/// The loop that runs, and who works on it.
///
/// Unchecked because of `body` and `count`: they are set while nobody may begin, read by those who work, and `body`, which is only borrowed
/// from the caller, is dropped when all of them have left.
private final class Shared: @unchecked Sendable {
    /// Added to the number of helpers at work while nobody may begin.
    static let closed = Int.min

    /// Number of loops so far: a change is the call to help.
    let loops = Atomic<Int>(0)
    let hasEnded = Atomic<Bool>(false)
    let sleepers: [Sleeper]
    private let isRunning = Atomic<Bool>(false)
    private let next = Atomic<Int>(0)
    private let atWork = Atomic<Int>(closed)
    private let caller = Sleeper()
    private var count = 0
    private var body: (@Sendable (Int, Int) -> Void)?

    init(helpers: Int) { sleepers = (0..<helpers).map { _ in Sleeper() } }

    /// Runs a loop on the calling thread and so many helpers.
    func run(_ count: Int, helpers: Int, _ body: @escaping @Sendable (Int, Int) -> Void) {
        precondition(!isRunning.exchange(true, ordering: .acquiring), "a team runs one loop at a time")
        (self.count, self.body) = (count, body)
        next.store(0, ordering: .relaxed)
        atWork.store(0, ordering: .releasing)
        loops.wrappingAdd(1, ordering: .sequentiallyConsistent)
        for sleeper in sleepers.prefix(helpers) { sleeper.wake() }
        work(0)
        // Late helpers are turned away, those at work are waited for.
        if atWork.wrappingAdd(Self.closed, ordering: .acquiringAndReleasing).oldValue > 0 {
            caller.wait { atWork.load(ordering: .sequentiallyConsistent) == Self.closed }
        }
        self.body = nil
        isRunning.store(false, ordering: .releasing)
    }

    /// What a helper does, unless it comes so late that the loop has ended.
    func help(_ number: Int) {
        var helpers = atWork.load(ordering: .relaxed)
        while true {
            guard helpers >= 0 else { return }
            let (begun, found) = atWork.weakCompareExchange(expected: helpers, desired: helpers + 1, ordering: .acquiring)
            if begun { break }
            helpers = found
        }
        work(number)
        if atWork.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue == Self.closed { caller.wake() }
    }

    /// Calls the body for indices that nobody has taken, until there are none. Not inlined, so that nothing of the body is held when it
    /// returns.
    @inline(never) private func work(_ number: Int) {
        guard let body else { return }
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            body(index, number)
        }
    }

    func end() {
        hasEnded.store(true, ordering: .sequentiallyConsistent)
        for sleeper in sleepers { sleeper.wake() }
    }
}

/// One thread beside the caller's.
private final class Helper: Sendable {
    private let shared: Shared
    private let number: Int

    init(_ shared: Shared, number: Int) { (self.shared, self.number) = (shared, number) }

    func run() {
        var seen = 0
        while true {
            shared.sleepers[number - 1].wait {
                shared.loops.load(ordering: .sequentiallyConsistent) != seen || shared.hasEnded.load(ordering: .sequentiallyConsistent)
            }
            if shared.hasEnded.load(ordering: .relaxed) { return }
            seen = shared.loops.load(ordering: .relaxed)
            shared.help(number)
        }
    }
}
