internal import CAllocationCounter

/// Whose requests for memory are counted.
public enum AllocationScope: Sendable {
    /// The calling thread's: what other tests do meanwhile does not count.
    case thisThread
    /// Those of all threads of the process: only for a process that does nothing else meanwhile.
    case process
}

/// Whether ``allocations(by:_:)`` counts in this build: not under the address and thread sanitizers, which bring their own allocator.
public var allocationsAreCounted: Bool { headroom_allocations_are_counted() }

/// How often a piece of work asks the C library for memory: by Swift arrays, class instances and closures, by C and C++.
///
/// - Parameters:
///   - scope: whose requests count.
///   - body: the work; run it once before if first use sets something up.
/// - Returns: the number of calls of `malloc` and its relatives; 0 where nothing is counted, see ``allocationsAreCounted``.
public func allocations(by scope: AllocationScope = .thisThread, _ body: () throws -> Void) rethrows -> Int {
    let before = reading(scope)
    try body()
    return Int(reading(scope) - before)
}

private func reading(_ scope: AllocationScope) -> UInt64 {
    switch scope {
    case .thisThread: headroom_allocations_of_thread()
    case .process: headroom_allocations_of_process()
    }
}
