import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// Angles of rotary positions: pair i of a head of width E turns by `position / 10000^(2i / E)` (Su et al., "RoFormer", 2024).
final class RotaryTable: Sendable {
    let positions: Int
    private let width: Int
    private let cosines: Matrix, sines: Matrix

    init(positions: Int, width: Int) {
        (self.positions, self.width) = (positions, width)
        cosines = Matrix(rows: positions, columns: width / 2)
        sines = Matrix(rows: positions, columns: width / 2)
        for position in 0..<positions {
            for pair in 0..<width / 2 {
                let angle = Double(position) * pow(10_000, -2 * Double(pair) / Double(width))
                cosines.pointer[position * (width / 2) + pair] = Float(cos(angle))
                sines.pointer[position * (width / 2) + pair] = Float(sin(angle))
            }
        }
    }

    /// Turns queries and keys of rows `[queries, keys, values]`, or turns their gradients back.
    func turn(_ rows: UnsafeMutablePointer<Float>, count: Int, heads: Int, back: Bool = false, kernels: Kernels) {
        let columns = heads * width
        for part in 0..<2 {
            kernels.rotate(
                rows + part * columns, stride: 3 * columns, rows: count, heads: heads, width: width, cosines: cosines.pointer,
                sines: sines.pointer, positions: positions, back: back)
        }
    }
}
