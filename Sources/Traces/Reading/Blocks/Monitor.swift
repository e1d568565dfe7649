#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A lock with a place to wait in until somebody changed what it protects.
///
/// POSIX, because the standard library has no condition variable.
final class Monitor: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Enters; nobody else is inside until ``unlock()`` or ``wait()``.
    func lock() { pthread_mutex_lock(mutex) }

    /// Leaves.
    func unlock() { pthread_mutex_unlock(mutex) }

    /// Leaves, sleeps until ``wakeAll()`` or for no reason, and enters again.
    func wait() { pthread_cond_wait(condition, mutex) }

    /// Wakes everybody who waits.
    func wakeAll() { pthread_cond_broadcast(condition) }
}
