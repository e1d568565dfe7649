import Tensors

/// Weighted sums over the neighbours of every place of evenly spaced values: an operator found once and applied to many series.
///
/// Away from the ends all windows have the same weights; at the ends each place has its own.
struct WindowWeights: Sendable {
    /// Number of values, at least 1; neighbours that count, odd; places before the first value and after the last, 0 or 1.
    let count: Int, span: Int, margin: Int

    /// Neighbours that there are.
    private let taps: Int
    /// Places with weights of their own at the beginning; as many at the end unless the span is as long as the series.
    private let edge: Int
    /// Weights of the edges, `[places, taps]`, and `[taps, places]`; of all places between.
    private let first: [Double], firstColumns: [Double], last: [Double], lastColumns: [Double], middle: [Double]

    /// Finds the weights.
    /// - Parameters:
    ///   - count: number of values.
    ///   - span: neighbours that count.
    ///   - margin: places before the first value and after the last.
    ///   - weigh: writes the weights of the neighbours of a place, of which the first one is `left`.
    init(count: Int, span: Int, margin: Int, weigh: (_ row: UnsafeMutableBufferPointer<Double>, _ place: Int, _ left: Int) -> Void) {
        precondition(count >= 1 && span >= 3 && span % 2 == 1, "windows of \(span) of \(count) values")
        let taps = min(span, count), isWide = span >= count, edge = isWide ? count + 2 * margin : span / 2 + margin
        func rows(_ places: Range<Int>) -> [Double] {
            var weights = [Double](repeating: 0, count: places.count * taps)
            weights.withUnsafeMutableBufferPointer { weights in
                for (row, place) in places.enumerated() {
                    weigh(
                        UnsafeMutableBufferPointer(rebasing: weights[row * taps..<(row + 1) * taps]), place,
                        Self.left(of: place, count: count, span: span))
                }
            }
            return weights
        }
        func columns(_ rows: [Double]) -> [Double] { (0..<rows.count).map { rows[$0 % edge * taps + $0 / edge] } }
        (self.count, self.span, self.margin, self.taps, self.edge) = (count, span, margin, taps, edge)
        first = rows(-margin..<edge - margin)
        last = isWide ? [] : rows(count - span / 2..<count + margin)
        middle = isWide ? [] : rows(span / 2..<span / 2 + 1)
        (firstColumns, lastColumns) = (columns(first), columns(last))
    }

    /// Sums of one series: `out` has the shape `[margin + count + margin]`.
    func apply(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ kernels: Kernels) {
        kernels.weighRows(out, firstColumns, stride: edge, weights: x, rows: taps, columns: edge)
        guard span < count else { return }
        let between = count - span + 1
        kernels.weighRows(out + edge, x, stride: 1, weights: middle, rows: taps, columns: between)
        kernels.weighRows(out + edge + between, lastColumns, stride: edge, weights: x + count - span, rows: taps, columns: edge)
    }

    /// Sums of several series side by side: the next value of each lies `stride` further in `x`, its next sum in `out`.
    func apply(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, stride: Int, columns: Int, _ kernels: Kernels) {
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

    /// First neighbour of a place.
    static func left(of place: Int, count: Int, span: Int) -> Int { span >= count ? 0 : min(max(place - span / 2, 0), count - span) }

    /// Distance at which neighbours have no weight any more. A span longer than the series reaches further by half of what it is longer.
    static func reach(of place: Int, count: Int, span: Int) -> Double {
        let left = left(of: place, count: count, span: span), right = left + min(span, count) - 1
        return Double(max(place - left, right - place) + max(span - count, 0) / 2)
    }
}
