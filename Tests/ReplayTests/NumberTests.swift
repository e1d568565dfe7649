import Replay
import Tensors
import TestSupport
import Testing

/// Expected values are mpmath's, with 30 digits.
@Suite struct NumberTests {
    @Test(arguments: [
        (0.001, -1000.5755719318103, 1000001.6425331958, 6.9071788853838537, 993.66781665282814),
        (0.0625, -16.478853490060104, 257.50642004291541, 2.7396316219462034, 13.706264767820323),
        (0.3, -3.5025242222001331, 12.245364546107731, 1.0957979948180756, 2.2985514178741971),
        (1, -0.57721566490153286, 1.6449340668482264, 0.0, 0.57721566490153286),
        (2.5, 0.70315664064524319, 0.49035775610023486, 0.28468287047291916, 0.21313409122891188),
        (7, 1.8727843350984671, 0.15354517795933755, 6.579251212010101, 0.073125813956846166),
        (11.9, 2.4339335368825375, 0.087663201190004184, 17.258477450595522, 0.042604863234946245),
        (12, 2.442661679975812, 0.086901872871768391, 17.502307845873886, 0.042244969812188293),
        (100, 4.6001618527380874, 0.010050166663333571, 359.1342053695754, 0.0050083332500039678),
        (100_000, 11.512920464961895, 1.0000050000166667e-5, 1051287.7089736569, 5.0000083333333332e-6),
    ])
    func gammaFunctions(x: Double, digamma: Double, trigamma: Double, logGamma: Double, difference: Double) {
        func near(_ found: Double, _ expected: Double) -> Bool { abs(found - expected) <= 1e-12 * max(1, abs(expected)) }
        #expect(near(GammaFunctions.digamma(x), digamma))
        expectClose(GammaFunctions.trigamma(x), trigamma, .relative(1e-12))
        #expect(near(GammaFunctions.logGamma(x), logGamma))
        expectClose(GammaFunctions.logMinusDigamma(x), difference, .relative(1e-12))
    }

    @Test(arguments: [
        (0.015625, 1e-06, 0.1870190960991885), (0.015625, 0.5, 0.0088168771755524698), (0.015625, 20, 1.6258738234401509e-12),
        (0.5, 0.2, 0.52708925686553807), (1, 3, 0.049787068367863943), (2.5, 1, 0.84914503608460964), (2.5, 9, 0.0029464045878802904),
        (40, 35, 0.78019044517468203), (40, 70, 3.8639386072514597e-5), (400, 410, 0.30414136506762397), (1e4, 10_050, 0.30765755929743444),
    ])
    func incompleteGamma(shape: Double, x: Double, tail: Double) {
        expectClose(IncompleteGamma(shape: shape).upper(x).tail, tail, .relative(2e-12 + 1e-14 * shape))
    }

    @Test(arguments: [1e-4, 0.0156, 0.25, 1, 3, 77, 1e4, 1e8]) func shapesAreFoundAgain(shape: Double) {
        expectClose(GammaShape.solving(GammaFunctions.logMinusDigamma(shape)), shape, .relative(1e-12))
    }

    @Test func constantSamplesHaveNoShape() {
        #expect(GammaShape.solving(1e-12) == .infinity && GammaShape.solving(0) == .infinity && GammaShape.solving(-1e-16) == .infinity)
        #expect(GammaShape.solving(1.01e-12) < .infinity)
    }

    @Test func logarithmsAddUp() {
        var random = RandomStream(seed: 1, purpose: "logarithms")
        var (sum, expected) = (LogSum(), 0.0)
        for _ in 0..<5000 {
            let x = PortableMath.exp(20 * random.normal())
            sum.add(x)
            expected += PortableMath.log(x)
        }
        expectClose(sum.value, expected, .absolute(1e-8))
    }

    @Test func tailsOfLomaxGapsAreFound() {
        var random = RandomStream(seed: 2, purpose: "lomax")
        let tail = 2.5
        let gaps = (0..<40_000).map { _ in (tail - 1) * (PortableMath.exp(-PortableMath.log(1 - random.uniformDouble()) / tail) - 1) }
        // The standard error of the index is about 0.04 here.
        expectClose(LomaxTail.index(of: gaps), tail, .absolute(0.16))
        #expect(LomaxTail.index(of: []) == LomaxTail.range.upperBound)
    }
}
