import Headroom

/// By what the intervals of a model were corrected.
struct CalibratedRows: Codable {
    /// How errors become corrections, and of which targets by themselves.
    var method: ConformalMethod, groups: String
    /// What they were learnt from.
    var learntFrom: CalibrationSummary

    enum CodingKeys: String, CodingKey {
        case method, groups
        case learntFrom = "learnt_from"
    }

    /// `nil` for a model that was not calibrated.
    init?(_ model: any FittedForecaster) {
        guard let calibration = model.calibration else { return nil }
        (method, groups) = (calibration.configuration.method, calibration.configuration.grouping.description)
        learntFrom = calibration.summary
    }

    /// One sentence for people.
    /// - Parameter axis: tells times.
    func text(_ axis: TimeAxis) -> String {
        func percent(_ share: Double) -> String { Decimal.text(100 * share, digits: 1) }
        let from = learntFrom
        var text =
            "calibrated (\(method.rawValue)\(groups == "none" ? "" : ", \(groups)")) on \(from.forecasts) forecasts of \(from.series) "
        text += "series in the last \(percent(from.reservedShare)) % of the training time, \(axis.format(from.firstTarget)) to "
        text += "\(axis.format(from.lastTarget)), worth some \(Decimal.text(from.effectiveTargets, digits: 0)) independent targets"
        if let before = from.coverageBefore, let after = from.coverageAfter {
            text += "; its 80 % interval held \(percent(before)) % of them, now \(percent(after)) %"
        }
        return text
    }
}
