/// One incident of a data set: the label of what was injected.
public struct Incident: Hashable, Sendable {
    /// Position in the list of the data set, from 0.
    public let number: Int
    /// What happened.
    public let kind: IncidentKind
    /// First bucket and the one after the last in which it has an effect.
    public let buckets: Range<Int>
    /// Onset and end, nanoseconds since 1970.
    public let span: Range<Int64>
    /// How much, see ``IncidentRule/size``.
    public let size: Double
    /// Whether the size counts standard deviations.
    public let isInDeviations: Bool
    /// Metrics it touches; `nil` is all.
    public let metrics: [String]?
    /// Cells it touches.
    public let filter: CellFilter

    /// Share of the full effect at a time: 0 outside the span.
    func share(at time: Int64) -> Double {
        if kind == .ramp, time >= span.upperBound { return 1 }
        guard span.contains(time) else { return 0 }
        let passed = Double(time - span.lowerBound) / Double(span.upperBound - span.lowerBound)
        return switch kind {
        case .spike, .dip: 1 - passed
        case .drift, .ramp: passed
        default: 1
        }
    }
}
