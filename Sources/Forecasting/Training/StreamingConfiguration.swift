/// How a recurrent model is trained to be streamed, and how its streams live.
///
/// A stream carries its recurrent state from one observation to the next, with location and scale frozen when the state was begun: a
/// function that windows with a scale of their own do not teach. So a share of the training batches has windows of `L + a` steps whose
/// location and scale come from before the last `a`, for ages `a` from 1 to the largest that a stream will reach.
public struct StreamingConfiguration: Sendable, Codable, Hashable {
    /// Steps after which a state is replaced by a younger one; `nil`: twice the context length.
    public var maximumAge: Int?
    /// Share of training batches whose windows have an age; the others are plain windows.
    public var share: Double
    /// Steps of the successor's window that are computed per observation while a state is replaced. The successor takes over when it has
    /// caught up; a number of at least the context length replaces a state at once.
    public var rebuildSteps: Int

    /// Makes a configuration.
    public init(maximumAge: Int? = nil, share: Double = 0.5, rebuildSteps: Int = 4) {
        (self.maximumAge, self.share, self.rebuildSteps) = (maximumAge, share, rebuildSteps)
    }

    /// Largest age for a context length.
    public func maximumAge(context: Int) -> Int { maximumAge ?? 2 * context }

    /// Observations from the start of a successor until it has caught up, `m = ⌈(L − K) / (K − 1)⌉`: it has L + m steps to compute, K at
    /// once and K more with each of the m observations. This is the age at which it takes over.
    public func warmup(context: Int) -> Int {
        context <= rebuildSteps ? 0 : (context - rebuildSteps + rebuildSteps - 2) / (rebuildSteps - 1)
    }

    /// Checks the values for a context length.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` naming the first value outside its range.
    public func validate(context: Int) throws(ForecastError) {
        let age = maximumAge(context: context)
        guard (1...1 << 16).contains(age) else {
            throw ForecastError.invalidConfiguration("the largest age of a stream must lie between 1 and \(1 << 16) steps, found \(age)")
        }
        guard share > 0, share < 1 else {
            throw ForecastError.invalidConfiguration("the share of training batches with an age must lie inside (0, 1), found \(share)")
        }
        guard rebuildSteps >= 2 else {
            throw ForecastError.invalidConfiguration("a successor catches up with 2 or more steps per observation, found \(rebuildSteps)")
        }
        guard warmup(context: context) < age else {
            throw ForecastError.invalidConfiguration(
                "with \(rebuildSteps) steps per observation a successor of \(context) steps takes over at age \(warmup(context: context)), "
                    + "which must lie below the largest age, \(age)")
        }
    }
}
