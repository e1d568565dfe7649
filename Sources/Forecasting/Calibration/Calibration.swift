import Traces

/// What a calibration learnt from validation forecasts: corrections of quantiles on the original scale of the series.
///
/// Transforms and models stay as they are; what they say is corrected afterwards. Corrected quantiles are in order, never below the lower
/// bound of the demand, and whole numbers where the demand was.
public struct Calibration: Sendable {
    /// How it was made.
    public let configuration: CalibrationConfiguration
    /// What it was made from.
    public internal(set) var summary: CalibrationSummary
    /// Levels of the forecasts that it corrects.
    public let levels: QuantileLevels

    let groups: CalibrationGroups
    let table: CalibrationTable
    let quantity: Quantity
    private let spread: ForecastSpread

    /// Values at the end of a history that must be whole for its quantiles to be.
    static let wholeSpan = 256
    /// Fewest validation forecasts of a group that is corrected by itself; smaller ones are corrected as all together.
    static let smallestGroup = 20

    init(
        configuration: CalibrationConfiguration, summary: CalibrationSummary, levels: QuantileLevels, groups: CalibrationGroups,
        table: CalibrationTable, quantity: Quantity
    ) {
        (self.configuration, self.summary, self.levels) = (configuration, summary, levels)
        (self.groups, self.table, self.quantity) = (groups, table, quantity)
        spread = ForecastSpread(levels)
    }

    /// Steps that it was made for; later ones are corrected as the last.
    public var horizon: Int { summary.horizon }

    var layout: CalibrationLayout {
        CalibrationLayout(
            horizon: horizon, levels: levels.count, middle: levels.middle, isSymmetric: configuration.method.isSymmetric)
    }

    /// Corrects a forecast.
    /// - Parameters:
    ///   - forecast: of the model that was calibrated, at ``levels``.
    ///   - history: what it was made from.
    public func corrected(_ forecast: QuantileForecast, of history: History) -> QuantileForecast {
        var values = forecast.values
        values.withUnsafeMutableBufferPointer { values in
            correct(values, series: groups.group(of: history), axis: history.targetAxis, isWhole: isWhole(history))
        }
        return forecast.replacing(values)
    }

    /// Corrects quantiles `[H, Q]` in place, without allocations.
    /// - Parameters:
    ///   - values: quantiles at ``levels``.
    ///   - series: group of the series.
    ///   - axis: times of the targets.
    ///   - isWhole: whether the demand comes in whole numbers.
    func correct(_ values: UnsafeMutableBufferPointer<Float>, series: Int, axis: TimeAxis, isWhole: Bool) {
        guard let base = values.baseAddress else { return }
        let (count, layout) = (levels.count, layout)
        let steps = values.count / count
        let bound = quantity.lowerBound ?? -.greatestFiniteMagnitude
        func correct(_ step: Int, _ unit: Float) {
            table.correct(
                base + step * count, group: groups.group(at: axis.time(at: step), series: series), step: min(step, horizon - 1),
                layout: layout, unit: unit, bound: bound)
        }
        if configuration.method.isScaled {
            // The mean spread is read before anything is written, that of a step before its own quantiles are.
            spread.forEach(base, horizon: steps, levels: count, correct)
        } else {
            for step in 0..<steps { correct(step, 1) }
        }
        for k in values.indices {
            let value = isWhole ? base[k].rounded() : base[k]
            base[k] = min(max(value, bound), .greatestFiniteMagnitude)
        }
        QuantileForecast.order(values, levelCount: count)
    }

    /// Whether the latest values of a history are whole numbers, and not all the same unless they count something.
    func isWhole(_ history: History) -> Bool {
        var (least, most) = (Float.infinity, -Float.infinity)
        for value in history.values.suffix(Self.wholeSpan) where !value.isNaN {
            guard value.rounded(.down) == value else { return false }
            (least, most) = (min(least, value), max(most, value))
        }
        return quantity.kind == .count || least < most
    }
}

/// What a calibration was made from: the record that is shown, and kept in the model file.
public struct CalibrationSummary: Sendable, Hashable, Codable {
    /// Steps of the forecasts.
    public var horizon: Int
    /// Validation forecasts, the series they are of, and how many independent targets they are worth: neighbouring targets are right and wrong
    /// together.
    public var forecasts: Int, series: Int, effectiveTargets: Double
    /// Times of the first and the last target, in the unit of the axis.
    public var firstTarget: Int64, lastTarget: Int64
    /// Share of the known values, from the first of a series to its last validation target, that lie in the validation period.
    public var reservedShare: Double
    /// Share of the targets inside the 80 % interval before and after, on the validation forecasts themselves; `nil` where the levels do not
    /// reach from 0.1 to 0.9.
    public var coverageBefore: Double?, coverageAfter: Double?
    /// Whether the model was trained again on these values afterwards, so that only half of the correction is made.
    public var isRefitted: Bool
}
