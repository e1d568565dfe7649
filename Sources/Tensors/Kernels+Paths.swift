internal import CKernels

extension Kernels {
    /// Draws of quantile levels, as segments and weights, beside the quantiles of a forecast that they are applied to.
    ///
    /// Segment 0 lies below the first level and segment Q above the last; the others begin at the level before. How segment and weight make
    /// a value is told in `CKernels/include/ckernels.h`.
    package struct Paths {
        /// Number of paths, a multiple of 16; of rows of draws, which steps take in turn; of levels, Q.
        package var paths: Int, drawn: Int, levels: Int
        /// Segments and weights, `[drawn, paths]`.
        package var segments: UnsafePointer<UInt16>, weights: UnsafePointer<Float>
        /// Quantiles `[steps, Q]`.
        package var quantiles: UnsafePointer<Float>
        /// Smallest possible value, −∞ for none.
        package var lowest: Float

        /// Makes the arguments of a kernel; pointers must be valid as long as it runs.
        package init(
            paths: Int, drawn: Int, levels: Int, segments: UnsafePointer<UInt16>, weights: UnsafePointer<Float>,
            quantiles: UnsafePointer<Float>, lowest: Float
        ) {
            precondition(paths % 16 == 0 && drawn > 0 && levels > 0, "[\(drawn), \(paths)] draws for \(levels) levels")
            (self.paths, self.drawn, self.levels, self.lowest) = (paths, drawn, levels, lowest)
            (self.segments, self.weights, self.quantiles) = (segments, weights, quantiles)
        }

        fileprivate func withKernel(_ body: (UnsafePointer<hk_paths>) -> Void) {
            var kernel = hk_paths(
                paths: paths, drawn: drawn, levels: levels, segment: segments, weight: weights, quantiles: quantiles, lowest: lowest)
            body(&kernel)
        }
    }

    /// The value of every path at every step of a window; `out` has the shape `[window, paths]`.
    package func pathValues(_ out: UnsafeMutablePointer<Float>, _ paths: Paths, over window: Range<Int>) {
        paths.withKernel { table.pointee.path_values(out, $0, window.lowerBound, window.upperBound) }
    }

    /// The largest value of every path over a window; `out` has the shape `[paths]`.
    package func pathMaxima(_ out: UnsafeMutablePointer<Float>, _ paths: Paths, over window: Range<Int>) {
        paths.withKernel { table.pointee.path_maxima(out, $0, window.lowerBound, window.upperBound) }
    }

    /// The sum of every path over a window; `out` and `work` have the shape `[paths]`.
    package func pathSums(
        _ out: UnsafeMutablePointer<Float>, work: UnsafeMutablePointer<Double>, _ paths: Paths, over window: Range<Int>
    ) {
        paths.withKernel { table.pointee.path_sums(out, work, $0, window.lowerBound, window.upperBound) }
    }

    /// Steps of a window that pass before a path lies above a threshold, the length of the window where it never does; `out` has the shape
    /// `[paths]`.
    package func pathCrossings(_ out: UnsafeMutablePointer<UInt32>, _ paths: Paths, over window: Range<Int>, threshold: Float) {
        paths.withKernel { table.pointee.path_crossings(out, $0, window.lowerBound, window.upperBound, threshold) }
    }

    /// Puts the values of `x`, none of them NaN, in ascending order; all shapes are `[count]`, and none overlap.
    package func sort(_ out: UnsafeMutablePointer<Float>, work: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
        table.pointee.sort(out, work, x, count)
    }
}
