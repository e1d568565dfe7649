extension Kernels {
    /// `out = Aᵀ·B`: the gradient of a weight matrix, summed over all rows.
    ///
    /// - Parameters:
    ///   - out: shape `[m, n]`, written.
    ///   - a: shape `[rows, m]`.
    ///   - b: shape `[rows, n]`.
    ///   - rows: rows of both.
    ///   - m: columns of `a`.
    ///   - n: columns of `b`.
    package func transposedProduct(
        _ out: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rows: Int, m: Int, n: Int
    ) {
        if n == 1 {
            BLAS.gemv(transpose: true, m: rows, n: m, a: a, lda: m, x: b, y: out)
        } else {
            BLAS.gemm(transposeA: true, m: m, n: n, k: rows, a: a, lda: m, b: b, ldb: n, c: out, ldc: n)
        }
    }
}
