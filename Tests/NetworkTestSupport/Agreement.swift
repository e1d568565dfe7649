import Forecasting
import Testing

/// The worst difference between two forecasts of a step, in the distance between its outermost quantiles.
public func expectAgreement(_ found: [QuantileForecast], _ reference: [QuantileForecast], _ bound: Float) {
    var worst: Float = 0
    for (a, b) in zip(found, reference) {
        for step in 0..<b.horizon {
            let spread = b[step, b.levels.count - 1] - b[step, 0]
            for q in 0..<b.levels.count { worst = max(worst, abs(a[step, q] - b[step, q]) / spread) }
        }
    }
    #expect(worst <= bound)
}
