import Tensors

extension Kernels {
    /// The plain loops that all others are compared with.
    static let reference = Kernels(.scalar)

    /// Every level with vector code that this machine can run.
    static var vector: [Kernels] { InstructionSet.supported.filter { $0 != .scalar }.map(Kernels.init) }

    /// Every level of this machine with instructions for products of BF16 numbers.
    static var bf16: [Kernels] { vector.filter { $0.pairs == .bf16 } }

    /// Every level that this machine can run.
    static var all: [Kernels] { InstructionSet.supported.map(Kernels.init) }
}

/// Lengths around the borders of vectors, for every kernel test.
let sweptLengths = Array(0...35) + [255, 257, 1024]

/// Distances from the border of a page, which make all alignments.
let sweptOffsets = 0...3

extension RandomStream {
    /// `count` standard normal floats times `scale`.
    mutating func normals(_ count: Int, scale: Float = 1) -> [Float] { (0..<count).map { _ in Float(normal()) * scale } }
}

extension Array where Element == Float {
    /// The same values with extreme ones strewn among them.
    func sprinkled(with extremes: [Float]) -> [Float] {
        var copy = self
        for (k, value) in extremes.enumerated() where !isEmpty { copy[(k * 7 + 3) % count] = value }
        return copy
    }

    /// Bit patterns, which tell −0 from 0 and compare NaN.
    var bits: [UInt32] { map(\.bitPattern) }
}
