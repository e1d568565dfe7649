import Tensors
import TestSupport
import Testing

@Suite struct ThetaKernelTests {
    @Test(arguments: [0, 1, 3, 4, 5, 40, 900], [0, 3]) func sumsMatchTheReference(count: Int, first: Int) {
        var random = RandomStream(seed: 6, purpose: "theta", index: UInt64(count))
        let values = GuardedBytes(of: (0..<count).map { _ in 1 + random.normal() })
        let intercepts = GuardedBytes(of: (0..<count).map { _ in 1 + 0.1 * random.normal() })
        let slopes = GuardedBytes(of: (0..<count).map { _ in 0.1 * random.normal() })
        let alphas = GuardedBytes(of: (0..<16).map { 0.1 + 0.9 * Double($0) / 15 })
        let out = GuardedBytes(of: [Double](repeating: .nan, count: 96))
        let run = { (kernels: Kernels) -> [Double] in
            kernels.thetaSums(
                out.numbers(), alphas: alphas.numbers(), values: values.numbers(), intercepts: intercepts.numbers(),
                slopes: slopes.numbers(), count: count, first: first)
            return out.values(Double.self)
        }
        let expected = run(.reference)
        for kernels in Kernels.vector {
            expectClose(run(kernels), expected, .absolute(1e-10 * Double(max(count, 1))), "\(kernels.instructionSet)")
        }
        // From the squared errors of the model as it is defined, with an initial level 0.3 above the first value and w = 0.4.
        let (y, a, b) = (values.values(Double.self), intercepts.values(Double.self), slopes.values(Double.self))
        for lane in [0, 7, 15] where count > 0 {
            let alpha = alphas.values(Double.self)[lane]
            var (level, power, squares) = (y[0] + 0.3, 1.0, 0.0)
            for t in 0..<count {
                let error = y[t] - level - 0.4 * (power * a[t] + (1 - power * (1 - alpha)) / alpha * b[t])
                if t >= first { squares += error * error }
                level = alpha * y[t] + (1 - alpha) * level
                power *= 1 - alpha
            }
            let s = (0..<6).map { expected[$0 * 16 + lane] }
            let found = s[0] - 0.8 * s[1] - 0.6 * s[2] + 0.16 * s[3] + 0.24 * s[4] + 0.09 * s[5]
            expectClose(found, squares, .absolute(1e-10 * Double(count)))
        }
    }
}
