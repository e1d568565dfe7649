import Tensors

/// The generator of ThirdEye's mock data source, formula for formula, for comparison with what was published about it.
///
/// `y = max(0, round(W + D + ε))` with `W = weekly·(0.5 + 0.25·sin(2πd/7 + 1))`, `D = daily·(0.25 + 0.375·sin(2πh/24 + 1))` and
/// `ε ~ N(mean, std)`, for weekday `d` = 1 (Monday) … 7 and hour `h` = 0 … 23. **Its flaws are kept**: the average is 1.75 times the
/// mean, the daily term is negative from 11:00 to 17:00 and peaks at about two at night, weekdays change in a step at midnight, noise
/// does not depend on the level, and clipping lifts small means. Only the random numbers are ours, so that a seed gives the same data
/// for ever.
public struct ThirdEyeGenerator: Hashable, Sendable {
    /// Mean of the noise.
    public var mean: Double
    /// Standard deviation of the noise.
    public var deviation: Double
    /// Amplitude over the day.
    public var daily: Double
    /// Amplitude over the week.
    public var weekly: Double

    /// Makes a generator; as in the original `daily` defaults to the mean and `weekly` to `daily`.
    public init(mean: Double = 0, deviation: Double = 1, daily: Double? = nil, weekly: Double? = nil) {
        (self.mean, self.deviation) = (mean, deviation)
        self.daily = daily ?? mean
        self.weekly = weekly ?? self.daily
    }

    /// Factor of the weekly amplitude; `weekday` is 1 (Monday) … 7.
    public static func weeklyFactor(weekday: Int) -> Double { 0.5 + 0.25 * Turns.sine(Double(weekday) / 7 + radian) }

    /// Factor of the daily amplitude; `hour` is 0 … 23.
    public static func dailyFactor(hour: Int) -> Double { 0.25 + 0.375 * Turns.sine(Double(hour) / 24 + radian) }

    /// One radian in turns.
    private static let radian = 0.5 / Double.pi

    /// A value.
    /// - Parameters:
    ///   - weekday: 1 (Monday) … 7.
    ///   - hour: 0 … 23.
    ///   - noise: a standard normal number.
    public func value(weekday: Int, hour: Int, noise: Double) -> Double {
        let sum =
            weekly * Self.weeklyFactor(weekday: weekday) + daily * Self.dailyFactor(hour: hour) + mean + deviation * noise
        return max(0, (sum + 0.5).rounded(.down))
    }
}
