/// Which windows of a series are looked at: all of one length, at equal distances.
public struct WindowPlan: Sendable, Hashable, Codable {
    /// Minutes of a window.
    public var length: Int
    /// Minutes from the start of a window to that of the next one.
    public var stride: Int

    /// AAPA's windows of an hour, ten minutes apart.
    public static let standard = WindowPlan(length: 60, stride: 10)

    /// Makes a plan.
    /// - Precondition: at least four minutes, at least one minute apart.
    public init(length: Int, stride: Int) {
        precondition(length >= 4 && stride >= 1, "windows of \(length) minutes, \(stride) apart")
        (self.length, self.stride) = (length, stride)
    }

    /// Windows that lie in a series of so many minutes: `⌊(minutes − length) / stride⌋ + 1`.
    public func count(minutes: Int) -> Int { minutes < length ? 0 : (minutes - length) / stride + 1 }

    /// First minute of a window.
    public func start(of window: Int) -> Int { window * stride }
}
