import Forecasting
import Testing

struct CeilingScoresTests {
    static func point(_ value: Float) -> Ceiling { Ceiling(window: 3, samples: [value]) }

    @Test func byHand() {
        // Samples 0…10: quantile τ is 10τ. Ceilings 5, 9.5, 12; the fourth is not scored.
        let spread = Ceiling(window: 3, samples: (0...10).map(Float.init))
        let scores = CeilingScores(
            actual: [5, 9.5, 12, .nan], forecast: [spread, spread, spread, spread],
            reference: [Self.point(7), nil, Self.point(10), Self.point(1)], levels: [0.5, 0.9])
        #expect(scores.windows == 3 && scores.levels.map(\.level) == [0.5, 0.9])
        // τ = 0.9, ĉ = 9: (5) 0.1·4, (9.5) 0.9·0.5, (12) 0.9·3 → 3.55/3.
        #expect(agree(scores.levels[1].pinball, 3.55 / 3, 1e-6))
        #expect(scores.levels[1].coverage == Proportion(count: 1, total: 3) && scores.levels[0].coverage == Proportion(count: 1, total: 3))
        // The reference knows windows 0 and 2: 0.1·2 + 0.9·2 = 2; ours there 0.4 + 2.7 = 3.1: skill 1 − 3.1/2.
        #expect(agree(scores.levels[1].referencePinball, 1, 1e-6) && agree(scores.levels[1].skill, 1 - 1.55, 1e-5))
        // ĉ(0.95) − ĉ(0.5) = 9.5 − 5.
        #expect(agree(scores.sharpness, 4.5, 1e-6))
        // CRPS of 0…10: mean |x − y| − ½·mean |x − x'|, the latter 20/11 (mean difference 40/11).
        // y = 5: 30/11; y = 9.5: (9.5 + … + 0.5 + 0.5)/11 = 50.5/11; y = 12: 7.
        #expect(agree(scores.crps, ((30.0 + 50.5) / 11 + 7) / 3 - 20.0 / 11, 1e-9))
    }

    @Test func nothingScored() {
        let scores = CeilingScores(actual: [.nan], forecast: [Self.point(1)])
        #expect(scores.windows == 0 && scores.levels.isEmpty && scores.sharpness == nil && scores.crps == nil)
        let alone = CeilingScores(actual: [1], forecast: [Self.point(1)])
        #expect(alone.levels.count == 4 && alone.levels.allSatisfy { $0.pinball == 0 && $0.skill == nil && $0.coverage.share == 1 })
    }

    @Test func changesByHand() {
        // Allocation 10, band ±1. Actual up, down, same, up; forecast up, same, up, down.
        let changes = CeilingChanges(actual: [12, 8, 10.5, 20, .nan], forecast: [11.5, 10, 13, 5, 99], inForce: [10, 10, 10, 10, 10])
        #expect(changes.windows == 4)
        #expect(changes.up.actual == 2 && changes.up.predicted == 2 && changes.up.hits == 1)
        #expect(changes.up.precision == 0.5 && changes.up.recall == 0.5)
        #expect(changes.down.actual == 1 && changes.down.predicted == 1 && changes.down.precision == 0 && changes.down.recall == 0)
        // Exactly at the band is no change; from nothing everything is up.
        let edge = CeilingChanges(actual: [11, 1], forecast: [9, 1], inForce: [10, 0])
        #expect(edge.up.actual == 1 && edge.up.predicted == 1 && edge.down.predicted == 0 && edge.down.recall == nil)
    }
}
