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
    private let taps: Int, count: Int, span: Int, degree: Int

    /// Finds the weights.
    package init(count: Int, span: Int, degree: Int) {
        let jump = max(span / 50, 1), taps = min(span, count)
        let places = Array(stride(from: 0, to: count - 1, by: jump)) + [count - 1]
        let lefts = places.map { WindowWeights.left(of: $0, count: count, span: span) }
        var weights = [Double](repeating: 0, count: places.count * taps)
        weights.withUnsafeMutableBufferPointer { weights in
            for (row, place) in places.enumerated() {
                Kernels.loessWeights(
                    weights.baseAddress! + row * taps, robustness: nil, stride: 1, span: taps, at: Double(place - lefts[row]),
                    reach: WindowWeights.reach(of: place, count: count, span: span), count: count, degree: degree)
            }
        }
        (self.places, self.lefts, self.weights, self.taps) = (places, lefts, weights, taps)
        (self.count, self.span, self.degree) = (count, span, degree)
    }

    /// Smooths one series.
    package func smooth(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ kernels: Kernels) {
        weights.withUnsafeBufferPointer { weights in
            for (row, place) in places.enumerated() {
                kernels.weighRows(
                    out + place, x + lefts[row], stride: 1, weights: weights.baseAddress! + row * taps, rows: taps, columns: 1)
            }
        }
        interpolate(out)
    }

    /// Smooths one series whose values are trusted as far as `trust`, shape `[count]`, says.
    func smooth(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, trust: UnsafePointer<Double>, _ kernels: Kernels) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: taps) { weights in
            for (place, left) in zip(places, lefts) {
                Kernels.loessWeights(
                    weights.baseAddress!, robustness: trust + left, stride: 1, span: taps, at: Double(place - left),
                    reach: WindowWeights.reach(of: place, count: count, span: span), count: count, degree: degree)
                kernels.weighRows(out + place, x + left, stride: 1, weights: weights.baseAddress!, rows: taps, columns: 1)
                if weights.allSatisfy({ $0 == 0 }) { out[place] = x[place] }
            }
        }
        interpolate(out)
    }

    private func interpolate(_ out: UnsafeMutablePointer<Double>) {
        for (from, to) in zip(places, places.dropFirst()) {
            let slope = (out[to] - out[from]) / Double(to - from)
            for place in from + 1..<max(to, from + 1) { out[place] = out[from] + Double(place - from) * slope }
        }
    }
}
