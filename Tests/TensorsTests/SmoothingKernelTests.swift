import Tensors
import TestSupport
import Testing

/// Sixteen random models over a positive series.
private struct SmoothingCase {
    let count: Int, season: Int, form: Kernels.SmoothingForm, trend: Bool
    let values: [Double], parameters: [Double], states: [Double]

    init(count: Int, season: Int, form: Kernels.SmoothingForm, trend: Bool) {
        var random = RandomStream(seed: 8, purpose: "smoothing", index: UInt64(count * 100 + season))
        (self.count, self.season, self.form, self.trend) = (count, season, form, trend)
        values = (0..<count).map { $0 % 11 == 5 ? .nan : 1 + 0.3 * random.uniformDouble() }
        parameters = (0..<64).map { place in
            switch place / 16 {
            case 0: 0.05 + 0.5 * random.uniformDouble()
            case 1: 0.05 * random.uniformDouble()
            case 2: 0.3 * random.uniformDouble()
            default: 0.8 + 0.18 * random.uniformDouble()
            }
        }
        states = (0..<(2 + season) * 16).map { place in
            let share = random.uniformDouble()
            return place < 16 ? 1 + 0.1 * share : place < 32 ? 0.02 * share : (form == .multiplicative ? 1 : 0) + 0.1 * share
        }
    }

    func run(_ kernels: Kernels) -> (squares: [Double], logs: [Double], residuals: [Float], first: [Double], states: [Double]) {
        let (values, parameters, states) = (GuardedBytes(of: values), GuardedBytes(of: parameters), GuardedBytes(of: states))
        let squares = GuardedBytes(of: [Double](repeating: .nan, count: 16)), logs = GuardedBytes(of: [Double](repeating: .nan, count: 16))
        let first = GuardedBytes(of: [Double](repeating: .nan, count: count)), again = GuardedBytes(of: self.states)
        let residuals = GuardedBytes(of: [Float](repeating: .nan, count: count * 16))
        let smoothing = Kernels.Smoothing(
            values: values.numbers(), count: count, season: season, parameters: parameters.numbers(), first: first.numbers(), form: form,
            trend: trend)
        kernels.smooth(
            squares: squares.numbers(), logs: logs.numbers(), residuals: residuals.numbers(), states: states.numbers(), smoothing)
        let whole = (squares.values(Double.self), logs.values(Double.self))
        kernels.smooth(squares: squares.numbers(), logs: logs.numbers(), residuals: nil, states: again.numbers(), smoothing)
        #expect(whole == (squares.values(Double.self), logs.values(Double.self)), "residuals change no sum")
        #expect(values.values(Double.self).map(\.bitPattern) == self.values.map(\.bitPattern))
        return (whole.0, whole.1, residuals.values(Float.self), first.values(Double.self), states.values(Double.self))
    }
}

@Suite struct SmoothingKernelTests {
    @Test(arguments: [0, 1, 2, 15, 16, 100, 1100], [0, 1, 5, 24])
    func lanesMatchTheReference(count: Int, season: Int) {
        for form in [Kernels.SmoothingForm.additive, .relative, .multiplicative] where form != .multiplicative || season > 0 {
            for trend in [false, true] {
                let one = SmoothingCase(count: count, season: season, form: form, trend: trend)
                let expected = one.run(.reference)
                let states = Kernels.vector.map { one.run($0).states.map(\.bitPattern) }
                #expect(states.allSatisfy { $0 == states[0] }, "vectors of all levels give the same bits")
                for kernels in Kernels.vector {
                    let found = one.run(kernels), label = "\(kernels.instructionSet) \(form) \(trend)"
                    expectClose(found.squares, expected.squares, .relative(1e-10), label)
                    expectClose(found.logs, expected.logs, .absolute(1e-10 * Double(count)), label)
                    expectClose(found.states, expected.states, .absolute(1e-11), label)
                    expectClose(found.first, expected.first, .absolute(1e-11), label)
                    expectClose(found.residuals, expected.residuals, .absolute(1e-7), label)
                }
            }
        }
    }

    /// The reference is what the header says it is: simple smoothing by hand.
    @Test func simpleSmoothingIsByHand() {
        var one = SmoothingCase(count: 3, season: 0, form: .additive, trend: false)
        one = SmoothingCase(one, values: [1, .nan, 2], alpha: 0.5, level: 2)
        for kernels in Kernels.all {
            let found = one.run(kernels)
            // Errors −1, none, 0.5: the level goes 2, 1.5, 1.5, 1.75.
            #expect(found.squares == Array(repeating: 1.25, count: 16) && found.first == [-1, 0, 0.5])
            #expect(found.states[0..<16].allSatisfy { $0 == 1.75 })
        }
    }

    @Test func forecastsThatAreNotPositiveHaveNoLogarithm() {
        let one = SmoothingCase(
            SmoothingCase(count: 4, season: 0, form: .relative, trend: false), values: [1, 1, 1, 1], alpha: 0.1, level: -1)
        for kernels in Kernels.all { #expect(one.run(kernels).logs == Array(repeating: .infinity, count: 16)) }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 500]) func laneProductsMatchTheReference(count: Int) {
        var random = RandomStream(seed: 4, purpose: "products", index: UInt64(count))
        let (a, b) = (GuardedFloats(random.normals(count * 16)), GuardedFloats(random.normals(count * 16)))
        let out = GuardedBytes(of: [Double](repeating: .nan, count: 256))
        Kernels.reference.laneProducts(out.numbers(), a.pointer, b.pointer, count: count)
        let expected = out.values(Double.self)
        for row in 0..<16 {
            for column in 0..<16 {
                let sum = (0..<count).reduce(0.0) { $0 + Double(a.values[$1 * 16 + row]) * Double(b.values[$1 * 16 + column]) }
                expectClose(expected[row * 16 + column], sum, .absolute(1e-9))
            }
        }
        for kernels in Kernels.vector {
            kernels.laneProducts(out.numbers(), a.pointer, b.pointer, count: count)
            expectClose(out.values(Double.self), expected, .absolute(4e-6 * Double(count)))
        }
    }
}

extension SmoothingCase {
    /// A case with the same parameters and level in all lanes.
    fileprivate init(_ other: SmoothingCase, values: [Double], alpha: Double, level: Double) {
        (count, season, form, trend) = (values.count, other.season, other.form, other.trend)
        self.values = values
        parameters = (0..<64).map { $0 < 16 ? alpha : $0 < 48 ? 0 : 1 }
        states = (0..<(2 + other.season) * 16).map { $0 < 16 ? level : 0 }
    }
}
