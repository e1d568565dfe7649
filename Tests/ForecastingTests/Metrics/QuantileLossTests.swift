import Forecasting
import Testing

struct QuantileLossTests {
    @Test func byHand() {
        // y = 10, q = 7, τ = 0.9: 0.9·3 = 2.7; the other way round 0.1·3 = 0.3.
        #expect(agree(QuantileLoss.pinball(10, 7, level: 0.9), 2.7) && agree(QuantileLoss.pinball(7, 10, level: 0.9), 0.3))
        #expect(agree(QuantileLoss.quantileLoss(10, 7, level: 0.9), 5.4))
        // At the median the quantile loss is the absolute error.
        #expect(QuantileLoss.quantileLoss(10, 7, level: 0.5) == 3 && QuantileLoss.quantileLoss(7, 10, level: 0.5) == 3)
        #expect(agree(QuantileLoss.meanPinball(actual: [10, .nan, 7], forecast: [7, 0, 10], level: 0.9), 1.5))
    }

    @Test func overLevels() {
        // Two targets at levels 0.1, 0.5: y = 4, q = 2, 3: 2·0.1·2 + 1; y = 0, q = 1, 2: 2·0.9·1 + 2. Sum 1.4 + 3.8 = 5.2 over 4.
        let quantiles: [Float] = [2, 3, 1, 2]
        #expect(agree(QuantileLoss.mean(actual: [4, 0], quantiles: quantiles, levels: [0.1, 0.5]), 1.3))
        // Σ|y| = 4; mean over levels of Σ loss: 5.2 / 2.
        #expect(agree(QuantileLoss.wql(actual: [4, 0], quantiles: quantiles, levels: [0.1, 0.5]), 2.6 / 4))
        #expect(agree(QuantileLoss.wql(actual: [4, .nan], quantiles: quantiles, levels: [0.1, 0.5]), 0.7 / 4))
    }

    @Test func emptyAndZero() {
        #expect(QuantileLoss.mean(actual: [], quantiles: [], levels: [0.5]) == nil)
        #expect(QuantileLoss.mean(actual: [.nan], quantiles: [1], levels: [0.5]) == nil)
        #expect(QuantileLoss.wql(actual: [0, 0], quantiles: [1, 1], levels: [0.5]) == nil)
        #expect(QuantileLoss.mean(actual: [3, 4], quantiles: [3, 3, 4, 4], levels: [0.1, 0.9]) == 0)
    }

    @Test(arguments: [0.1, 0.5, 0.9, 0.99]) func theTrueQuantileScoresBest(level: Double) {
        // Of 0, 1, …, 100 the τ-quantile is 100τ.
        let values = (0...100).map(Float.init)
        func loss(_ q: Double) -> Double {
            QuantileLoss.meanPinball(actual: values, forecast: [Float](repeating: Float(q), count: values.count), level: level)!
        }
        for wrong in [-9, -3, 3, 9] { #expect(loss(100 * level) < loss(100 * level + Double(wrong))) }
    }
}
