/// The regular grid of times on which a series is observed.
///
/// Two kinds exist, and all arithmetic is exact 64-bit integer arithmetic in both:
/// - ``Kind/clock``: `start` and `step` are nanoseconds, `start` counted from 1970-01-01T00:00:00Z;
/// - ``Kind/index``: `start` and `step` are plain integers without a clock (the M competitions, bare numbers).
public struct TimeAxis: Hashable, Sendable, Codable {
    /// Whether times are instants of a clock or plain positions.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// Nanoseconds since 1970-01-01T00:00:00Z.
        case clock
        /// Positions without a clock.
        case index
    }

    /// Nanoseconds in a second, the unit of clock axes.
    public static let nanosecondsPerSecond: Int64 = 1_000_000_000

    /// Clock or index.
    public var kind: Kind
    /// Time of the first value, in nanoseconds since 1970 or as an index.
    public var start: Int64
    /// Distance between two values, in nanoseconds or index units; positive.
    public var step: Int64

    /// Makes an axis.
    /// - Precondition: `step > 0`.
    public init(kind: Kind, start: Int64, step: Int64) {
        precondition(step > 0, "a time axis needs a positive step, found \(step)")
        self.kind = kind
        self.start = start
        self.step = step
    }

    /// A clock axis from whole seconds since 1970.
    public static func clock(startSeconds: Int64, stepSeconds: Int64) -> TimeAxis {
        TimeAxis(kind: .clock, start: startSeconds * nanosecondsPerSecond, step: stepSeconds * nanosecondsPerSecond)
    }

    /// An index axis `start, start + 1, …`.
    public static func index(start: Int64 = 0) -> TimeAxis { TimeAxis(kind: .index, start: start, step: 1) }

    /// Time of the value at `position`; positions beyond the data, and negative ones, are extrapolated.
    @inlinable
    public func time(at position: Int) -> Int64 { start + Int64(position) * step }

    /// Position of `time` on the grid, or `nil` when it lies between two grid points.
    public func position(of time: Int64) -> Int? {
        let distance = time - start
        return distance % step == 0 ? Int(distance / step) : nil
    }

    /// The same grid, started `steps` later.
    public func advanced(by steps: Int) -> TimeAxis { TimeAxis(kind: kind, start: time(at: steps), step: step) }

    /// Seconds between two values; `nil` on an index axis.
    public var stepSeconds: Double? { kind == .clock ? Double(step) / Double(Self.nanosecondsPerSecond) : nil }

    /// Number of steps in a span of seconds (`86_400` → one day), rounded; `nil` on an index axis or when the span is not a whole
    /// number of at least two steps.
    public func steps(inSeconds seconds: Int64) -> Int? {
        guard kind == .clock else { return nil }
        let span = seconds * Self.nanosecondsPerSecond
        guard span % step == 0, span / step >= 2 else { return nil }
        return Int(span / step)
    }
}
