import Statistical
import Tensors
import TestSupport
import Testing

@Suite struct LoessSmootherTests {
    private static func smoothed(_ values: [Double], by smooth: (UnsafeMutablePointer<Double>, UnsafePointer<Double>, Kernels) -> Void)
        -> [Double]
    {
        var out = [Double](repeating: .nan, count: values.count)
        out.withUnsafeMutableBufferPointer { out in values.withUnsafeBufferPointer { smooth(out.baseAddress!, $0.baseAddress!, .best) } }
        return out
    }

    /// The definition, point by point: the nearest neighbours, tricube weights, and a straight line of weighted least squares.
    private static func line(_ values: [Double], span: Int, at place: Int) -> Double {
        let count = values.count, left = span >= count ? 0 : min(max(place - span / 2, 0), count - span),
            right = left + min(span, count) - 1
        let reach = Double(max(place - left, right - place) + max(span - count, 0) / 2)
        var sums = [Double](repeating: 0, count: 5)
        for neighbour in left...right {
            let x = Double(neighbour - place), share = abs(x) / reach, weight = share < 0.999 ? (1 - share * share * share) : 0
            let cube = weight * weight * weight
            for (index, term) in [1, x, x * x, values[neighbour], x * values[neighbour]].enumerated() { sums[index] += cube * term }
        }
        return (sums[2] * sums[3] - sums[1] * sums[4]) / (sums[0] * sums[2] - sums[1] * sums[1])
    }

    @Test(arguments: [(40, 7), (40, 39), (40, 41), (40, 99), (9, 9), (200, 25)]) func linesAreThoseOfTheDefinition(count: Int, span: Int) {
        var stream = RandomStream(seed: UInt64(count * span), purpose: "test")
        let values = (0..<count).map { _ in stream.normal() }
        let smoother = LoessSmoother(count: count, span: span, degree: 1)
        expectClose(
            Self.smoothed(values, by: smoother.smooth), (0..<count).map { Self.line(values, span: span, at: $0) }, .absolute(1e-10))
    }

    /// A wide loess bends little within a fiftieth of its span: a hundredth of the noise that it smooths is more than lines between differ.
    @Test(arguments: [(1700, 601), (3000, 2161), (800, 901)]) func coarseIsNearExact(count: Int, span: Int) {
        var stream = RandomStream(seed: 12, purpose: "test")
        let values = (0..<count).map { _ in stream.normal() }
        let exact = Self.smoothed(values, by: LoessSmoother(count: count, span: span, degree: 1).smooth)
        let coarse = Self.smoothed(values, by: CoarseLoess(count: count, span: span, degree: 1).smooth)
        expectClose(coarse, exact, .absolute(0.01))
        #expect(coarse != exact)
    }
}
