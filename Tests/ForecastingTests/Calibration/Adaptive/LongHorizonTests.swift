import Forecasting
import Testing

@Suite struct LongHorizonTests {
    @Test(arguments: [13, 24, 48, 60])
    func everyLeadLearnsFromABlock(horizon: Int) throws {
        let levels = try QuantileLevels([0.1, 0.5, 0.9])
        var calibrator = try AdaptiveCalibrator(horizon: horizon, levels: levels)
        for _ in 0..<200 {
            var values: [Float] = (0..<horizon).flatMap { _ -> [Float] in [-1.5, 0, 1.5] }
            values.withUnsafeMutableBufferPointer { calibrator.adjust($0) }
            calibrator.observe(3)
        }
        for lead in 0..<horizon { #expect(calibrator.shift(lead: lead, level: 1) > 1, "lead \(lead)") }
    }
}
