/// What a column of the trees' rows holds.
///
/// Values, and differences of values, are in the unit of the origin (``TargetScaling``). Positions count back from the first value after
/// the origin: `lag_1` is the last known value. The text of a feature is the name of its column.
public enum Feature: Hashable, Sendable {
    /// Consecutive values.
    public struct Window: Hashable, Sendable {
        /// Number of values.
        public var length: Int
        /// Steps from the last of them to the first value after the origin, `≥ 1`; 1 for the latest values.
        public var before: Int

        /// Makes a window.
        public init(_ length: Int, before: Int = 1) { (self.length, self.before) = (length, before) }
    }

    /// What is told about a cycle at the phase of the target; see ``cycle(_:_:)``.
    public enum CyclePart: String, Hashable, Sendable, CaseIterable {
        /// Values of the latest cycles at that phase.
        case back1 = "back_1"
        /// See ``back1``.
        case back2 = "back_2"
        /// See ``back1``.
        case back3 = "back_3"
        /// Mean and deviation of the latest seven.
        case mean
        /// See ``mean``.
        case deviation
        /// The value before and the one after the latest of them.
        case before
        /// See ``before``.
        case after
        /// Mean of the two values on either side of the latest and itself, of the six.
        case around2 = "around_2"
        /// See ``around2``.
        case around6 = "around_6"
        /// The latest, moved by what the level has moved since then.
        case levelled
    }

    /// The value so many steps back: `lag_24`.
    case lag(Int)
    /// The last value minus the one so many steps before it: `difference_24`.
    case difference(Int)
    /// Mean and standard deviation, smallest and largest of a window: `mean_24`, `min_24_before_24`. Missing where less than half is known.
    case mean(Window), deviation(Window), smallest(Window), largest(Window)
    /// Quantile of a window at a level: `quantile_0.9_168`; without a window, of the values that location and scale come from: `quantile_0.9`.
    case quantile(Float, Window?)
    /// Exponentially weighted mean of a span, weights falling by 1 − 2 / (span + 1) a step; and how far the last value is above it:
    /// `smoothed_16`, `last_minus_smoothed_16`.
    case smoothed(Int), lastMinusSmoothed(Int)
    /// Mean of the eight values that end so many steps before the last one: `level_before_24`.
    case levelBefore(Int)
    /// Share of zeros and number of different values (up to 64) among those that location and scale come from: `zero_share`, `distinct`.
    case zeroShare, distinct
    /// Steps since the last value that was not 0: `since_nonzero`.
    case sinceNonZero
    /// Mean size of the latest 64 changes: `change_size`.
    case changeSize
    /// Logarithm of the scale, and location in its unit: `log_scale`, `location_by_scale`.
    case logScale, locationByScale

    /// Steps from the last value to the target: `step`.
    case step
    /// What is known about a cycle of so many steps at the target's phase: `cycle_24_back_1`, `cycle_24_mean`.
    case cycle(Int, CyclePart)
    /// Position of the target in a cycle: `phase_24`.
    case phase(Int)
    /// Local time of the target: `second_of_day`, `hour` (0 … 23), `weekday` (Monday is 0), `holiday` (0 or 1).
    case secondOfDay, hour, weekday, holiday

    /// Whether it depends on the target and not on the origin alone.
    var isOfStep: Bool {
        switch self {
        case .step, .cycle, .phase, .secondOfDay, .hour, .weekday, .holiday: true
        default: false
        }
    }

    /// Whether it needs the times of a clock.
    var isOfCalendar: Bool { kind == .calendar }

    /// What it tells about a series.
    public var kind: FeatureKind {
        switch self {
        case .lag, .difference(1), .sinceNonZero: .lags
        case .mean, .deviation, .smallest, .largest, .quantile, .zeroShare, .distinct, .changeSize: .windows
        case .smoothed, .lastMinusSmoothed: .smoothed
        case .difference, .levelBefore, .cycle, .phase: .cycles
        case .logScale, .locationByScale: .level
        case .step: .step
        case .secondOfDay, .hour, .weekday, .holiday: .calendar
        }
    }
}
