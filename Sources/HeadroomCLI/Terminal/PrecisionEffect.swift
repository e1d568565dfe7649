import Headroom

/// What rounded weights do to forecasts, in one sentence.
enum PrecisionEffect {
    static func text(_ difference: ForecastDifference, _ precision: WeightPrecision) -> String {
        func percent(_ share: Double) -> String { "\(Decimal.text(100 * share, digits: 4)) %" }
        return
            "\(precision.rawValue) weights: \(difference.count) forecasts differ from float32 by \(percent(difference.mean)) of the width of "
            + "their interval on average, \(percent(difference.largest)) at most"
    }
}
