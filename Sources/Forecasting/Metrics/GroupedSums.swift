/// Quotients of sums over groups of windows: the series of a group together, or the series of a group at each origin.
struct GroupedSums {
    /// Group of each window, an index below ``count``.
    private let member: [Int]
    /// Number of groups.
    let count: Int
    private let grouping: Evaluation.Grouping
    /// What the groups are, in order: the same for every model that is scored on the same windows.
    let keys: [Key]

    /// A group, and in ``Evaluation/Grouping/groupsPerWindow`` the position of the origin among those of its series.
    struct Key: Hashable, Comparable {
        var group: String
        var window: Int

        static func < (a: Key, b: Key) -> Bool { (a.group, a.window) < (b.group, b.window) }
    }

    /// Added to both sides of a quotient of grouped scores: errors far below 1 % of the demand do not matter.
    private static let shift = 0.01

    init(_ forecasts: [ScoredForecast], grouping: Evaluation.Grouping) {
        self.grouping = grouping
        var windows = [Int](repeating: 0, count: forecasts.count)
        if grouping == .groupsPerWindow {
            var seen: [String: Int] = [:]
            for i in forecasts.indices.sorted(by: { (forecasts[$0].cutoff, $0) < (forecasts[$1].cutoff, $1) }) {
                windows[i] = seen[forecasts[i].forecast.seriesID, default: 0]
                seen[forecasts[i].forecast.seriesID] = windows[i] + 1
            }
        }
        let all = zip(forecasts, windows).map { Key(group: $0.group, window: $1) }
        let sorted = Set(all).sorted()
        let index = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
        member = all.map { index[$0]! }
        keys = sorted
        count = keys.count
    }

    /// `Σ upper / Σ lower` of each group; NaN where `Σ lower` is not positive.
    /// - Parameters:
    ///   - upper: one value for each window.
    ///   - lower: one value for each window.
    func quotients(_ upper: [Double], _ lower: [Double]) -> [Double] {
        var above = [Double](repeating: 0, count: count)
        var below = above
        for (i, group) in member.enumerated() {
            above[group] += upper[i]
            below[group] += lower[i]
        }
        return zip(above, below).map { $1 > 0 ? $0 / $1 : .nan }
    }

    /// A score relative to a reference's: the geometric mean over groups of `(score + 0.01) / (reference + 0.01)`, so that no group decides
    /// alone; with one group, and for ``Evaluation/Grouping/groupsPerWindow``, the plain ratio of the two means. `nil` when nothing is scored.
    /// - Parameters:
    ///   - scores: one for each group, NaN where it has none.
    ///   - reference: one for each group.
    func ratio(_ scores: [Double], to reference: [Double]) -> Double? {
        guard count == 1 || grouping == .groupsPerWindow else {
            return Aggregation.geometricMean(zip(scores, reference).map { Aggregation.ratio($0 + Self.shift, to: $1 + Self.shift) })
        }
        guard let score = Scored.mean(scores), let other = Scored.mean(reference) else { return nil }
        let ratio = Aggregation.ratio(score, to: other)
        return ratio.isNaN ? nil : ratio
    }
}
