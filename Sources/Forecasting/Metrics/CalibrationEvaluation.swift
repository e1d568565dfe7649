import Tensors

/// How honest the distributions of a backtest are, and how sharp: coverage of intervals and of single quantiles with its uncertainty,
/// width, coverage by lead, and the histogram of probability integral transforms.
///
/// All shares count every scored target once. Their intervals take targets as independent; the steps of one window are not, so they are
/// lower bounds of the uncertainty.
///
/// Gneiting, Balabdaoui & Raftery, "Probabilistic forecasts, calibration and sharpness", Journal of the Royal Statistical Society B 69,
/// 2007: of all calibrated forecasts the sharpest is the best.
public struct CalibrationEvaluation: Hashable, Sendable, Codable {
    /// A central interval, `[q_low, q_high]` with `low = 1 − high`.
    public struct Interval: Hashable, Sendable, Codable {
        /// Share of targets it promises to hold, `high − low`.
        public var nominal: Double
        /// Targets inside the interval or on its edge.
        public var coverage: ObservedShare
        /// Mean width, in the unit of the data; `nil` when nothing is scored.
        public var width: Double?
        /// Sharpness: mean over windows of mean width / seasonal error, as ``EvaluationSummary/width80``; `nil` where nothing has a scale.
        public var scaledWidth: Double?
        /// Sharpness: Σ width / Σ |y|, grouped as ``EvaluationSummary/wql``; `nil` without demand.
        public var relativeWidth: Double?

        enum CodingKeys: String, CodingKey {
            case nominal, coverage, width
            case scaledWidth = "scaled_width"
            case relativeWidth = "relative_width"
        }
    }

    /// A single quantile. An honest one has τ between the share of targets below it and the share not above it; of continuous demand the
    /// two are the same.
    public struct Level: Hashable, Sendable, Codable {
        /// Quantile level τ.
        public var level: Double
        /// Targets with `y ≤ q_τ`.
        public var atOrBelow: ObservedShare
        /// Targets with `y < q_τ`: less than ``atOrBelow`` by the ties.
        public var below: ObservedShare

        enum CodingKeys: String, CodingKey {
            case level, below
            case atOrBelow = "at_or_below"
        }
    }

    /// The 80 % interval in a part of the horizon.
    public struct Lead: Hashable, Sendable, Codable {
        /// First step of the part, 1 being the step after the origin.
        public var first: Int
        /// Last step of the part.
        public var last: Int
        /// Targets inside [q_0.1, q_0.9] or on its edge.
        public var coverage: ObservedShare
        /// Mean over targets of width / seasonal error; `nil` where nothing has a scale.
        public var scaledWidth: Double?

        enum CodingKeys: String, CodingKey {
            case first, last, coverage
            case scaledWidth = "scaled_width"
        }
    }

    /// Most parts of the horizon in ``leads``.
    public static let mostLeads = 6
    /// Slack of ``honest80``.
    public static let honestSlack = 0.03

    /// Number of targets scored.
    public var targets: Int
    /// Targets that are zero.
    public var zeros: Proportion
    /// Central intervals by their promise, ascending: every symmetric pair of the levels, and always 80 %.
    public var intervals: [Interval]
    /// Every level of the forecasts, ascending.
    public var levels: [Level]
    /// Parts of the horizon in order, equally long up to one step.
    public var leads: [Lead]
    /// Share of targets strictly inside (q_0.1, q_0.9); `nil` of nothing.
    public var strictlyInside80: Double?
    /// Share of targets inside [q_0.1, q_0.9] or on its edge; `nil` of nothing.
    public var insideOrOn80: Double?
    /// Whether 0.80 lies within [``strictlyInside80`` − 0.03, ``insideOrOn80`` + 0.03]: what can be asked of intermittent demand, where the
    /// edge itself is where most targets lie. `nil` of nothing.
    public var honest80: Bool?
    /// Probability integral transforms, randomised where the distribution has atoms.
    public var pit: PITHistogram

