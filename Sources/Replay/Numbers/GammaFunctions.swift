import Tensors

/// Functions around Euler's gamma function, for positive arguments. They use exactly rounded operations only, hence give the same bits on
/// every machine.
package enum GammaFunctions {
    /// From here on the asymptotic series reach the precision of a double.
    private static let far = 9.0

    private typealias Coefficients = InlineArray<8, Double>

    /// Sum of a series in `1/x²` with the given coefficients, the first one for the power 1.
    @inline(__always) private static func series(_ x: Double, _ coefficients: Coefficients) -> Double {
        let z = 1 / (x * x)
        var sum = 0.0
        for k in stride(from: 7, through: 0, by: -1) { sum = (sum + coefficients[k]) * z }
        return sum
    }

    private static let digammaTerms: Coefficients = [
        1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32_760, 1.0 / 12, -3617.0 / 8160,
    ]
    private static let trigammaTerms: Coefficients = [
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
    ]
    private static let logTerms: Coefficients = [
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156, -3617.0 / 122_400,
    ]

    /// ψ(x), the derivative of ln Γ, within 1e-13 of its size or absolutely: Abramowitz and Stegun, 6.3.18, after 6.3.5.
    package static func digamma(_ x: Double) -> Double {
        var (x, below) = (x, 0.0)
        while x < far {
            below += 1 / x
            x += 1
        }
        return PortableMath.log(x) - 0.5 / x - series(x, digammaTerms) - below
    }

    /// ψ′(x), within 1e-13 of its size: Abramowitz and Stegun, 6.4.12, after 6.4.6.
    package static func trigamma(_ x: Double) -> Double {
        var (x, below) = (x, 0.0)
        while x < far {
            below += 1 / (x * x)
            x += 1
        }
        return below + 1 / x + 0.5 / (x * x) + series(x, trigammaTerms) / x
    }

    /// ln Γ(x), within 1e-13 of its size or absolutely: Abramowitz and Stegun, 6.1.41.
    package static func logGamma(_ x: Double) -> Double {
        var (x, product) = (x, 1.0)
        while x < far {
            product *= x
            x += 1
        }
        let halfLogTwoPi = 0.918_938_533_204_672_74
        return (x - 0.5) * PortableMath.log(x) - x + halfLogTwoPi + series(x, logTerms) * x - PortableMath.log(product)
    }

    /// ln k − ψ(k), which falls from infinity to 0 and is about `1/(2k)` for large k, where the difference itself would lose its digits.
    package static func logMinusDigamma(_ k: Double) -> Double {
        k < far ? PortableMath.log(k) - digamma(k) : 0.5 / k + series(k, digammaTerms)
    }

    /// 1/k − ψ′(k), the derivative of ``logMinusDigamma(_:)``; negative.
    package static func logMinusDigammaSlope(_ k: Double) -> Double {
        k < far ? 1 / k - trigamma(k) : -0.5 / (k * k) - series(k, trigammaTerms) / k
    }
}
