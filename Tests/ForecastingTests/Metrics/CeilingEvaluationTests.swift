import Forecasting
import Testing

struct CeilingEvaluationTests {
    static let levels = try! QuantileLevels([0.5, 0.9])

    /// Ceilings of 6, 8, 10 and 20 against the largest of the marginal quantiles.
    @Test func byHand() throws {
        let own = try CeilingEvaluation(of: EvaluationTests.forecasts([2, 6, 10]), levels: Self.levels)
        let scores = own.scores()
        #expect(scores.map(\.level) == [0.5, 0.9] && scores.allSatisfy { $0.ratio == nil })
        #expect(agree(scores[0].loss, (0 + 2 + 4 + 14) / 44.0) && scores[0].coverage == Proportion(count: 1, total: 4))
        #expect(agree(scores[1].loss, 2 * (0.1 * 4 + 0.1 * 2 + 0.9 * 10) / 44) && scores[1].coverage == Proportion(count: 3, total: 4))
        #expect(scores[1].coverageLow! < 0.75 && scores[1].coverageHigh! > 0.75)
        // The judge's score at 0.9 is the same number.
        let forecasts = EvaluationTests.forecasts([2, 6, 10])
        #expect(try Evaluation(of: forecasts, levels: EvaluationTests.levels).summary.ceiling90 == scores[1].loss)
    }

    @Test func ratiosByHand() throws {
        func scores(_ groups: [String]) throws -> [CeilingEvaluation.Level] {
            let reference = try CeilingEvaluation(of: EvaluationTests.forecasts([2, 6, 20], groups: groups), levels: Self.levels)
            return try CeilingEvaluation(of: EvaluationTests.forecasts([2, 6, 10], groups: groups), levels: Self.levels)
                .scores(against: reference)
        }
        // A ceiling of 20 loses 0.1·(14 + 12 + 10 + 0).
        let together = try scores(["all", "all"])
        #expect(together[0].ratio == 1 && agree(together[1].ratio, 9.6 / 3.6))
        let apart = try scores(["a", "b"])[1].ratio
        let (a, b) = ((1.2 / 14 + 0.01) / (5.2 / 14 + 0.01), (0.6 + 0.01) / (2.0 / 30 + 0.01))
        #expect(agree(apart, (a * b).squareRoot()))
    }

    @Test func samplesStandBeforeMarginals() throws {
        var forecasts = EvaluationTests.forecasts([2, 6, 10])
        for i in forecasts.indices { forecasts[i].ceiling = Ceiling(window: 2, samples: [0, 20]) }
        let scores = try CeilingEvaluation(of: forecasts, levels: Self.levels).scores()
        // 10 at 0.5, 18 at 0.9.
        #expect(agree(scores[0].loss, (4 + 2 + 0 + 10) / 44.0, 1e-6) && scores[0].coverage.count == 3)
        #expect(agree(scores[1].loss, 2 * (0.1 * (12 + 10 + 8) + 0.9 * 2) / 44, 1e-6) && scores[1].coverage.count == 3)
    }

    /// A window with a target that is not scored has no known ceiling.
    @Test func incompleteWindowsAreLeftOut() throws {
        let scores = try CeilingEvaluation(of: EvaluationTests.forecasts([2, 6, 10], unscored: (1, 7)), levels: Self.levels).scores()
        #expect(scores[1].coverage == Proportion(count: 3, total: 3))
        let none = try CeilingEvaluation(of: [], levels: Self.levels).scores()
        #expect(none[0].loss == nil && none[0].coverageLow == nil)
    }
}
