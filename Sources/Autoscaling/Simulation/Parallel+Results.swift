import Synchronization
import Tensors

extension Parallel {
    /// Results of work on independent pieces, several at a time, in the order of the pieces.
    ///
    /// - Parameters:
    ///   - count: number of pieces.
    ///   - threads: most threads to use, `≥ 1`.
    ///   - progress: told how many pieces are done, from any thread.
    ///   - work: makes the result of a piece.
    /// - Throws: what the work throws; of several errors that of the first piece.
    static func results<Value: Sendable>(
        _ count: Int, threads: Int, progress: (@Sendable (_ done: Int) -> Void)? = nil, _ work: @Sendable (Int) throws -> Value
    ) throws -> [Value] {
        let outcomes = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
        let done = Atomic<Int>(0)
        forEach(count, threads: threads) { index in
            let outcome = Result { try work(index) }
            outcomes.withLock { $0[index] = outcome }
            progress?(done.add(1, ordering: .relaxed).newValue)
        }
        return try outcomes.withLock { $0 }.map { try $0!.get() }
    }
}
