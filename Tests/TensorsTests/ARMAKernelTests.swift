import Tensors
import TestSupport
import Testing

@Suite struct ARMAKernelTests {
    /// Derivatives against central differences of the errors, and sums of products, at every level.
    @Test(arguments: [(0, 1), (1, 0), (2, 1), (3, 3), (1, 3)]) func derivativesAreThoseOfTheErrors(p: Int, q: Int) {
        var stream = RandomStream(seed: UInt64(10 * p + q), purpose: "test")
        let values = (0..<60).map { _ in stream.normal() }
        let (phi, theta) = (Array([0.4, -0.3, 0.2].prefix(p)), Array([0.5, 0.2, -0.1].prefix(q)))
        func errors(_ coefficients: [Double], first: Int) -> [Double] {
            var out = [Double](repeating: .nan, count: 60)
            Kernels.armaErrors(
                &out, values, first: first, autoregressive: Array(coefficients.prefix(p)), movingAverage: Array(coefficients.suffix(q)))
            return out
        }
        for first in [0, 1, 3, 7] {
            let coefficients = phi + theta, h = 1e-6
            let columns =
                [errors(coefficients, first: first)]
                + coefficients.indices.map { index in
                    var (above, below) = (coefficients, coefficients)
                    above[index] += h
                    below[index] -= h
                    return zip(errors(above, first: first), errors(below, first: first)).map { ($0 - $1) / (2 * h) }
                }
            let expected = columns.map { a in columns.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
            var results: [[[Double]]] = []
            for instructions in InstructionSet.supported {
                let found = Kernels(instructions).armaDerivatives(values, first: first, autoregressive: phi, movingAverage: theta)
                // Central differences are good to 1e-9 of products of sixty steps.
                for (row, wanted) in zip(found, expected) { expectClose(row, wanted, .absolute(1e-6)) }
                results.append(found)
            }
            for result in results {
                for (row, reference) in zip(result, results[0]) { expectClose(row, reference, .absolute(1e-10)) }
            }
            for result in results.dropFirst() { #expect(result == results[1]) }
        }
    }

    @Test func errorsByHand() {
        var errors = [Double](repeating: .nan, count: 3)
        // 3 − ½·2 = 2; 1 − ½·3 − ¼·2 = −1.
        let sum = Kernels.armaErrors(&errors, [2, 3, 1], first: 1, autoregressive: [0.5], movingAverage: [0.25])
        #expect(errors == [0, 2, -1] && sum == 5)
    }
}
