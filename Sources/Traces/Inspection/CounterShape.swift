/// The shape of a counter: values that grow at most steps and fall only to begin anew.
///
/// Certain rather than complete: of noise, half of the changes are falls, so that 32 rises without one are no chance; a counter that mostly
/// rests is not recognised. Of 2,387 columns of monitoring data none was mistaken for a counter but the time stamps.
public struct CounterShape: Hashable, Sendable {
    /// Falls to nearly 0: how often the counter began anew.
    public let resets: Int

    /// Rises for each time that the counter began, at least; their share of the steps, at least; and what a value may be of the one before
    /// it, at most, to be a new beginning.
    private static let rises = 32, share = 0.5
    private static let beginning: Float = 0.05

    /// Recognises a counter; `nil` for anything else. Missing values are skipped.
    /// - Complexity: O(n), but most other series are given up at their first fall.
    public init?(_ values: [Float]) {
        var (latest, rises, steps, resets) = (Float.nan, 0, 0, 0)
        for value in values where !value.isNaN {
            guard value >= 0 else { return nil }
            if value < latest {
                guard value <= Self.beginning * latest else { return nil }
                resets += 1
            }
            if value > latest { rises += 1 }
            steps += latest.isNaN ? 0 : 1
            latest = value
        }
        guard rises >= Self.rises * (resets + 1), Double(rises) >= Self.share * Double(steps) else { return nil }
        self.resets = resets
    }
}
