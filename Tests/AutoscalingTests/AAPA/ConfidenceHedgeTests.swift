import Autoscaling
import Testing

@Suite struct ConfidenceHedgeTests {
    private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-12 }

    @Test func algorithmOneAddsWhereItDoubts() {
        // c = 0.6: m = 1.2, target · 0.92.
        let hedge = ConfidenceHedge(confidence: 0.6)
        #expect(close(hedge.target(0.5), 0.46))
        #expect(hedge.cooldown(.seconds(300)) == .seconds(360))
        #expect([1, 5, 10].map(hedge.replicas) == [2, 6, 12])
        let sure = ConfidenceHedge(confidence: 1)
        #expect(sure.target(0.5) == 0.5 && sure.replicas(7) == 7 && sure.cooldown(.seconds(60)) == .seconds(60))
    }
}
