/// A rule that votes for one archetype or abstains.
///
/// Rules read features that do not depend on the level of demand. A comparison with what is not known is false, so that rules on longer
/// scales abstain where there is no context.
public struct LabellingRule: Sendable {
    /// A few words for tables.
    public let name: String
    /// What it votes for.
    public let archetype: Archetype
    private let isMet: @Sendable (Known) -> Bool

    /// The features of a window by scale and name.
    struct Known {
        let row: ArraySlice<Float>
        subscript(_ scale: DemandScale, _ feature: ScaleFeature) -> Float {
            row[row.startIndex + ArchetypeFeatures.column(scale, feature)]
        }
    }

    init(_ name: String, _ archetype: Archetype, _ isMet: @escaping @Sendable (Known) -> Bool) {
        (self.name, self.archetype, self.isMet) = (name, archetype, isMet)
    }

    /// The vote on a row of features `[100]`; `nil` to abstain.
    public func vote(_ row: ArraySlice<Float>) -> Archetype? { isMet(Known(row: row)) ? archetype : nil }

    /// log₂ of 2.5: fewer cycles are no cycle.
    private static let fewestCycles: Float = 1.32

    /// The rules of the default mode; `docs/archetypes.md` says why each has its bounds.
    public static let all: [LabellingRule] = [
        LabellingRule("burst in the hour", .spike) {
            $0[.minutes, .spikeHeight] > 3.3 && $0[.minutes, .bursts] > 0 && $0[.minutes, .topShare] > 0.1
        },
        LabellingRule("bursts in the day", .spike) {
            $0[.day, .spikeSupport] > 3.7 && $0[.day, .bursts] > 0.3 && $0[.day, .fisherLogP] > -12
        },
        LabellingRule("heavy tail of the day", .spike) {
            $0[.day, .spikeHeight] > 4 && $0[.day, .tailWeight] > 2.1 && $0[.day, .harmonicShare] < 0.35
        },
        LabellingRule("uneven weeks without rhythm", .spike) {
            $0[.weeks, .gini] > 0.25 && $0[.weeks, .flatness] > 0.8 && $0[.weeks, .spikeHeight] > 1.9
        },
        LabellingRule("cycle in the hour", .periodic) {
            $0[.minutes, .fisherLogP] < -9 && $0[.minutes, .cycles] > fewestCycles && $0[.minutes, .harmonicShare] > 0.35
                && $0[.minutes, .spikeHeight] < 3.3
        },
        LabellingRule("cycle in the hours", .periodic) {
            $0[.hours, .fisherLogP] < -9 && $0[.hours, .cycles] > fewestCycles && $0[.hours, .harmonicShare] > 0.35
                && $0[.hours, .flatness] < 0.8
        },
        LabellingRule("cycle in the day", .periodic) {
            $0[.day, .fisherLogP] < -20 && $0[.day, .harmonicShare] > 0.7 && $0[.day, .flatness] < 0.5
        },
        LabellingRule("cycle in the weeks", .periodic) {
            $0[.weeks, .fisherLogP] < -18 && $0[.weeks, .cycles] > fewestCycles && $0[.weeks, .harmonicShare] > 0.75
        },
        LabellingRule("trend in the hour", .ramp) {
            $0[.minutes, .trendOrder] > 2.6 && $0[.minutes, .change] > 0.4 && $0[.minutes, .trendFit] > 0.2
        },
        LabellingRule("trend in the hours", .ramp) {
            $0[.hours, .neighbourCorrelation] > 0.5 && $0[.hours, .excursion] > 1.5 && $0[.hours, .bursts] == 0
                && $0[.hours, .excessVariation] > 0.35
        },
        LabellingRule("swings of the day without rhythm", .ramp) {
            $0[.day, .excessVariation] > 0.4 && $0[.day, .neighbourCorrelation] > 0.6
                && $0[.day, .flatness] > 0.42 && $0[.day, .spikeHeight] < 2.4
        },
        LabellingRule("few crossings in the day", .ramp) {
            $0[.day, .crossings] < 0.16 && $0[.day, .crossings] > 0.04 && $0[.day, .spikeHeight] < 2.3 && $0[.day, .flatness] > 0.42
        },
        LabellingRule("steady hour", .stationary) {
            $0[.minutes, .trendOrder] < 2 && $0[.minutes, .fisherLogP] > -4 && $0[.minutes, .bursts] == 0 && $0[.minutes, .excursion] < 1.3
        },
        LabellingRule("noise of an hour as Poisson's", .stationary) {
            abs($0[.minutes, .residualDispersion]) < 0.6 && $0[.minutes, .trendOrder] < 2 && $0[.minutes, .flatness] > 0.83
        },
        LabellingRule("steady hours", .stationary) {
            $0[.hours, .fisherLogP] > -4 && $0[.hours, .trendOrder] < 2 && $0[.hours, .bursts] == 0 && $0[.hours, .excursion] < 1.3
        },
        LabellingRule("steady day", .stationary) {
            $0[.day, .fisherLogP] > -4 && $0[.day, .excursion] < 1.5 && $0[.day, .spikeHeight] < 2.6 && $0[.day, .crossings] > 0.4
        },
        LabellingRule("steady weeks", .stationary) {
            $0[.weeks, .fisherLogP] > -4 && $0[.weeks, .excursion] < 1.5 && $0[.weeks, .gini] < 0.05
        },
    ]

    /// Votes of all rules on all windows, as indices of archetypes: `[windows][rules]`.
    public static func votes(_ windows: WindowFeatures) -> [[Int?]] {
        (0..<windows.count).map { window in all.map { $0.vote(windows.row(window))?.index } }
    }

    /// What most rules say, ties and silence shared out among equals: probabilities in the order of ``Archetype``.
    public static func plurality(_ votes: [Int?]) -> [Double] {
        var counts = [Double](repeating: 0, count: Archetype.allCases.count)
        for case let vote? in votes { counts[vote] += 1 }
        let sum = counts.reduce(0, +)
        return sum == 0 ? counts.map { _ in 1 / Double(counts.count) } : counts.map { $0 / sum }
    }
}
