import Forecasting

/// The unit in which trees see the past of a series and predict its future: `z = (f(y) − location) / scale`, with f, location and scale of
/// the origin. It makes one model fit series of any size.
public enum TargetScaling: String, Sendable, Codable, CaseIterable {
    /// The numbers as they are.
    case none
    /// Divided by the mean size of the recent values.
    case level
    /// Without the mean of the recent values, divided by their deviation.
    case standard
    /// The same of log(1 + y − lower bound): errors are relative. Only for quantities with a lower bound.
    case log1p

    /// The function f.
    var transform: TargetTransform { self == .log1p ? .log1p : .identity }
}
