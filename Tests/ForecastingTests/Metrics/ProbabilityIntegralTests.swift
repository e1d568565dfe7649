import Forecasting
import Testing

struct ProbabilityIntegralTests {
    /// Levels 0.1, 0.2, 0.5, 0.9; zero has the mass below 0.2.
    @Test(
        arguments: [
            (-1, 0, 0.1), (0, 0, 0.2), (1, 0.35, 0.35), (2, 0.5, 0.5), (3, 0.7, 0.7), (4, 0.9, 1), (5, 0.9, 1),
        ] as [(Float, Double, Double)])
    func byHand(y: Float, low: Double, high: Double) {
        let range = ProbabilityIntegral.range(from: y, to: y, quantiles: [0, 0, 2, 4], levels: [0.1, 0.2, 0.5, 0.9])
        #expect(agree(range.lowerBound, low) && agree(range.upperBound, high), "\(range)")
    }

    @Test func atomsByHand() {
        let inside = ProbabilityIntegral.range(from: 2, to: 2, quantiles: [9, 0, 2, 2, 4][1...], levels: [0.1, 0.3, 0.6, 0.9])
        #expect(agree(inside.lowerBound, 0.3) && agree(inside.upperBound, 0.6))
        #expect(ProbabilityIntegral.range(from: 7, to: 7, quantiles: [7, 7, 7], levels: [0.1, 0.5, 0.9]) == 0...1)
        let rounded = ProbabilityIntegral.range(from: 0.5, to: 1.5, quantiles: [0, 0, 2, 4], levels: [0.1, 0.2, 0.5, 0.9])
        #expect(agree(rounded.lowerBound, 0.275) && agree(rounded.upperBound, 0.425))
        #expect(ProbabilityIntegral.range(from: 3, to: 3, quantiles: [4], levels: [0.5]) == 0...0.5)
    }
}
