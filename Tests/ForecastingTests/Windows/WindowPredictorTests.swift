import Forecasting
import Tensors
import Testing
import Traces

/// A predictor says what the model says.
@Suite struct WindowPredictorTests {
    private func model() throws -> (WindowModel<LastStepNetwork>, TrainingSet) {
        let one = try SmallTraining(WindowModelTests.training)
        return (one.model(one.network.initialParameters(seed: 1)), one.training)
    }

    @Test func equalsTheModelBitForBit() throws {
        let (model, training) = try model()
        let predictor = WindowPredictor(model)
        for history in training.histories {
            for horizon in [1, 3, 4] {
                var values = [Float](repeating: .nan, count: horizon * model.levels.count)
                let answered = try values.withUnsafeMutableBufferPointer { out throws(ForecastError) in
                    try predictor.forecast(from: history, horizon: horizon, into: out)
                }
                #expect(try answered && values == model.forecast(from: [history], horizon: horizon)[0].values)
            }
        }
    }

    @Test func leavesShortHistoriesToTheLadder() throws {
        let (model, training) = try model()
        let short = History(training.histories[0].series, count: 1)
        var values = [Float](repeating: 7, count: model.levels.count)
        let answered = try values.withUnsafeMutableBufferPointer { out throws(ForecastError) in
            try WindowPredictor(model).forecast(from: short, horizon: 1, into: out)
        }
        #expect(!answered && values.allSatisfy { $0 == 7 })
    }

    @Test func refusesWhatTheModelRefuses() throws {
        let (model, training) = try model()
        let predictor = WindowPredictor(model)
        var values = [Float](repeating: 0, count: 5 * model.levels.count)
        func forecast(_ horizon: Int) throws {
            _ = try values.withUnsafeMutableBufferPointer { out throws(ForecastError) in
                try predictor.forecast(
                    from: training.histories[0], horizon: horizon,
                    into: UnsafeMutableBufferPointer(rebasing: out[..<(horizon * model.levels.count)]))
            }
        }
        #expect(throws: ForecastError.horizonTooLong(requested: 5, trained: 4)) { try forecast(5) }
        #expect(throws: ForecastError.invalidHorizon(0)) { try forecast(0) }
    }
}
