import Glibc
import Tensors
import TestSupport
import Testing

/// ReLU and GELU, with what their backward passes need.
struct GatedActivationTests {
    private static func gelu(_ x: Double) -> (value: Double, slope: Double) {
        let share = erfc(-x / 2.0.squareRoot()) / 2
        return (x * share, share + x * exp(-x * x / 2) / (2 * .pi).squareRoot())
    }

    /// The bounds that `ckernels.h` states, and the rounding of the result.
    private static func bound(_ x: Double) -> Double { (abs(x) <= 1 ? 2e-7 : 5e-7) + Double(Float(abs(x)).ulp) / 2 }

    private func run(_ kernels: Kernels, _ x: [Float], offset: Int) -> (value: [Float], slope: [Float]) {
        let input = GuardedFloats(x, offset: offset)
        let (out, slope) = (GuardedFloats(x.map { _ in .nan }, offset: offset), GuardedFloats(x.map { _ in .nan }, offset: offset))
        kernels.gelu(out.pointer, slope: slope.pointer, input.pointer, count: x.count)
        let (value, slopes) = (out.values, slope.values)
        kernels.gelu(out.pointer, input.pointer, count: x.count)
        #expect(out.values.bits == value.bits, "without slope")
        kernels.gelu(input.pointer, slope: slope.pointer, input.pointer, count: x.count)
        #expect(input.values.bits == value.bits && slope.values.bits == slopes.bits, "in place")
        expectIntact(input, out, slope)
        return (value, slopes)
    }

    @Test(arguments: sweptLengths)
    func geluIsItsDefinitionAtEveryLength(count: Int) {
        var random = RandomStream(seed: 1, purpose: "gelu", index: UInt64(count))
        let x = random.normals(count, scale: 2).sprinkled(with: [0, -0.0, 1e-30, -1e-30, 20, -20, 1e20, -1e20])
        for offset in sweptOffsets {
            var first: [[UInt32]]?
            for kernels in Kernels.all {
                let found = run(kernels, x, offset: offset)
                for (k, value) in x.enumerated() {
                    let exact = Self.gelu(Double(value))
                    #expect(abs(Double(found.value[k]) - exact.value) <= Self.bound(Double(value)), "\(kernels.instructionSet) at \(value)")
                    #expect(abs(Double(found.slope[k]) - exact.slope) <= Self.bound(min(1, Double(value))) + 3e-7, "slope at \(value)")
                }
                guard kernels.instructionSet != .scalar else { continue }
                let bits = [found.value.bits, found.slope.bits]
                if let first { #expect(bits == first, "other bits") } else { first = bits }
            }
        }
    }

    /// Every 1009th of all finite floats.
    @Test func geluKeepsItsBoundOverAllFloats() {
        for kernels in Kernels.all {
            var worst = (value: 0.0, slope: 0.0, valueAt: Float(0), slopeAt: Float(0))
            for start in stride(from: 0, through: UInt64(UInt32.max), by: 1009 * 4096) {
                let x = stride(from: start, through: min(start + 1009 * 4095, UInt64(UInt32.max)), by: 1009)
                    .map { Float(bitPattern: UInt32($0)) }.filter(\.isFinite)
                var (value, slope) = (x, x)
                kernels.gelu(&value, slope: &slope, x, count: x.count)
                for (k, x) in x.enumerated() {
                    let exact = Self.gelu(Double(x))
                    let errors = (abs(Double(value[k]) - exact.value) / Self.bound(Double(x)), abs(Double(slope[k]) - exact.slope))
                    if !(errors.0 <= worst.value) { (worst.value, worst.valueAt) = (errors.0, x) }
                    if !(errors.1 <= worst.slope) { (worst.slope, worst.slopeAt) = (errors.1, x) }
                }
            }
            #expect(worst.value <= 1, "\(kernels.instructionSet): \(worst.value) of the bound at \(worst.valueAt)")
            #expect(worst.slope <= 6e-7, "\(kernels.instructionSet): slope off by \(worst.slope) at \(worst.slopeAt)")
        }
    }

    @Test(arguments: sweptLengths)
    func reluAndItsGradientAreBitwise(count: Int) {
        var random = RandomStream(seed: 2, purpose: "relu", index: UInt64(count))
        let x = random.normals(count).sprinkled(with: [
            0, -0.0, .infinity, -.infinity, .nan, -.leastNonzeroMagnitude, .leastNonzeroMagnitude,
        ])
        let slopes = random.normals(count).sprinkled(with: [.nan, -0.0])
        for kernels in Kernels.all {
            for offset in sweptOffsets {
                let (input, out) = (GuardedFloats(x, offset: offset), GuardedFloats(x.map { _ in .nan }, offset: offset))
                let gradient = GuardedFloats(slopes, offset: offset)
                kernels.relu(out.pointer, input.pointer, count: count)
                #expect(out.values.bits == x.map { $0 < 0 ? 0 : $0 }.bits, "\(kernels.instructionSet)")
                kernels.reluGradient(gradient.pointer, out.pointer, count: count)
                #expect(gradient.values.bits == zip(slopes, x).map { $1 > 0 ? $0 : 0 }.bits, "\(kernels.instructionSet)")
                kernels.relu(input.pointer, input.pointer, count: count)
                #expect(input.values.bits == out.values.bits, "in place")
                expectIntact(input, out, gradient)
            }
        }
    }
}
