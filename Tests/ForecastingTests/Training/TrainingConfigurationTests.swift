import Forecasting
import Testing

@Suite struct TrainingConfigurationTests {
    @Test func defaultsAreValid() throws { try TrainingConfiguration().validate() }

    @Test func everyValueOutsideItsRangeIsNamed() {
        func expectRefused(_ fragment: String, _ change: (inout TrainingConfiguration) -> Void) {
            var one = TrainingConfiguration()
            change(&one)
            do throws(ForecastError) {
                try one.validate()
                Issue.record("\(fragment) was accepted")
            } catch {
                guard case .invalidConfiguration(let reason) = error else {
                    Issue.record(error)
                    return
                }
                #expect(reason.contains(fragment), "\(reason)")
            }
        }
        expectRefused("training steps") { $0.steps = 0 }
        expectRefused("batch") { $0.batch = 0 }
        expectRefused("batch") { $0.batch = 1 << 20 }
        for rate: Float in [0, -1, .nan, .infinity] { expectRefused("learning rate") { $0.learningRate = rate } }
        expectRefused("warm-up") { $0.warmup = -1 }
        for clip: Float in [0, -1, .nan, .infinity] { expectRefused("gradient clip") { $0.clipNorm = clip } }
        for decay: Float in [-1, .nan, .infinity] { expectRefused("weight decay") { $0.weightDecay = decay } }
        expectRefused("round") { $0.round = 0 }
        expectRefused("patience") { $0.patience = 0 }
    }
}
