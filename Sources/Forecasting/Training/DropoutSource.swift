import Tensors

/// Where the dropout masks of one training step come from: one random stream for every window of the batch, so that masks depend
/// neither on how many threads share the batch nor on which one draws first.
public struct DropoutSource: Sendable, Hashable {
    /// Seed of the training.
    public let seed: UInt64
    /// Optimiser steps taken before.
    public let step: Int
    /// Position of the first window of the share within the batch.
    public let first: Int

    /// Makes a source.
    /// - Precondition: `step` and `first` are not negative.
    public init(seed: UInt64, step: Int, first: Int = 0) {
        precondition(step >= 0 && first >= 0)
        (self.seed, self.step, self.first) = (seed, step, first)
    }

    /// The stream of a window of the share.
    /// - Parameters:
    ///   - window: its slot, `first + window < 65_536` (the largest batch).
    ///   - purpose: what is drawn; streams of different purposes have nothing in common.
    public func stream(of window: Int, purpose: String = "dropout") -> RandomStream {
        RandomStream(seed: seed, purpose: purpose, index: UInt64(step) << 16 | UInt64(first + window))
    }
}
