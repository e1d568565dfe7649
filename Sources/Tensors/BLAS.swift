internal import COpenBLAS

/// Matrix products of OpenBLAS, row-major.
///
/// OpenBLAS is told once, before the first product, to use one thread: our own loops share the work, and a product has the same
/// bits however many threads they use.
public enum BLAS {
    /// The OpenBLAS kernels chosen for this processor, such as `Haswell` or `SkylakeX`: part of what makes results reproducible.
    public static var coreName: String {
        _ = oneThread
        return String(cString: openblas_get_corename())
    }

    /// `C ← α·op(A)·op(B) + β·C`, where `op` transposes or not.
    ///
    /// - Parameters:
    ///   - transposeA: whether `A` is stored as `[k, m]` instead of `[m, k]`.
    ///   - transposeB: whether `B` is stored as `[n, k]` instead of `[k, n]`.
    ///   - m: rows of `op(A)` and `C`.
    ///   - n: columns of `op(B)` and `C`.
    ///   - k: columns of `op(A)`, rows of `op(B)`.
    ///   - alpha: factor of the product.
    ///   - a: the matrix `A` as stored.
    ///   - lda: distance between the rows of `A` as stored.
    ///   - b: the matrix `B` as stored.
    ///   - ldb: distance between the rows of `B` as stored.
    ///   - beta: factor of `C` before; with 0, `C` is written without being read.
    ///   - c: result `[m, n]`; must not overlap `a` or `b`.
    ///   - ldc: distance between the rows of `C`.
    public static func gemm(
        transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
        a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
        c: UnsafeMutablePointer<Float>, ldc: Int
    ) {
        precondition(m >= 0 && n >= 0 && k >= 0, "a product of negative shape [\(m), \(k)]·[\(k), \(n)]")
        precondition(lda >= (transposeA ? m : k), "rows of A are \(transposeA ? m : k) long, their distance is \(lda)")
        precondition(ldb >= (transposeB ? k : n), "rows of B are \(transposeB ? k : n) long, their distance is \(ldb)")
        precondition(ldc >= n, "rows of C are \(n) long, their distance is \(ldc)")
        _ = oneThread
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
            blasint(m), blasint(n), blasint(k), alpha, a, blasint(max(lda, 1)), b, blasint(max(ldb, 1)), beta, c,
            blasint(max(ldc, 1)))
    }

    /// `y ← α·op(A)·x + β·y`, where `op` transposes or not.
    ///
    /// - Parameters:
    ///   - transpose: whether the product is with the transpose of `A`.
    ///   - m: rows of `A` as stored.
    ///   - n: columns of `A` as stored.
    ///   - alpha: factor of the product.
    ///   - a: the matrix `A`, shape `[m, n]`.
    ///   - lda: distance between the rows of `A`.
    ///   - x: shape `[n]`, or `[m]` when transposed.
    ///   - beta: factor of `y` before; with 0, `y` is written without being read.
    ///   - y: result `[m]`, or `[n]` when transposed; must not overlap the others.
    public static func gemv(
        transpose: Bool = false, m: Int, n: Int, alpha: Float = 1, a: UnsafePointer<Float>, lda: Int,
        x: UnsafePointer<Float>, beta: Float = 0, y: UnsafeMutablePointer<Float>
    ) {
        precondition(m >= 0 && n >= 0, "a matrix of negative shape [\(m), \(n)]")
        precondition(lda >= n, "rows of A are \(n) long, their distance is \(lda)")
        _ = oneThread
        // OpenBLAS returns at once when either extent is 0 and then leaves y unscaled.
        if m == 0 || n == 0 {
            for i in 0..<(transpose ? n : m) { y[i] = beta == 0 ? 0 : beta * y[i] }
            return
        }
        cblas_sgemv(
            CblasRowMajor, transpose ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), alpha, a, blasint(lda), x, 1, beta,
            y, 1)
    }

    /// Set on first use; a `static let` runs once even when threads race for it.
    static let oneThread: Void = openblas_set_num_threads(1)
}
