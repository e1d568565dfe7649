/// What to do about counters: values that only grow, as Prometheus exports totals of requests, until the process restarts and they begin at 0.
///
/// Whether a column is a counter its numbers cannot prove: a disk that fills up looks the same. What looks like one is reported
/// (``Finding/Kind/counter``, see ``CounterShape``) and kept as it is; turning it into demand is a choice of the caller.
public enum CounterPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Values are levels: keep them as they are.
    case keep
    /// Every series is a counter: its values are what it grew by since the step before, as `increase` of Prometheus without extrapolation.
    ///
    /// A value below the one before it is a reset: the counter began at 0 again, and grew by its value. The first value has no increase, and
    /// behind missing values the increase is that of several steps: both are missing, to be treated by the ``GapPolicy``. Differences are
    /// taken before values are rounded to single precision. For long and wide tables and NAB files, whose rows are in the order of time.
    case increase
}
