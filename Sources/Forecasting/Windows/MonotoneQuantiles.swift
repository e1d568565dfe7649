import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// A head that cannot cross: the middle level is free, every other level adds a non-negative distance to its neighbour.
///
/// With raw outputs r and middle index k: `q_k = r_k`, `q_j = q_{j−1} + softplus(r_j)` above, `q_j = q_{j+1} − softplus(r_j)` below.
/// Sums of non-negative numbers are monotone in floating point too, so the order holds exactly.
public struct MonotoneQuantiles: Sendable {
    /// Number of levels, Q.
    public let levelCount: Int
    /// Index of the free level.
    public let middle: Int

    /// Makes a head for ascending levels; the level nearest to the median is the free one.
    public init(levels: QuantileLevels) {
        levelCount = levels.count
        middle = levels.middle
    }

    /// Quantiles `[rows, Q]` from raw outputs `[rows, Q]`; may work in place only on distinct buffers (raw values are needed again by
    /// ``backward(_:quantileGradient:raw:rows:)``).
    public func forward(_ quantiles: UnsafeMutablePointer<Float>, raw: UnsafePointer<Float>, rows: Int) {
        for row in 0..<rows {
            let r = raw + row * levelCount
            stack(quantiles + row * levelCount, middle: r[middle]) { Self.softplus(r[$0]) }
        }
    }

    /// The same with `softplus(r)` given; rows of `raw` and `softplus` are `stride` floats apart, those of `quantiles` Q.
    func stack(
        _ quantiles: UnsafeMutablePointer<Float>, raw: UnsafePointer<Float>, softplus: UnsafePointer<Float>, stride rowStride: Int,
        rows: Int
    ) {
        for row in 0..<rows {
            let distance = softplus + row * rowStride
            stack(quantiles + row * levelCount, middle: raw[row * rowStride + middle]) { distance[$0] }
        }
    }

    /// One row: distances stacked on both sides of the middle.
    @inline(__always)
    private func stack(_ q: UnsafeMutablePointer<Float>, middle value: Float, distance: (Int) -> Float) {
        q[middle] = value
        for j in stride(from: middle + 1, to: levelCount, by: 1) { q[j] = q[j - 1] + distance(j) }
        for j in stride(from: middle - 1, through: 0, by: -1) { q[j] = q[j + 1] - distance(j) }
    }

    /// Gradient with respect to the raw outputs.
    public func backward(
        _ rawGradient: UnsafeMutablePointer<Float>, quantileGradient: UnsafePointer<Float>, raw: UnsafePointer<Float>, rows: Int
    ) {
        for row in 0..<rows {
            let (dr, dq, r) = (rawGradient + row * levelCount, quantileGradient + row * levelCount, raw + row * levelCount)
            var above: Float = 0
            for j in stride(from: levelCount - 1, to: middle, by: -1) {
                above += dq[j]
                dr[j] = above * Self.sigmoid(r[j])
            }
            var below: Float = 0
            for j in 0..<middle {
                below += dq[j]
                dr[j] = -below * Self.sigmoid(r[j])
            }
            dr[middle] = above + below + dq[middle]
        }
    }

    // log(1 + e^x) without overflow.
    private static func softplus(_ x: Float) -> Float { max(x, 0) + log1pf(expf(-abs(x))) }
    private static func sigmoid(_ x: Float) -> Float {
        let e = expf(-abs(x))
        return x >= 0 ? 1 / (1 + e) : e / (1 + e)
    }
}
