/// What a wall-clock time without zone designator means in a zone: times in the repeated hour in autumn happen twice, times in the
/// hour that is jumped over in spring never.
public enum LocalInstant: Hashable, Sendable {
    /// Happens once.
    case unique(Int64)
    /// Happens twice, because clocks were set back in between.
    case ambiguous(earlier: Int64, later: Int64)
    /// Does not happen, because clocks were set forward; `shifted` is the instant by a clock that was not set forward.
    case skipped(shifted: Int64)

    /// The instant by the rule used for reading: **the offset in force before the change**. That is the earlier of two, and for a
    /// skipped time the instant as far after the change as the clock was read too far (02:30 becomes 03:30). RFC 5545 §3.3.5 and
    /// `java.time` resolve local times in the same way.
    public var resolved: Int64 {
        switch self {
        case .unique(let instant): instant
        case .ambiguous(let earlier, _): earlier
        case .skipped(let shifted): shifted
        }
    }
}

extension TimeZoneRules {
    /// The instant, or instants, at which clocks in this zone show a time. Both are seconds: `local` counted from 1970-01-01T00:00:00
    /// on the wall clock, the result from 1970-01-01T00:00:00Z.
    ///
    /// Readers of stamps without zone take ``LocalInstant/resolved``; where rows come in order and the repeated hour stands in the
    /// file twice, the second pass is `later` of ``LocalInstant/ambiguous(earlier:later:)``.
    public func instant(ofLocal local: Int64) -> LocalInstant {
        // Every offset lies within 26 hours, so the instant does too, and the offsets in force there are all that can apply.
        let window = (local - 26 * 3600)...(local + 26 * 3600)
        var candidates: [Int] = []
        var at = window.lowerBound
        while true {
            let stretch = stretch(around: at)
            if !candidates.contains(stretch.offset) { candidates.append(stretch.offset) }
            // Beyond the table stretches are a second long: changes there are hours apart, an hour's step finds each offset.
            at = stretch.until == at + 1 ? at + 3600 : stretch.until
            if at > window.upperBound { break }
        }
        let instants = candidates.map { local - Int64($0) }.filter { $0 + Int64(offset(at: $0)) == local }.sorted()
        if instants.count >= 2 { return .ambiguous(earlier: instants[0], later: instants[instants.count - 1]) }
        if let only = instants.first { return .unique(only) }
        // In a gap the offset before it is the smaller one, which gives the later instant.
        let before = offset(at: local - Int64(candidates.max()!))
        return .skipped(shifted: local - Int64(before))
    }
}
