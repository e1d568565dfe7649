import Tensors

/// Loess of evenly spaced values of one count: weights that depend on places only, found once and used for many series.
///
/// A value is smoothed by a local constant or line through its `span` nearest neighbours with tricube weights (Cleveland, "Robust Locally
/// Weighted Regression and Smoothing Scatterplots", Journal of the American Statistical Association 74(368), 1979). Away from the ends all
/// windows have the same weights. A span longer than the series reaches further by half of what it is longer.
package struct LoessSmoother: Sendable {
    /// Number of values, at least 1.
    let count: Int
    /// Neighbours that count, odd; places smoothed before the first value and after the last, 0 or 1.
    let span: Int, margin: Int
    /// 0 for a local constant, 1 for a local line.
    let degree: Int

    /// Neighbours that there are.
    private let taps: Int
    /// Places with weights of their own at the beginning; as many at the end unless the span is as long as the series.
    private let edge: Int
    /// Weights of the edges, `[places, taps]`, and `[taps, places]`; of all places between.
    private let first: [Double], firstColumns: [Double], last: [Double], lastColumns: [Double], middle: [Double]

    /// Finds the weights.
    package init(count: Int, span: Int, degree: Int, margin: Int = 0) {
        precondition(count >= 1 && span >= 3 && span % 2 == 1 && (0...1).contains(degree), "loess over \(span) of \(count) values")
        (self.count, self.span, self.degree, self.margin) = (count, span, degree, margin)
        let taps = min(span, count), isWide = span >= count
        let edge = isWide ? count + 2 * margin : span / 2 + margin
        func rows(_ places: Range<Int>) -> [Double] {
            var weights = [Double](repeating: 0, count: places.count * taps)
            weights.withUnsafeMutableBufferPointer { weights in
                for (row, place) in places.enumerated() {
                    let left = Self.left(of: place, count: count, span: span)
                    Kernels.loessWeights(
                        weights.baseAddress! + row * taps, robustness: nil, stride: 1, span: taps, at: Double(place - left),
                        reach: Self.reach(of: place, count: count, span: span), count: count, degree: degree)
                }
            }
            return weights
        }
        func columns(_ rows: [Double]) -> [Double] { (0..<rows.count).map { rows[$0 % edge * taps + $0 / edge] } }
        (self.taps, self.edge) = (taps, edge)
        first = rows(-margin..<edge - margin)
        last = isWide ? [] : rows(count - span / 2..<count + margin)
        middle = isWide ? [] : rows(span / 2..<span / 2 + 1)
        (firstColumns, lastColumns) = (columns(first), columns(last))
    }

    /// Smooths one series: `out` has the shape `[margin + count + margin]`.
    package func smooth(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ kernels: Kernels) {
        kernels.weighRows(out, firstColumns, stride: edge, weights: x, rows: taps, columns: edge)
        guard span < count else { return }
        let between = count - span + 1
        kernels.weighRows(out + edge, x, stride: 1, weights: middle, rows: taps, columns: between)
        kernels.weighRows(out + edge + between, lastColumns, stride: edge, weights: x + count - span, rows: taps, columns: edge)
    }

    /// Smooths several series side by side: the next value of each lies `stride` further in `x`, its next smoothed value in `out`.
    func smooth(
        _ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, stride: Int, columns: Int, _ kernels: Kernels
    ) {
        for row in 0..<count + 2 * margin {
            let left = Self.left(of: row - margin, count: count, span: span)
            let weights: ([Double], Int) =
                row < edge ? (first, row) : row - edge <= count - span ? (middle, 0) : (last, row - edge - (count - span + 1))
            weights.0.withUnsafeBufferPointer {
                kernels.weighRows(
                    out + row * stride, x + left * stride, stride: stride, weights: $0.baseAddress! + weights.1 * taps, rows: taps,
                    columns: columns)
            }
        }
    }

    /// Smooths one series whose values are not trusted evenly.
    ///
    /// - Parameters:
    ///   - out: the next smoothed value lies `stride` further.
    ///   - x: the next value lies `stride` further.
    ///   - robustness: of each value, laid out as they are.
    ///   - stride: 1, or the season.
    ///   - kernels: which instructions to use.
    func smooth(
        _ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, robustness: UnsafePointer<Double>, stride: Int,
        _ kernels: Kernels
    ) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: taps) { weights in
            let weights = weights.baseAddress!
            for row in 0..<count + 2 * margin {
                let place = row - margin, left = Self.left(of: place, count: count, span: span)
                Kernels.loessWeights(
                    weights, robustness: robustness + left * stride, stride: stride, span: taps, at: Double(place - left),
                    reach: Self.reach(of: place, count: count, span: span), count: count, degree: degree)
                var sum = 0.0
                for tap in 0..<taps { sum += weights[tap] }
                // Nobody trusted is near: the value stays, and a place in the margin has its neighbour's.
                let nearest = min(max(place, 0), count - 1)
                if sum == 0 {
                    out[row * stride] = x[nearest * stride]
                } else {
                    kernels.weighRows(out + row * stride, x + left * stride, stride: stride, weights: weights, rows: taps, columns: 1)
                }
            }
        }
    }

    /// First neighbour of a place.
    static func left(of place: Int, count: Int, span: Int) -> Int {
        span >= count ? 0 : min(max(place - span / 2, 0), count - span)
    }

    /// Distance at which neighbours have no weight any more.
    static func reach(of place: Int, count: Int, span: Int) -> Double {
        let left = left(of: place, count: count, span: span), right = left + min(span, count) - 1
        return Double(max(place - left, right - place) + max(span - count, 0) / 2)
    }
}