    /// Judges forecasts.
    /// - Parameters:
    ///   - forecasts: of one model, in any order.
    ///   - grouping: over what the relative width is summed.
    ///   - wholeNumbers: series whose values are whole numbers, such as counts: a target y stands for all of [y − ½, y + ½] in the
    ///     probability integral transform, so that the gaps between whole numbers are no gaps of the histogram.
    ///   - seed: of the draws of the randomised transform.
    /// - Throws: ``ForecastError/levelOutsideRange(_:trained:)`` for a forecast that lacks 0.1, 0.9 or a level of the first forecast.
    public init(
        of forecasts: [ScoredForecast], grouping: Evaluation.Grouping = .groups, wholeNumbers: Set<String> = [], seed: UInt64 = 1
    ) throws(ForecastError) {
        let levels = forecasts.first?.forecast.levels ?? .standard
        var windows: [WindowCalibration] = []
        windows.reserveCapacity(forecasts.count)
        for (index, one) in forecasts.enumerated() {
            var random = RandomStream(seed: seed, purpose: "probability integral transform", index: UInt64(index))
            windows.append(
                try WindowCalibration(
                    one, levels: levels, intervals: Self.nominals(levels),
                    isWhole: wholeNumbers.contains(one.forecast.seriesID), random: &random))
        }
        let groups = GroupedSums(forecasts, grouping: grouping)
        let total = windows.reduce(0) { $0 + $1.targets }
        func share(_ count: (WindowCalibration) -> Int) -> ObservedShare {
            ObservedShare(Proportion(count: windows.reduce(0) { $0 + count($1) }, total: total))
        }
        targets = total
        zeros = Proportion(count: windows.reduce(0) { $0 + $1.zeros }, total: total)
        intervals = Self.nominals(levels).enumerated().map { index, nominal in
            let scaled = zip(windows, forecasts).compactMap { window, one in
                one.seasonalError.flatMap { window.targets > 0 ? window.widths[index] / Double(window.targets) / $0 : nil }
            }
            let width = windows.reduce(0) { $0 + $1.widths[index] }
            return Interval(
                nominal: nominal, coverage: share { $0.inside[index] }, width: total > 0 ? width / Double(total) : nil,
                scaledWidth: Scored.mean(scaled),
                relativeWidth: Scored.mean(groups.quotients(windows.map { $0.widths[index] }, windows.map(\.size))))
        }
        self.levels = levels.values.enumerated().map { index, level in
            Level(level: level, atOrBelow: share { $0.atOrBelow[index] }, below: share { $0.below[index] })
        }
        leads = Self.leads(of: forecasts, windows)
        let strictly = Proportion(count: windows.reduce(0) { $0 + $1.strictlyInside80 }, total: total).share
        let inside = intervals.first { abs($0.nominal - 0.8) < 1e-9 }?.coverage.share
        (strictlyInside80, insideOrOn80) = (strictly, inside)
        honest80 = strictly.flatMap { low in inside.map { low - Self.honestSlack <= 0.8 && 0.8 <= $0 + Self.honestSlack } }
        pit = PITHistogram(of: windows.flatMap(\.transforms))
    }

    /// Promises of the symmetric pairs among the levels, ascending, and of 80 %.
    package static func nominals(_ levels: QuantileLevels) -> [Double] {
        let pairs = levels.values.filter { $0 < 0.5 - 1e-9 && levels.index(of: 1 - $0) != nil }.map { 1 - 2 * $0 }
        // 1 − 2 · 0.1 and its like are a rounding error away from the number that people read.
        return Set((pairs + [0.8]).map { ($0 * 1e9).rounded() / 1e9 }).sorted()
    }

    private static func leads(of forecasts: [ScoredForecast], _ windows: [WindowCalibration]) -> [Lead] {
        let horizon = forecasts.map(\.forecast.horizon).max() ?? 0
        let parts = min(mostLeads, horizon)
        return (0..<parts).map { part in
            let steps = part * horizon / parts..<(part + 1) * horizon / parts
            var (inside, known, scaled, withScale) = (0, 0, 0.0, 0)
            for (window, one) in zip(windows, forecasts) {
                for step in steps.clamped(to: 0..<one.forecast.horizon) {
                    guard let target = window.steps80[step] else { continue }
                    known += 1
                    inside += target.isInside ? 1 : 0
                    guard let scale = one.seasonalError else { continue }
                    scaled += target.width / scale
                    withScale += 1
                }
            }
            return Lead(
                first: steps.lowerBound + 1, last: steps.upperBound, coverage: ObservedShare(Proportion(count: inside, total: known)),
                scaledWidth: withScale > 0 ? scaled / Double(withScale) : nil)
        }
    }

    enum CodingKeys: String, CodingKey {
        case targets, zeros, intervals, levels, leads, honest80, pit
        case strictlyInside80 = "strictly_inside80"
        case insideOrOn80 = "inside_or_on80"
    }
}
