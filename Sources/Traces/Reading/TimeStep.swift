/// A distance between two values, as a user asks for it.
public enum TimeStep: Hashable, Sendable {
    /// Nanoseconds, for series with clock times.
    case nanoseconds(Int64)
    /// Positions, for series whose times are plain integers.
    case positions(Int64)

    /// A step of whole seconds. Saturates far beyond every usable step.
    public static func seconds(_ seconds: Int64) -> TimeStep {
        let (result, overflow) = seconds.multipliedReportingOverflow(by: TimeAxis.nanosecondsPerSecond)
        return .nanoseconds(overflow ? (seconds < 0 ? .min : .max) : result)
    }

    /// The step of an axis.
    public init(_ axis: TimeAxis) { self = TimeStep(axis.step, kind: axis.kind) }

    init(_ length: Int64, kind: TimeAxis.Kind) { self = kind == .clock ? .nanoseconds(length) : .positions(length) }

    /// The kind of axis that the step is for.
    public var kind: TimeAxis.Kind { if case .nanoseconds = self { .clock } else { .index } }

    /// The number of nanoseconds or positions.
    public var length: Int64 {
        switch self {
        case .nanoseconds(let length), .positions(let length): length
        }
    }

    /// The length to use on times of `kind`.
    /// - Throws: ``TraceError/invalidStep(reason:)`` when it is not positive, longer than ten years, or of the other kind.
    func length(for kind: TimeAxis.Kind) throws(TraceError) -> Int64 {
        guard self.kind == kind else {
            throw .invalidStep(
                reason: kind == .clock
                    ? "the times are clock times, so it must be a duration"
                    : "the times are plain integers, so it must be a number of positions"
            )
        }
        guard length > 0 else { throw .invalidStep(reason: "it is \(self), but must be positive") }
        // Keeps every bin of usable times within 64 bits.
        guard length <= 315_576_000 * TimeAxis.nanosecondsPerSecond else { throw .invalidStep(reason: "it is longer than ten years") }
        return length
    }
}

extension TimeStep: CustomStringConvertible {
    /// `300 s`, `0.25 s`, `2 positions`.
    public var description: String {
        switch self {
        case .positions(let count): return count == 1 ? "1 position" : "\(count) positions"
        case .nanoseconds(let length):
            let (seconds, rest) = length.quotientAndRemainder(dividingBy: TimeAxis.nanosecondsPerSecond)
            if rest == 0 { return "\(seconds) s" }
            var digits = String(rest.magnitude)
            digits = String(repeating: "0", count: 9 - digits.count) + digits
            while digits.hasSuffix("0") { digits.removeLast() }
            return "\(length < 0 && seconds == 0 ? "-" : "")\(seconds).\(digits) s"
        }
    }
}
