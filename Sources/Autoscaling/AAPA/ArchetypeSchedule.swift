public import Workloads

/// Classes of the windows of a series, each known when its last minute has been measured.
public struct ArchetypeSchedule: Sendable, Hashable {
    /// Time of the first minute of the series, nanoseconds as in the trace.
    public let start: Int64
    /// Minutes of a window.
    public let length: Int
    /// Classes, in the order of their windows.
    public let windows: [WindowClass]

    /// Makes a schedule.
    /// - Parameters:
    ///   - windows: classes in the order of their windows; no window may look behind its own end.
    ///   - length: minutes of a window.
    ///   - start: time of the first minute of the series, nanoseconds as in the trace.
    public init(_ windows: [WindowClass], length: Int, start: Int64) {
        precondition(zip(windows, windows.dropFirst()).allSatisfy { $0.start < $1.start }, "windows must ascend")
        (self.start, self.length, self.windows) = (start, length, windows)
    }

    /// The class of the last window that ended at a time or before; `nil` before the first one did.
    public func latest(at time: Int64) -> WindowClass? {
        guard time >= start else { return nil }
        let ended = Int((time - start) / 60_000_000_000) - length
        var (low, high) = (0, windows.count)
        while low < high {
            let middle = (low + high) / 2
            if windows[middle].start <= ended { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? windows[low - 1] : nil
    }
}
