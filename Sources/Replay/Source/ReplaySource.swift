public import Traces

/// Demand that can be replayed: who was asked (functions), and arrivals one by one or counts in steps of one length.
public struct ReplaySource: Sendable {
    /// What is known of the demand of every function.
    enum Content: Sendable {
        /// Ascending arrivals, seconds from the start of the trace.
        case arrivals([[Double]])
        /// Counts in steps of so many seconds from the start of the span; whole, not negative, of equal length.
        case counts(step: Double, [[Float]])
    }

    /// Functions in the order of their first appearance.
    public let ids: [String]
    /// What the trace covers, in seconds from its start.
    public let span: Range<Double>
    /// Start of the trace in Unix milliseconds; `nil` where it is unknown.
    public let start: Int64?
    let content: Content

    /// Requests one by one.
    public init(_ trace: ArrivalTrace) {
        (ids, span, start, content) = (trace.ids, trace.span, trace.start, .arrivals(trace.arrivals))
    }

    /// Counts per step. Series that begin later or end earlier than others count 0 there.
    ///
    /// - Parameters:
    ///   - set: counts on grids that fit each other.
    ///   - stepSeconds: seconds of a step of series without a clock; not needed with one.
    /// - Throws: ``ReplayError/notCounts(reason:)``, ``ReplayError/notACount(series:position:found:)`` also for missing values,
    ///   ``ReplayError/nothingToReplay(reason:)``.
    public init(counts set: SeriesSet, stepSeconds: Double? = nil) throws(ReplayError) {
        guard let first = set.series.first else { throw .nothingToReplay(reason: "the trace holds no series") }
        guard set.quantity.kind == .count else {
            throw .notCounts(reason: "the values are a \(set.quantity.kind.rawValue), not a count; say --kind count if they are one")
        }
        let axis = first.axis
        guard let step = axis.stepSeconds ?? stepSeconds else {
            throw .notCounts(reason: "the series have no clock; give the length of a step")
        }
        guard step > 0, step.isFinite else { throw .invalidSetting(name: "the step", found: "\(step) s", expected: "positive") }
        let begin = set.series.map(\.axis.start).min() ?? axis.start
        var length = 0
        for series in set.series {
            guard let offset = TimeAxis(kind: axis.kind, start: begin, step: axis.step).position(of: series.axis.start) else {
                throw .notCounts(reason: "\(series.id) lies on another grid than \(first.id)")
            }
            length = max(length, offset + series.count)
            if let wrong = series.values.firstIndex(where: { !($0 >= 0) || $0.rounded() != $0 || $0.isInfinite }) {
                throw .notACount(series: series.id, position: wrong, found: series.values[wrong])
            }
        }
        guard length > 0 else { throw .nothingToReplay(reason: "the series are empty") }
        let counts = set.series.map { series in
            let offset = Int((series.axis.start - begin) / axis.step)
            if offset == 0 && series.count == length { return series.values }
            return [Float](repeating: 0, count: offset) + series.values
                + [Float](repeating: 0, count: length - offset - series.count)
        }
        ids = set.series.map(\.id)
        span = 0..<Double(length) * step
        start = axis.kind == .clock ? begin / 1_000_000 : nil
        content = .counts(step: step, counts)
    }

    /// Whether arrivals are known one by one.
    public var hasArrivals: Bool {
        if case .arrivals = content { return true }
        return false
    }

    /// Seconds of a step of counts; `nil` for arrivals.
    public var step: Double? {
        if case .counts(let step, _) = content { return step }
        return nil
    }

    /// Requests of every function within a range, which borders of steps must be for counts.
    func loads(in range: Range<Double>) -> [Double] {
        switch content {
        case .arrivals(let arrivals):
            return arrivals.map { times in
                times.withUnsafeBufferPointer {
                    Double($0.firstIndex(atLeast: range.upperBound) - $0.firstIndex(atLeast: range.lowerBound))
                }
            }
        case .counts(let step, let counts):
            let steps = steps(of: range, step)
            return counts.map { values in values[steps].reduce(0) { $0 + Double($1) } }
        }
    }

    /// The steps that a range consists of.
    func steps(of range: Range<Double>, _ step: Double) -> Range<Int> {
        Int((range.lowerBound / step).rounded())..<Int((range.upperBound / step).rounded())
    }

    /// A range inside the trace, for counts at borders of steps.
    ///
    /// - Parameters:
    ///   - from: its start; `nil` for that of the trace.
    ///   - to: its end; `nil` for that of the trace.
    /// - Throws: ``ReplayError/reversedRange(start:end:)``, ``ReplayError/outsideTrace(start:end:covered:)``,
    ///   ``ReplayError/insideStep(time:step:)``.
    public func slice(from: TraceTime? = nil, to: TraceTime? = nil) throws(ReplayError) -> Range<Double> {
        let start = from ?? TraceTime(seconds: span.lowerBound), end = to ?? TraceTime(seconds: span.upperBound)
        guard start < end else { throw .reversedRange(start: start, end: end) }
        guard start.seconds >= span.lowerBound, end.seconds <= span.upperBound else {
            throw .outsideTrace(start: start, end: end, covered: span)
        }
        if let step {
            for time in [start, end] where (time.seconds / step).rounded() * step != time.seconds {
                throw .insideStep(time: time, step: step)
            }
        }
        return start.seconds..<end.seconds
    }
}
