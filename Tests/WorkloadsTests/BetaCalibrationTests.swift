import Tensors
import TestSupport
import Testing
import Workloads

@Suite struct BetaCalibrationTests {
    /// Outcomes drawn from a known map of the scores.
    private func sample(_ map: BetaCalibration, count: Int) -> (scores: [Double], outcomes: [Bool]) {
        var random = RandomStream(seed: 8, purpose: "outcomes")
        let scores = (0..<count).map { _ in random.uniformDouble() }
        return (scores, scores.map { random.uniformDouble() < map($0) })
    }

    @Test(arguments: [(1.0, 1.0, 0.0), (0.5, 2, 0.3), (2, 0.4, -1), (0, 1.5, 0)]) func mapsAreFound(_ a: Double, _ b: Double, _ c: Double) {
        let truth = BetaCalibration(a: a, b: b, c: c)
        let (scores, outcomes) = sample(truth, count: 40_000)
        let found = BetaCalibration(scores: scores, outcomes: outcomes)
        for score in stride(from: 0.02, to: 1, by: 0.02) { expectClose(found(score), truth(score), .absolute(0.02), "at \(score)") }
        #expect(found.a >= 0 && found.b >= 0)
    }

    /// The likelihood is concave, so that its gradient vanishes at the answer only.
    @Test func theLikelihoodIsLargest() {
        let (scores, outcomes) = sample(BetaCalibration(a: 0.7, b: 1.4, c: 0.2), count: 3_000)
        let found = BetaCalibration(scores: scores, outcomes: outcomes)
        func loss(_ map: BetaCalibration) -> Double {
            zip(scores, outcomes).reduce(0) { $0 - PortableMath.log($1.1 ? map($1.0) : 1 - map($1.0)) }
        }
        for step in [1e-2, -1e-2] {
            #expect(loss(found) < loss(BetaCalibration(a: found.a + step, b: found.b, c: found.c)))
            #expect(loss(found) < loss(BetaCalibration(a: found.a, b: found.b + step, c: found.c)))
            #expect(loss(found) < loss(BetaCalibration(a: found.a, b: found.b, c: found.c + step)))
        }
    }

    @Test func fallingScoresGiveAFlatMap() {
        let (scores, outcomes) = sample(.identity, count: 5_000)
        let found = BetaCalibration(scores: scores, outcomes: outcomes.map { !$0 })
        #expect(found.a == 0 && found.b == 0)
        expectClose(found(0.1), 0.5, .absolute(0.03))
    }

    @Test func mapsRiseAndStayInside() {
        let map = BetaCalibration(a: 3, b: 0.2, c: -2)
        let values = stride(from: 0.0, through: 1, by: 0.01).map { map($0) }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } && values.allSatisfy { $0 >= 0 && $0 <= 1 })
    }

    @Test func oneOutcomeChangesNothing() {
        #expect(BetaCalibration(scores: [0.2, 0.8], outcomes: [true, true]) == .identity)
        #expect(BetaCalibration(scores: [], outcomes: []) == .identity)
        for p in [0.1, 0.5, 0.9] { expectClose(BetaCalibration.identity(p), p, .absolute(1e-12)) }
    }

    @Test func weightsCountAsCopies() {
        let (scores, outcomes) = sample(BetaCalibration(a: 1, b: 2, c: 0), count: 400)
        let doubled = BetaCalibration(scores: scores + scores, outcomes: outcomes + outcomes)
        let weighted = BetaCalibration(scores: scores, outcomes: outcomes, weights: scores.map { _ in 2 })
        expectClose(weighted.a, doubled.a, .absolute(1e-6))
        expectClose(weighted.b, doubled.b, .absolute(1e-6))
    }
}
