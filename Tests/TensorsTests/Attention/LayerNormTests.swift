import Tensors
import TestSupport
import Testing

/// Layer normalisation with the residual connection before it: every level against the definition in double precision, vector levels
/// against each other bit for bit.
struct LayerNormTests {
    /// Where the result goes.
    private enum Target: CaseIterable { case apart, overX, overResidual }

    private struct Case {
        let rows: Int, columns: Int
        let x: [Float], residual: [Float]?, gain: [Float], offset: [Float], slopes: [Float], before: [Float]

        init(rows: Int, columns: Int, hasResidual: Bool) {
            (self.rows, self.columns) = (rows, columns)
            var random = RandomStream(seed: 1, purpose: "layer norm", index: UInt64(columns * 10 + rows))
            x = random.normals(rows * columns).map { $0 + 0.5 }
            residual = hasResidual ? random.normals(rows * columns) : nil
            (gain, offset) = (random.normals(columns).map { $0 + 1 }, random.normals(columns))
            (slopes, before) = (random.normals(rows * columns), random.normals(rows * columns))
        }

        /// What is normalised, and the result, in double precision.
        var definition: (sum: [Double], statistics: [Double], out: [Double]) {
            var sum = x.map(Double.init)
            if let residual { for k in sum.indices { sum[k] = Double(x[k] + residual[k]) } }
            var (statistics, out): ([Double], [Double]) = ([], [])
            for row in 0..<rows {
                let values = sum[row * columns..<(row + 1) * columns]
                let mean = values.reduce(0, +) / Double(columns)
                let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
                let inverse = 1 / (variance + Double(Float(1e-5))).squareRoot()
                statistics += [mean, inverse]
                out += zip(values, zip(gain, offset)).map { ($0 - mean) * inverse * Double($1.0) + Double($1.1) }
            }
            return (sum, statistics, out)
        }

        /// Gradients of rows, gain and offset from their formulas.
        var gradients: (x: [Double], gain: [Double], offset: [Double]) {
            let (sum, statistics, _) = definition
            var (dx, dgain, doffset) = (sum, gain.map { _ in 0.0 }, gain.map { _ in 0.0 })
            for row in 0..<rows {
                let (mean, inverse) = (statistics[2 * row], statistics[2 * row + 1])
                let at = row * columns
                let standard = (0..<columns).map { (sum[at + $0] - mean) * inverse }
                let slope = (0..<columns).map { Double(slopes[at + $0]) * Double(gain[$0]) }
                let level = slope.reduce(0, +) / Double(columns)
                let tilt = zip(slope, standard).reduce(0) { $0 + $1.0 * $1.1 } / Double(columns)
                for c in 0..<columns {
                    dx[at + c] = inverse * (slope[c] - level - standard[c] * tilt)
                    dgain[c] += Double(slopes[at + c]) * standard[c]
                    doffset[c] += Double(slopes[at + c])
                }
            }
            return (dx, dgain, doffset)
        }
    }

    private func run(_ one: Case, _ kernels: Kernels, _ target: Target, offset: Int) -> (x: [Float], statistics: [Float], out: [Float]) {
        let (x, residual) = (GuardedFloats(one.x, offset: offset), one.residual.map { GuardedFloats($0, offset: offset) })
        let (gain, shift) = (GuardedFloats(one.gain, offset: offset), GuardedFloats(one.offset, offset: offset))
        let apart = GuardedFloats([Float](repeating: .nan, count: one.x.count), offset: offset)
        let statistics = GuardedFloats([Float](repeating: .nan, count: 2 * one.rows), offset: offset)
        let out =
            switch target {
            case .apart: apart
            case .overX: x
            case .overResidual: residual ?? x
            }
        kernels.layerNorm(
            out.pointer, statistics: statistics.pointer, x.pointer, residual: residual.map { UnsafePointer($0.pointer) },
            gain: gain.pointer,
            offset: shift.pointer, rows: one.rows, columns: one.columns)
        expectIntact(x, residual, gain, shift, apart, statistics)
        return (x.values, statistics.values, out.values)
    }

