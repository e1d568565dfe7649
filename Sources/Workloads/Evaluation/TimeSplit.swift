/// A split by time: windows before a minute and windows from it on, with an embargo between them, so that no minute is in both and no label
/// of one side is decided by the other.
///
/// What a test window looks back on may reach into the training time; what it is judged by may not.
public struct TimeSplit: Sendable, Hashable {
    /// Windows that end before the embargo.
    public let training: Range<Int>
    /// Windows that start at the cutoff or later.
    public let test: Range<Int>

    /// Splits the windows of a series.
    /// - Parameters:
    ///   - plan: which windows.
    ///   - minutes: length of the series.
    ///   - cutoff: first minute of the test.
    ///   - embargo: minutes before the cutoff that training windows do not touch; at least the length of a window plus the horizon of
    ///     what is decided with them.
    /// - Precondition: the embargo is at least as long as a window.
    public init(_ plan: WindowPlan, minutes: Int, cutoff: Int, embargo: Int) {
        precondition(embargo >= plan.length, "an embargo of at least a window, \(plan.length) minutes, found \(embargo)")
        let count = plan.count(minutes: minutes)
        let lastEnd = cutoff - embargo
        training = 0..<min(count, plan.count(minutes: max(0, lastEnd)))
        let first = min(count, max(0, (cutoff + plan.stride - 1) / plan.stride))
        test = max(first, training.upperBound)..<max(count, max(first, training.upperBound))
    }
}
