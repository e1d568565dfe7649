import Forecasting
import Testing

struct CRPSTests {
    @Test func aPointForecastScoresItsAbsoluteError() {
        #expect(agree(CRPS.ofQuantiles([3], levels: [0.5], actual: 5), 2))
        #expect(agree(CRPS.ofQuantiles([3, 3, 3], levels: [0.01, 0.3, 0.9], actual: 1), 2))
        #expect(CRPS.ofSamples([3], actual: 5) == 2 && CRPS.ofSamples([3, 3], actual: 3) == 0)
    }

    @Test func byHand() {
        // Equal weights on 0 and 2, y = 1: mean |x − y| = 1, ½·mean |x − x'| = ½·1.
        #expect(CRPS.ofSamples([0, 2], actual: 1) == 0.5)
        // The same distribution as quantiles: flat at 0 up to the middle, flat at 2 after it, almost.
        #expect(agree(CRPS.ofQuantiles([0, 2], levels: [0.5 - 1e-9, 0.5 + 1e-9], actual: 1), 0.5, 1e-6))
        // ∫(F − 1[x ≥ y])² for y = 3 outside: 0…2: ¼·2, 2…3: 1 → 1.5.
        #expect(CRPS.ofSamples([0, 2], actual: 3) == 1.5)
        #expect(agree(CRPS.ofQuantiles([0, 2], levels: [0.5 - 1e-9, 0.5 + 1e-9], actual: 3), 1.5, 1e-6))
    }

    @Test(arguments: [-0.5, 0, 0.25, 0.5, 0.9, 1, 1.7]) func theUniformDistributionHasAClosedForm(y: Double) {
        // Quantile function τ on (0, 1): CRPS = ∫₀ʸ x² + ∫ᵧ¹ (1 − x)² = (y³ + (1 − y)³)/3 inside, and distance + 1/3 outside.
        let levels = (1..<1000).map { Double($0) / 1000 }
        let expected = y < 0 ? -y + 1.0 / 3 : (y > 1 ? y - 1 + 1.0 / 3 : (y * y * y + (1 - y) * (1 - y) * (1 - y)) / 3)
        #expect(abs(CRPS.ofQuantiles(levels, levels: levels, actual: y) - expected) < 2e-6)
        // The same from few and uneven levels, because the quantile function is linear: only the flat tails differ, by less than τ₁²·… .
        let few = [0.01, 0.05, 0.1, 0.5, 0.9, 0.95, 0.99]
        #expect(abs(CRPS.ofQuantiles(few, levels: few, actual: y) - expected) < 2e-4)
        let samples = (0..<20_000).map { (Float($0) + 0.5) / 20_000 }
        #expect(abs(CRPS.ofSamples(samples, actual: y) - expected) < 1e-4)
    }

    @Test func evenLevelsApproachTheLeaderboardsSum() {
        let levels = (1..<200).map { Double($0) / 200 }
        let quantiles = levels.map { Float($0 * $0 * 10) }
        let mean = QuantileLoss.mean(actual: [4.5], quantiles: quantiles, levels: levels)!
        #expect(abs(CRPS.ofQuantiles(quantiles.map(Double.init), levels: levels, actual: 4.5) - mean) < 0.01)
    }
}
