internal import COpenBLAS

/// The Cholesky factor of a symmetric positive definite matrix: `A = L·Lᵀ` with `L` lower triangular, by LAPACK in double.
///
/// The first rows of `L` are the factor of the first rows and columns of `A`. `Lε` has the covariance `A` where the elements of `ε` are
/// independent with variance 1.
public struct Cholesky: Sendable, Equatable {
    /// Order of the matrix, n.
    public let order: Int
    /// The factor `[n, n]`, row-major, zeros above the diagonal.
    public let factor: [Double]

    /// Factors a matrix.
    ///
    /// - Parameters:
    ///   - matrix: `A`, shape `[n, n]`; only its lower triangle is read.
    ///   - order: n.
    /// - Throws: ``CholeskyError`` for a matrix that is not positive definite, or so nearly not that rounding decides.
    /// - Precondition: `matrix.count == order * order`.
    /// - Complexity: n³/3 multiplications; 10 ms for n = 1,000.
    public init(_ matrix: consuming [Double], order: Int) throws(CholeskyError) {
        precondition(order >= 0 && matrix.count == order * order, "\(matrix.count) values are no matrix of order \(order)")
        _ = BLAS.oneThread
        // LAPACK reads columns where rows are stored: its upper triangle U with A = UᵀU is the lower one here, L = Uᵀ.
        let info = lapack_dpotrf(Int8(UInt8(ascii: "U")), blasint(order), &matrix, blasint(max(order, 1)))
        // NaN compares with nothing, also not with the zero of a pivot.
        guard info == 0, (0..<order).allSatisfy({ matrix[$0 * order + $0] > 0 }) else {
            throw CholeskyError.notPositiveDefinite(order: order, minor: info > 0 ? Int(info) : nil)
        }
        for row in 0..<order {
            for column in row + 1..<max(order, row + 1) { matrix[row * order + column] = 0 }
        }
        (self.order, factor) = (order, matrix)
    }
}

/// Why a matrix has no Cholesky factor.
public enum CholeskyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The leading minor of order `minor`, 1-based, is not positive; `nil` where the matrix is not finite.
    case notPositiveDefinite(order: Int, minor: Int?)

    /// One sentence: what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .notPositiveDefinite(let order, .some(let minor)):
            "a matrix of order \(order) should be positive definite, but its leading minor of order \(minor) is not; add to its diagonal"
        case .notPositiveDefinite(let order, .none):
            "a matrix of order \(order) should be positive definite, but has elements that are not finite; check what it was made from"
        }
    }
}
