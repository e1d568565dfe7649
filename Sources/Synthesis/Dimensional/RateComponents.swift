/// What the rate of a class of cells is made of in one bucket, each as a factor on the base.
public struct RateComponents: Hashable, Sendable {
    /// Change of the level.
    public var trend = 1.0
    /// Season of the day.
    public var daily = 1.0
    /// Season of the week.
    public var weekly = 1.0
    /// Season of the year.
    public var yearly = 1.0
    /// Holidays and other events of the calendar.
    public var event = 1.0
    /// Incidents.
    public var incident = 1.0
    /// All together.
    public var expected = 1.0
    /// Factor on the standard deviation of the noise.
    public var noiseScale = 1.0
    /// Incidents measured in standard deviations, added to the rate.
    public var deviations = 0.0
}
