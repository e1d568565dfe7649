internal import CKernels

extension Kernels {
    /// Adds the gradient of an affine map's weight.
    /// - Parameters:
    ///   - weight: gradient of the weight `[outputs, inputs]`, added to; products are added row by row.
    ///   - out: gradient of the results `[rows, outputs]`.
    ///   - x: inputs `[rows, inputs]`.
    package func affineGradient(
        _ weight: UnsafeMutablePointer<Float>, out: UnsafePointer<Float>, x: UnsafePointer<Float>, rows: Int, outputs: Int, inputs: Int
    ) { table.pointee.affine_gradient(weight, out, x, rows, outputs, inputs) }

    /// The same with operands rounded to BF16.
    /// - Precondition: ``multipliesPairs``.
    /// - Parameter words: scratch of ``affineGradientWords(outputs:inputs:)``.
    package func affineGradientInPairs(
        _ weight: UnsafeMutablePointer<Float>, out: UnsafePointer<Float>, x: UnsafePointer<Float>, rows: Int, outputs: Int, inputs: Int,
        words: UnsafeMutablePointer<UInt32>
    ) { bf16(table.pointee.affine_gradient_bf16)(weight, out, x, rows, outputs, inputs, words) }

    /// Words of scratch of ``affineGradientInPairs(_:out:x:rows:outputs:inputs:words:)``.
    package static func affineGradientWords(outputs: Int, inputs: Int) -> Int { hk_affine_gradient_words(outputs, inputs) }

    /// Asks for floats to be brought near, into the second-level cache, without waiting for them.
    package func prefetch(_ x: UnsafePointer<Float>, count: Int) { hk_prefetch(x, count) }
}