    @Test(arguments: Array(1...100), [false, true])
    func rowsAreNormalised(columns: Int, hasResidual: Bool) {
        for rows in [1, 2, 5] {
            let one = Case(rows: rows, columns: columns, hasResidual: hasResidual)
            let expected = one.definition
            var first: [[UInt32]]?
            for kernels in Kernels.all {
                let apart = run(one, kernels, .apart, offset: columns % 4)
                // Standardised values below ten times a gain of some units.
                expectClose(apart.out, expected.out, .absolute(1e-5), "\(kernels.instructionSet) \(columns)")
                expectClose(apart.x, expected.sum, .absolute(0), "the sum is kept")
                for row in 0..<rows {
                    expectClose(apart.statistics[2 * row], expected.statistics[2 * row], .absolute(1e-6))
                    // Where a row is constant, what is left of its variance is the rounding of its mean.
                    expectClose(apart.statistics[2 * row + 1], expected.statistics[2 * row + 1], .relative(columns < 3 ? 1e-3 : 1e-5))
                }
                for target in Target.allCases {
                    let found = run(one, kernels, target, offset: rows % 4)
                    #expect(found.out.bits == apart.out.bits && found.statistics.bits == apart.statistics.bits, "\(target)")
                    if target == .apart || (hasResidual && target == .overResidual) { #expect(found.x.bits == apart.x.bits) }
                }
                guard kernels.instructionSet != .scalar else { continue }
                let bits = [apart.out.bits, apart.statistics.bits]
                if let first { #expect(bits == first, "\(kernels.instructionSet): other bits") } else { first = bits }
            }
        }
    }

    /// Statistics are for training only.
    @Test func forecastsNeedNoStatistics() {
        for columns in [3, 16, 64] {
            let one = Case(rows: 3, columns: columns, hasResidual: true)
            for kernels in Kernels.all {
                var (x, out) = (one.x, one.x)
                kernels.layerNorm(&out, &x, residual: one.residual, gain: one.gain, offset: one.offset, rows: 3, columns: columns)
                #expect(out.bits == run(one, kernels, .apart, offset: 0).out.bits)
            }
        }
    }

    /// Rows far from zero lose what their mean rounds away, and no more: after subtraction the mean is off by an ulp of the values.
    @Test(arguments: [Float(1e2), 1e4])
    func rowsFarFromZeroKeepTheirDistances(level: Float) {
        var random = RandomStream(seed: 3, purpose: "layer norm")
        let x = random.normals(4 * 64).map { $0 + level }
        let ones = [Float](repeating: 1, count: 64), zeros = [Float](repeating: 0, count: 64)
        for kernels in Kernels.all {
            var (rows, out) = (x, x)
            kernels.layerNorm(&out, &rows, gain: ones, offset: zeros, rows: 4, columns: 64)
            for row in 0..<4 {
                let values = x[row * 64..<(row + 1) * 64].map(Double.init)
                let mean = values.reduce(0, +) / 64
                let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 64 + 1e-5).squareRoot()
                expectClose(
                    out[row * 64..<(row + 1) * 64], values.map { ($0 - mean) / deviation }, .absolute(4 * Double(level.ulp)),
                    "\(kernels.instructionSet)")
            }
        }
    }

    /// The gradient of a row is written, over the gradient that it comes from too, or added; those of gain and offset are added.
    @Test(arguments: Array(1...35) + [48, 64, 65, 100])
    func gradientsAreTheirFormulas(columns: Int) {
        for rows in [1, 2, 7] {
            let one = Case(rows: rows, columns: columns, hasResidual: false)
            let expected = one.gradients
            // A single column is all mean; its inverse deviation of 316 magnifies roundings.
            let bound = (columns < 3 ? 1e-3 : 1e-5) * (expected.x.map(abs).max() ?? 0) + (columns < 3 ? 1e-3 : 1e-6)
            var first: [[UInt32]]?
            for kernels in Kernels.all {
                let statistics = run(one, kernels, .apart, offset: 0).statistics
                func gradients(adds: Bool, inPlace: Bool, offset: Int) -> [[Float]] {
                    let (x, weight) = (GuardedFloats(one.x, offset: offset), GuardedFloats(one.gain, offset: offset))
                    let (slopes, known) = (GuardedFloats(one.slopes, offset: offset), GuardedFloats(statistics, offset: offset))
                    let apart = GuardedFloats(adds ? one.before : one.x.map { _ in .nan }, offset: offset)
                    let (gain, shift) = (GuardedFloats(one.offset, offset: offset), GuardedFloats(one.gain, offset: offset))
                    let dx = inPlace ? slopes : apart
                    kernels.layerNormGradient(
                        dx.pointer, gain: gain.pointer, offset: shift.pointer, out: slopes.pointer, x: x.pointer, statistics: known.pointer,
                        weight: weight.pointer, rows: rows, columns: columns, adds: adds)
                    expectIntact(x, weight, slopes, known, apart, gain, shift)
                    return [dx.values, gain.values, shift.values]
                }
                let written = gradients(adds: false, inPlace: false, offset: columns % 4)
                let name = "\(kernels.instructionSet), \(rows)×\(columns)"
                expectClose(written[0], expected.x, .absolute(bound), name)
                let gains = zip(written[1], one.offset).map { Double($0) - Double($1) }
                let offsets = zip(written[2], one.gain).map { Double($0) - Double($1) }
                expectClose(gains, expected.gain, .absolute(columns < 3 ? 1e-2 : 2e-5), name)
                expectClose(offsets, expected.offset, .absolute(5e-6), name)
                #expect(gradients(adds: false, inPlace: true, offset: 0).map(\.bits) == written.map(\.bits), "in place")
                let added = gradients(adds: true, inPlace: false, offset: 1)
                #expect(added[0].bits == zip(one.before, written[0]).map { $0 + $1 }.bits, "added")
                guard kernels.instructionSet != .scalar else { continue }
                if let first { #expect(written.map(\.bits) == first, "other bits") } else { first = written.map(\.bits) }
            }
        }
    }

    /// The formulas above against central differences of the definition.
    @Test(arguments: [2, 3, 16, 33])
    func formulasAreTheSlopesOfTheDefinition(columns: Int) {
        let one = Case(rows: 2, columns: columns, hasResidual: false)
        let formulas = one.gradients
        func objective(_ x: [Double], _ gain: [Double], _ offset: [Double]) -> Double {
            (0..<2).reduce(0) { total, row in
                let values = x[row * columns..<(row + 1) * columns]
                let mean = values.reduce(0, +) / Double(columns)
                let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
                let inverse = 1 / (variance + Double(Float(1e-5))).squareRoot()
                return values.enumerated().reduce(total) { sum, value in
                    let out = (value.element - mean) * inverse * gain[value.offset] + offset[value.offset]
                    return sum + out * Double(one.slopes[row * columns + value.offset])
                }
            }
        }
        let inputs = [one.x, one.gain, one.offset].map { $0.map(Double.init) }
        for (part, formula) in [formulas.x, formulas.gain, formulas.offset].enumerated() {
            let differences = inputs[part].indices.map { index in
                func value(_ h: Double) -> Double {
                    var moved = inputs
                    moved[part][index] += h
                    return objective(moved[0], moved[1], moved[2])
                }
                return (value(1e-6) - value(-1e-6)) / 2e-6
            }
            expectClose(differences, formula, .absolute(1e-7 * max(1, formula.map(abs).max() ?? 0)))
        }
    }
}
