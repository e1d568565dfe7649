import Tensors

/// Loess over so many neighbours that its values at every fiftieth part of the span say all: others lie on lines between them, as section 3.4
/// of the paper on STL does.
package struct CoarseLoess: Sendable {
    /// Narrowest span that is smoothed like this.
    static let narrowest = 501

    /// Places that are computed, ascending, from the first value to the last.
    private let places: [Int]
    /// First neighbour of each, and weights, `[places, taps]`.
    private let lefts: [Int], weights: [Double]
    private let taps: Int

    /// Finds the weights.
    package init(count: Int, span: Int, degree: Int) {
        let jump = max(span / 50, 1), taps = min(span, count)
        let places = Array(stride(from: 0, to: count - 1, by: jump)) + [count - 1]
        let lefts = places.map { LoessSmoother.left(of: $0, count: count, span: span) }
        var weights = [Double](repeating: 0, count: places.count * taps)
        weights.withUnsafeMutableBufferPointer { weights in
            for (row, place) in places.enumerated() {
                Kernels.loessWeights(
                    weights.baseAddress! + row * taps, robustness: nil, stride: 1, span: taps, at: Double(place - lefts[row]),
                    reach: LoessSmoother.reach(of: place, count: count, span: span), count: count, degree: degree)
            }
        }
        (self.places, self.lefts, self.weights, self.taps) = (places, lefts, weights, taps)
    }

    /// Smooths one series.
    package func smooth(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ kernels: Kernels) {
        weights.withUnsafeBufferPointer { weights in
            for (row, place) in places.enumerated() {
                kernels.weighRows(
                    out + place, x + lefts[row], stride: 1, weights: weights.baseAddress! + row * taps, rows: taps, columns: 1)
            }
        }
        for (from, to) in zip(places, places.dropFirst()) {
            let slope = (out[to] - out[from]) / Double(to - from)
            for place in from + 1..<max(to, from + 1) { out[place] = out[from] + Double(place - from) * slope }
        }
    }
}
