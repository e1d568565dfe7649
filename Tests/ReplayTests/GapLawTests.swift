import Replay
import Tensors
import TestSupport
import Testing

@Suite struct GapLawTests {
    private static let laws: [GapLaw] = [
        .exponential, .constant, .pareto(1.2), .pareto(3), .gamma(1.0 / 64), .gamma(0.3), .gamma(1.000001), .gamma(4), .gamma(1000),
    ]

    @Test(arguments: laws) func residualsInvertTheirTails(law: GapLaw) {
        for tail in [1, 0.999, 0.7, 0.5, 0.1, 1e-3, 1e-6] {
            let x = law.residual(tail: tail)
            #expect(x >= 0)
            expectClose(law.residualTail(x), tail, .relative(1e-9), "\(tail)")
        }
    }

    /// The tail of the residual is the integral of the tail of the gap, and is 1 at 0 because the mean is 1.
    @Test(arguments: [0.05, 0.3, 1.5, 4, 30]) func residualTailsIntegrateTails(shape: Double) {
        let (law, gamma) = (GapLaw.gamma(shape), IncompleteGamma(shape: shape))
        expectClose(law.residualTail(0), 1, .relative(1e-12))
        let (from, to, steps) = (0.4, 1.9, 2000)
        let width = (to - from) / Double(steps)
        let integral = (0..<steps).reduce(0.0) { $0 + gamma.upper(shape * (from + (Double($1) + 0.5) * width)).tail * width }
        expectClose(law.residualTail(from) - law.residualTail(to), integral, .relative(1e-6))
    }

    @Test func anotherLawKeepsThePlace() {
        let (a, b) = (GapLaw.gamma(1.0 / 16), GapLaw.gamma(4))
        let there = b.residual(insteadOf: 3, of: a)
        expectClose(b.residualTail(there), a.residualTail(3), .relative(1e-9))
        expectClose(a.residual(insteadOf: there, of: b), 3, .relative(1e-6))
        #expect(a.residual(insteadOf: 3, of: a) == 3)
    }

    @Test func shapesBeyondSenseAreConstant() {
        #expect(GapLaw(shape: .infinity) == .constant && GapLaw(shape: 1) == .exponential && GapLaw(shape: 4).cv == 0.5)
    }
}
