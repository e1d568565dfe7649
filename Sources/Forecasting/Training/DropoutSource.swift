import Tensors

/// Where dropout masks come from: one random stream for every window of a training batch, or for every pass of a forecast, so that masks
/// depend neither on how many threads share the work nor on which one draws first.
public struct DropoutSource: Sendable, Hashable {
    /// Seed of the training.
    public let seed: UInt64
    /// Optimiser steps taken before.
    public let step: Int
    /// Position of the first window of the share within the batch.
    public let first: Int

    /// The window of a forecast, as a number; `nil` in training.
    private let window: UInt64?

    /// Makes a source.
    /// - Precondition: `step` and `first` are not negative.
    public init(seed: UInt64, step: Int, first: Int = 0) {
        precondition(step >= 0 && first >= 0)
        (self.seed, self.step, self.first, window) = (seed, step, first, nil)
    }

    /// Makes a source for passes of one window: the slots are passes, and streams follow from the series and the time of its last value.
    /// - Precondition: `firstPass` is not negative.
    package init(seed: UInt64, window: History, firstPass: Int) {
        precondition(firstPass >= 0)
        (self.seed, step, first) = (seed, 0, firstPass)
        self.window = RandomStream(seed: 0, purpose: "window of \(window.id)", index: UInt64(bitPattern: window.origin)).stream
    }

    /// The stream of a window of the share.
    /// - Parameters:
    ///   - window: its slot, `first + window < 65_536` (the largest batch).
    ///   - purpose: what is drawn; streams of different purposes have nothing in common.
    public func stream(of window: Int, purpose: String = "dropout") -> RandomStream {
        if let key = self.window {
            return RandomStream(seed: seed, purpose: "\(purpose) of forecasts", index: key &+ UInt64(first + window))
        }
        return RandomStream(seed: seed, purpose: purpose, index: UInt64(step) << 16 | UInt64(first + window))
    }
}
