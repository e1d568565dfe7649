import Forecasting
import Testing

struct PointErrorTests {
    // Errors 1, −2, 0, 3 (the third target is not scored): absolute 1, 2, 3; squares 1, 4, 9; sizes 2, 4, 6.
    let actual: [Float] = [2, 4, .nan, 6]
    let forecast: [Float] = [1, 6, 7, 3]

    @Test func byHand() {
        #expect(PointError.mae(actual: actual, forecast: forecast) == 2)
        #expect(agree(PointError.mse(actual: actual, forecast: forecast), 14.0 / 3))
        #expect(agree(PointError.rmse(actual: actual, forecast: forecast), (14.0 / 3).squareRoot()))
        #expect(PointError.wape(actual: actual, forecast: forecast) == 6.0 / 12)
        // 200/3, 400/10, 600/9 → mean (66.67 + 40 + 66.67) / 3
        #expect(agree(PointError.smape(actual: actual, forecast: forecast), (200.0 / 3 + 40 + 200.0 / 3) / 3))
    }

    @Test func nothingScoredIsNil() {
        for (y, f) in [([Float](), [Float]()), ([.nan, .nan], [1, 2])] {
            #expect(PointError.mae(actual: y, forecast: f) == nil && PointError.mse(actual: y, forecast: f) == nil)
            #expect(PointError.rmse(actual: y, forecast: f) == nil && PointError.wape(actual: y, forecast: f) == nil)
            #expect(PointError.smape(actual: y, forecast: f) == nil)
        }
        #expect(PointError.wape(actual: [0, 0], forecast: [1, 1]) == nil)
        // Both zero counts as a perfect target, one zero as the worst.
        #expect(PointError.smape(actual: [0, 0], forecast: [0, 5]) == 100)
    }

    @Test func errorsScaleWithTheData() {
        let (y, f) = (actual.map { $0 * 8 }, forecast.map { $0 * 8 })
        #expect(PointError.mae(actual: y, forecast: f) == 16)
        #expect(PointError.wape(actual: y, forecast: f) == PointError.wape(actual: actual, forecast: forecast))
        #expect(PointError.smape(actual: y, forecast: f) == PointError.smape(actual: actual, forecast: forecast))
    }
}

/// Whether two numbers agree to 1e-12 of the larger one.
func agree(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-12) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return abs(a - b) <= tolerance * max(1e-300, abs(a), abs(b))
}
