import Headroom

/// A model file for people.
enum ModelRows {
    static func text(_ summary: ModelSummary) -> String {
        let horizon = summary.horizon.map { "horizon \($0)" } ?? "any horizon"
        let answers =
            summary.levels.isEmpty ? "classifier of windows" : "\(horizon), levels \(summary.levels.map { "\($0)" }.joined(separator: " "))"
        var lines = ["\(summary.family), \(answers)"]
        if let origin = summary.provenance {
            lines += [
                "trained on \(origin.dataName): \(origin.seriesCount) series, \(origin.axis.format(origin.axis.start)) to "
                    + origin.axis.format(origin.lastTime),
                "seed \(origin.seed), headroom \(origin.engineVersion), data \(origin.dataDigest)",
            ]
            let metrics = origin.metrics.sorted { $0.key < $1.key }.map { "\($0.key) \(Decimal.text($0.value, digits: 4))" }
            if !metrics.isEmpty { lines.append("backtest: \(metrics.joined(separator: ", "))") }
        }
        if let calibration = summary.calibration, let sample = summary.calibratedOn {
            lines.append(
                "calibrated: \(calibration.method.rawValue), groups \(calibration.grouping), on \(sample.forecasts) forecasts of "
                    + "\(sample.series) series")
        }
        return (lines + summary.forests.map(ForestRows.text)).joined(separator: "\n")
    }
}
