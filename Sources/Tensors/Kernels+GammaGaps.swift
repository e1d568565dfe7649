internal import CKernels

extension Kernels {
    /// Floats behind the gaps asked for that ``gammaGaps(_:number:atLeast:shape:seed:stream:)`` may write.
    package static let gapSlack = Int(HK_GAP_SLACK)

    /// Gamma numbers of mean 1 from a counter-based stream; the same bits at every level.
    ///
    /// - Parameters:
    ///   - out: shape `[count + gapSlack]`.
    ///   - number: number of the next counter, 0 at first; goes on.
    ///   - count: how many are wanted; at least as many are made.
    ///   - shape: shape of the distribution, `> 0`; its coefficient of variation is `1/√shape`.
    ///   - seed: key of the stream.
    ///   - stream: which stream of the seed.
    /// - Returns: how many numbers were made.
    package func gammaGaps(
        _ out: UnsafeMutablePointer<Float>, number: inout UInt64, atLeast count: Int, shape: Double, seed: UInt64, stream: UInt64
    ) -> Int {
        precondition(shape > 0, "a gamma distribution of shape \(shape)")
        return table.pointee.gamma_gaps(out, &number, count, shape, seed, stream)
    }
    /// Log-normal numbers of mean 1 from a counter-based stream; the same bits at every level.
    ///
    /// - Parameters:
    ///   - out: shape `[count + gapSlack]`.
    ///   - number: number of the next counter, 0 at first; goes on.
    ///   - count: how many are wanted; at least as many are made.
    ///   - variance: of their logarithms, 0 to 36: `ln(1 + cv²)`.
    ///   - seed: key of the stream.
    ///   - stream: which stream of the seed.
    /// - Returns: how many numbers were made.
    package func logNormals(
        _ out: UnsafeMutablePointer<Float>, number: inout UInt64, atLeast count: Int, variance: Double, seed: UInt64, stream: UInt64
    ) -> Int {
        precondition((0...36).contains(variance), "a log-normal distribution of variance \(variance)")
        return table.pointee.log_normals(out, &number, count, variance, seed, stream)
    }
}
