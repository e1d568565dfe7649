/// Something a person should know about a trace: where it is, and how much of it there is.
public struct Finding: Hashable, Sendable {
    /// What was found.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Rows are absent within a series; `count` steps from `time` on.
        case gap
        /// Cells are empty or NaN; `count` in a row from `time` on.
        case missingValue = "missing-value"
        /// Values that the publisher of a format calls invalid, taken as missing.
        case invalidValue = "invalid-value"
        /// A time appears more than once in a series; `count` further rows.
        case duplicateTime = "duplicate-time"
        /// A row is earlier than the one before it in its series.
        case outOfOrder = "out-of-order"
        /// A bin at an end of a series is covered only in part and was left out; `count` of values or events in it.
        case partialBin = "partial-bin"
        /// A series has no values at all and was left out.
        case emptySeries = "empty-series"
        /// An instance is not stopped in its log and was taken to run to the end.
        case censored
        /// A stop of an instance that never started was left out.
        case unmatchedStop = "unmatched-stop"
        /// A log seems to have dropped out: `count` instances end at `time`, and nothing happens for long.
        case dropOut = "drop-out"
        /// More cores of a node are in use than it has, after `count` starts from `time` on.
        case overcommit
        /// A series has the shape of a counter (``CounterShape``) and was kept as it is; it began anew `count` times.
        case counter
        /// A counter that was turned into increases began anew; see ``CounterPolicy/increase``.
        case counterReset = "counter-reset"
    }

    /// What was found.
    public var kind: Kind
    /// Series concerned.
    public var series: String
    /// First time concerned, as ``TimeAxis/Kind/format(_:)`` writes it.
    public var time: String?
    /// Place in the input, as far as it is known.
    public var location: TraceLocation?
    /// How many rows, cells or steps.
    public var count: Int

    /// Makes a finding.
    public init(kind: Kind, series: String, time: String? = nil, location: TraceLocation? = nil, count: Int = 1) {
        self.kind = kind
        self.series = series
        self.time = time
        self.location = location
        self.count = count
    }
}

extension Finding: CustomStringConvertible {
    /// One line: what, how many, series, time, place.
    public var description: String {
        let what =
            switch kind {
            case .gap: count == 1 ? "1 step absent" : "\(count) steps absent"
            case .missingValue: count == 1 ? "1 empty value" : "\(count) empty values"
            case .invalidValue: count == 1 ? "1 invalid value, taken as missing" : "\(count) invalid values, taken as missing"
            case .duplicateTime: count == 1 ? "1 row with the time of another" : "\(count) rows with the time of another"
            case .outOfOrder: count == 1 ? "1 row out of order" : "\(count) rows out of order"
            case .partialBin: "partial bin left out (\(count))"
            case .emptySeries: "no values, series left out"
            case .censored: "an instance that is not stopped was taken to run to the end"
            case .unmatchedStop: "a stop without a start, left out"
            case .dropOut: "the log seems to have dropped out: \(count) instances end at once, then silence"
            case .overcommit: "more cores in use than the node has, after \(count) start\(count == 1 ? "" : "s")"
            case .counter:
                "only grows\(count == 0 ? "" : ", but for \(count) new beginning\(count == 1 ? "" : "s") near 0"), as a counter does; "
                    + "--counters increase reads what it grows by"
            case .counterReset: "counter began anew"
            }
        var text = "\(Excerpt.name(series)): \(what)"
        if let time { text += " at \(time)" }
        if let location { text += " (\(location))" }
        return text
    }
}
