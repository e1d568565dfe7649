import Forecasting
import Synchronization

/// Keeps the checkpoints of a fit and interrupts it after some of them.
public final class CheckpointSink: Sendable {
    /// What interrupts a fit.
    public struct Interrupted: Error {}

    private let kept = Mutex<[ModelArchive]>([])
    private let last: Int

    /// - Parameter last: checkpoints after which the fit is interrupted.
    public init(stopAfter last: Int = .max) { self.last = last }

    /// All checkpoints so far.
    public var archives: [ModelArchive] { kept.withLock { $0 } }

    /// Takes a checkpoint.
    public func take(_ archive: ModelArchive) throws {
        let count = kept.withLock {
            $0.append(archive)
            return $0.count
        }
        if count >= last { throw Interrupted() }
    }
}
