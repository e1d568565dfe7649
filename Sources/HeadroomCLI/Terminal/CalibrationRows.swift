import Headroom

/// How honest models are, beside the score table.
enum CalibrationRows {
    /// A share in percent with half its binomial interval: `81.2 ±1.4`.
    static func percent(_ share: Double?, low: Double?, high: Double?) -> String {
        guard let share, let low, let high else { return "–" }
        return "\(Decimal.text(100 * share, digits: 1)) ±\(Decimal.text(50 * (high - low), digits: 1))"
    }

    /// What the score table does not say: how the probability integral transform is spread, and where many targets are zero the shares
    /// between which the coverage of an honest interval lies. `nil` when nothing was scored.
    static func text(_ names: [String], _ all: [CalibrationEvaluation]) -> String? {
        guard let first = all.first, first.targets > 0 else { return nil }
        func number(_ value: Double?, _ digits: Int) -> String { value.map { Decimal.text($0, digits: digits) } ?? "–" }
        let shown = [0.5, 0.9, 0.98].filter { nominal in all.allSatisfy { interval(nominal, $0) != nil } }
        let sparse = (first.zeros.share ?? 0) >= 0.05
        var table = TextTable(
            ["model"] + shown.map { "inside \(Decimal.text(100 * $0, digits: 0)) %" } + (sparse ? ["strictly 80 %", "honest"] : [])
                + ["PIT dispersion", "bias", "unevenness"])
        for (name, c) in zip(names, all) {
            let inside = shown.map { nominal in
                let coverage = interval(nominal, c)?.coverage
                return percent(coverage?.share, low: coverage?.low, high: coverage?.high)
            }
            let edges = [number(c.strictlyInside80.map { 100 * $0 }, 1), c.honest80.map { $0 ? "yes" : "no" } ?? "–"]
            table.add(
                [name] + inside + (sparse ? edges : [])
                    + [number(c.pit.variance.map { 12 * $0 }, 2), number(c.pit.mean.map { $0 - 0.5 }, 3), number(c.pit.deviation, 3)])
        }
        var lines = [
            "± is the 95 % binomial interval of independent targets; PIT: dispersion 1 and bias 0 are honest, unevenness "
                + "\(number(first.pit.expectedDeviation, 3)) is chance"
        ]
        if sparse {
            lines.append(
                "\(number(first.zeros.share.map { 100 * $0 }, 1)) % of the targets are zero: honest is what has 80 % between its shares "
                    + "strictly inside and inside or on the edge, to 3 points")
        }
        return (lines + [table.text]).joined(separator: "\n")
    }

    private static func interval(_ nominal: Double, _ calibration: CalibrationEvaluation) -> CalibrationEvaluation.Interval? {
        calibration.intervals.first { abs($0.nominal - nominal) < 1e-9 }
    }
}
