import Glibc
import Tensors
import TestSupport
import Testing

/// An activation: its kernel, its definition in double, and the bound that `ckernels.h` states.
struct Activation: Sendable, CustomTestStringConvertible {
    let name: String
    let kernel: @Sendable (Kernels, UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void
    let definition: @Sendable (Double) -> Double
    let ulp: Double
    /// Largest error of results below 2⁻¹²⁶, where vector versions may return 0.
    let tiny: Double

    var testDescription: String { name }

    static let all = [
        Activation(
            name: "sigmoid", kernel: { $0.sigmoid($1, $2, count: $3) },
            definition: { $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0)) }, ulp: 2.5, tiny: 0x1p-126),
        Activation(name: "tanh", kernel: { $0.tanh($1, $2, count: $3) }, definition: { tanh($0) }, ulp: 2.6, tiny: 0),
        Activation(
            name: "softplus", kernel: { $0.softplus($1, $2, count: $3) },
            definition: { max($0, 0) + log1p(exp(-abs($0))) }, ulp: 3, tiny: 0x1p-126),
        Activation(name: "exp", kernel: { $0.exp($1, $2, count: $3) }, definition: { exp($0) }, ulp: 1.1, tiny: 0x1p-149),
    ]

    func callAsFunction(_ kernels: Kernels, _ x: [Float]) -> [Float] {
        var out = [Float](repeating: .nan, count: x.count)
        kernel(kernels, &out, x, x.count)
        return out
    }
}

@Test(arguments: Activation.all, sweptLengths)
func activationsMatchTheReferenceAtEveryLength(activation: Activation, count: Int) {
    var random = RandomStream(seed: 1, purpose: activation.name, index: UInt64(count))
    let x = random.normals(count, scale: 6).sprinkled(with: [
        0, -0.0, 100, -80, .infinity, -.infinity, .nan, 1e-30, Float(bitPattern: 0x8000_02CA),
    ])
    let expected = activation(.reference, x)
    for kernels in Kernels.vector {
        for offset in sweptOffsets {
            let (input, output) = (GuardedFloats(x, offset: offset), GuardedFloats(x, offset: offset))
            activation.kernel(kernels, output.pointer, input.pointer, count)
            expectClose(output.values, expected, .ulp(activation.ulp + 0.5), "\(kernels.instructionSet), offset \(offset)")
            activation.kernel(kernels, input.pointer, input.pointer, count)
            #expect(input.values.bits == output.values.bits, "in place")
            expectIntact(input, output)
        }
    }
}

/// Every 1009th of all floats, NaN and infinities among them.
@Test(arguments: Activation.all)
func activationsKeepTheirBoundOverAllFloats(activation: Activation) {
    for kernels in Kernels.all {
        var (worst, worstTiny) = ((error: 0.0, at: Float(0)), (error: 0.0, at: Float(0)))
        for start in stride(from: 0, through: UInt64(UInt32.max), by: 1009 * 4096) {
            let x = stride(from: start, through: min(start + 1009 * 4095, UInt64(UInt32.max)), by: 1009)
                .map { Float(bitPattern: UInt32($0)) }
            for (x, found) in zip(x, activation(kernels, x)) {
                let exact = activation.definition(Double(x))
                let expected = Float(exact)
                if expected.isNaN || expected.isInfinite || !found.isFinite {
                    if found.bitPattern != expected.bitPattern && !(found.isNaN && expected.isNaN) { worst = (.infinity, x) }
                } else if abs(exact) < 0x1p-126 && activation.tiny > 0 {
                    let error = abs(Double(found) - exact)
                    if error > worstTiny.error { worstTiny = (error, x) }
                } else {
                    let error = abs(Double(found) - exact) / Double(expected.ulp)
                    if error > worst.error { worst = (error, x) }
                }
            }
        }
        let bound = kernels.instructionSet == .scalar ? 0.5001 : activation.ulp
        #expect(worst.error <= bound, "\(kernels.instructionSet): \(worst.error) ulp at \(worst.at)")
        #expect(worstTiny.error <= activation.tiny, "\(kernels.instructionSet): \(worstTiny.error) at \(worstTiny.at)")
    }
}

@Test func activationsSaturate() {
    let extremes: [Float] = [-.infinity, -.greatestFiniteMagnitude, -1000, 1000, .greatestFiniteMagnitude, .infinity]
    for kernels in Kernels.all {
        let values = Dictionary(uniqueKeysWithValues: Activation.all.map { ($0.name, $0(kernels, extremes)) })
        #expect(values["sigmoid"] == [0, 0, 0, 1, 1, 1])
        #expect(values["tanh"] == [-1, -1, -1, 1, 1, 1])
        #expect(values["softplus"] == [0, 0, 0, 1000, .greatestFiniteMagnitude, .infinity])
        #expect(values["exp"] == [0, 0, 0, .infinity, .infinity, .infinity])
    }
}

@Test func tanhIsOddAndKeepsTheSignOfZero() {
    var random = RandomStream(seed: 2, purpose: "odd")
    let x = [0] + random.normals(500, scale: 3)
    guard let tanh = Activation.all.first(where: { $0.name == "tanh" }) else { return }
    for kernels in Kernels.all {
        #expect(tanh(kernels, x.map { -$0 }).bits == tanh(kernels, x).map { -$0 }.bits)
    }
}
