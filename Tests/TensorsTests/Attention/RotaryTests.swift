import Glibc
import Tensors
import TestSupport
import Testing

/// Rotary positions: pairs of neighbouring floats turned by the angles of their row.
struct RotaryTests {
    private func angles(positions: Int, width: Int) -> (cosines: [Float], sines: [Float]) {
        let all = (0..<positions).flatMap { p in (0..<width / 2).map { Double(p) * pow(10_000, -2 * Double($0) / Double(width)) } }
        return (all.map { Float(cos($0)) }, all.map { Float(sin($0)) })
    }

    @Test(arguments: [2, 4, 6, 16, 34], [1, 5, 17])
    func rowsAreTurnedByTheirPosition(width: Int, positions: Int) {
        let (cosines, sines) = angles(positions: positions, width: width)
        for (rows, heads, gap) in [(1, 1, 0), (7, 2, 0), (35, 3, 5)] {
            var random = RandomStream(seed: 1, purpose: "rotary", index: UInt64(width))
            let stride = heads * width + gap
            let x = random.normals((rows - 1) * stride + heads * width)
            for back in [false, true] {
                var expected = x
                for row in 0..<rows {
                    for pair in 0..<heads * width / 2 {
                        let (at, angle) = (row * stride + 2 * pair, row % positions * (width / 2) + pair % (width / 2))
                        let (cosine, sine) = (cosines[angle], back ? -sines[angle] : sines[angle])
                        expected[at] = x[at] * cosine - x[at + 1] * sine
                        expected[at + 1] = x[at] * sine + x[at + 1] * cosine
                    }
                }
                for kernels in Kernels.all {
                    let (rowsOf, c, s) = (GuardedFloats(x, offset: rows % 4), GuardedFloats(cosines), GuardedFloats(sines))
                    kernels.rotate(
                        rowsOf.pointer, stride: stride, rows: rows, heads: heads, width: width, cosines: c.pointer, sines: s.pointer,
                        positions: positions, back: back)
                    #expect(rowsOf.values.bits == expected.bits, "\(kernels.instructionSet)")
                    expectIntact(rowsOf, c, s)
                }
            }
        }
    }

    /// Turning back undoes turning, and the product of a query and a key depends on their distance only.
    @Test func productsDependOnDistances() {
        let (cosines, sines) = angles(positions: 40, width: 16)
        var random = RandomStream(seed: 2, purpose: "rotary")
        let (query, key) = (random.normals(16), random.normals(16))
        func turned(_ x: [Float], back: Bool = false) -> [Float] {
            var rows = x
            Kernels.best.rotate(
                &rows, stride: 16, rows: rows.count / 16, heads: 1, width: 16, cosines: cosines, sines: sines, positions: 40, back: back)
            return rows
        }
        let (queries, keys) = ((0..<40).flatMap { _ in query }, (0..<40).flatMap { _ in key })
        let (q, k) = (turned(queries), turned(keys))
        expectClose(turned(q, back: true), queries, .absolute(1e-6))
        func product(_ i: Int, _ j: Int) -> Double { (0..<16).reduce(0) { $0 + Double(q[i * 16 + $1]) * Double(k[j * 16 + $1]) } }
        for distance in 0..<20 {
            for i in distance..<40 { expectClose(product(i, i - distance), product(distance, 0), .absolute(1e-5)) }
        }
        #expect(abs(product(7, 0) - product(0, 0)) > 1e-2 && abs(product(7, 0) - product(0, 7)) > 1e-3)
    }
}
