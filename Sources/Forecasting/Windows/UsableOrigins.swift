import Traces

/// Which origins a window can be made at: those that know something, and in a unit.
///
/// - **Known**: one of the values that location and scale come from is not missing. Behind a longer gap, or before a series begins, a window
///   holds nothing, and its targets would be learnt in whatever unit the series happens to have.
/// - **Unit**: of what is not counted, one of the values that a unit is taken from is not 0. The smallest count is 1, but a rate or a level
///   that rests at 0 may be of any size, and a network would answer it with its own idea of one.
///
/// Other origins are not trained on nor validated at, and their forecasts are those of ``NaiveLadder``.
public struct UsableOrigins: Sendable, Hashable {
    /// Values before an origin one of which must be known, at least 1.
    public var knownSpan: Int
    /// Values before an origin one of which must be known and not 0; `nil` where zeros have a unit.
    public var unitSpan: Int?

    /// Makes a rule.
    public init(knownSpan: Int, unitSpan: Int?) { (self.knownSpan, self.unitSpan) = (knownSpan, unitSpan) }

    /// Whether a window can be made behind these values.
    package func allow(_ known: ArraySlice<Float>) -> Bool {
        guard known.suffix(knownSpan).reversed().contains(where: { !$0.isNaN }) else { return false }
        guard let unitSpan else { return true }
        return known.suffix(unitSpan).reversed().contains { abs($0) > 0 }
    }

    /// Whether a history, from its first known value on, has as many values as a window needs, and a window can be made behind them.
    package func allow(_ history: History, minimum: Int) -> Bool {
        history.count - history.missingStart >= minimum && allow(history.values)
    }

    /// The usable origins of a series in runs, ascending.
    /// - Parameters:
    ///   - values: of the series.
    ///   - origins: origins to look at, as numbers of known values.
    package func runs(in values: [Float], of origins: ClosedRange<Int>) -> [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        var (lastKnown, lastSized, begin) = (Int.min / 2, Int.min / 2, Int?.none)
        for position in max(0, origins.lowerBound - max(knownSpan, unitSpan ?? 0))...origins.upperBound {
            // Before the value of this position is looked at: it is the first that this origin does not know.
            if position >= origins.lowerBound {
                let isUsable = lastKnown >= position - knownSpan && unitSpan.map { lastSized >= position - $0 } ?? true
                if isUsable, begin == nil { begin = position }
                if !isUsable, let first = begin {
                    runs.append(first...position - 1)
                    begin = nil
                }
            }
            guard position < values.count, !values[position].isNaN else { continue }
            lastKnown = position
            if values[position] != 0 { lastSized = position }
        }
        if let begin { runs.append(begin...origins.upperBound) }
        return runs
    }
}
