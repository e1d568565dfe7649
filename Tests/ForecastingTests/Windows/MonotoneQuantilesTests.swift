import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct MonotoneQuantilesTests {
    static let levelLists = [
        QuantileLevels.standard.values, [0.1, 0.5, 0.9], [0.5], [0.9], [0.1, 0.2], [0.6, 0.7, 0.99], [0.1, 0.4, 0.5, 0.9],
    ]

    /// The definition, in double.
    private func reference(_ raw: [Double], middle: Int) -> [Double] {
        func softplus(_ x: Double) -> Double { max(x, 0) + logarithm1p(exponential(-abs(x))) }
        var q = raw
        for j in stride(from: middle + 1, to: raw.count, by: 1) { q[j] = q[j - 1] + softplus(raw[j]) }
        for j in stride(from: middle - 1, through: 0, by: -1) { q[j] = q[j + 1] - softplus(raw[j]) }
        return q
    }

    private func forward(_ head: MonotoneQuantiles, _ raw: [Float]) -> [Float] {
        var quantiles = [Float](repeating: .nan, count: raw.count)
        head.forward(&quantiles, raw: raw, rows: raw.count / head.levelCount)
        return quantiles
    }

    @Test func theLevelNearestToTheMedianIsFree() throws {
        let middles = try Self.levelLists.map { MonotoneQuantiles(levels: try QuantileLevels($0)).middle }
        #expect(middles == [6, 1, 0, 0, 1, 0, 2])
    }

    @Test(arguments: levelLists)
    func matchesTheDefinition(levels: [Double]) throws {
        let head = MonotoneQuantiles(levels: try QuantileLevels(levels))
        var random = numbers(4)
        for _ in 0..<50 {
            let raw = levels.map { _ in Float(random.normal() * 3) }
            let expected = reference(raw.map(Double.init), middle: head.middle)
            expectClose(forward(head, raw), expected, .absolute(2e-6 * (expected.map(abs).max() ?? 0) + 1e-6))
        }
    }

    /// Raw values up to ±10⁴ and to the ends of the format: the order holds exactly, and nothing becomes NaN.
    @Test(arguments: levelLists, [1, 100, 1e4, 1e30, Float.greatestFiniteMagnitude / 64])
    func quantilesNeverCross(levels: [Double], size: Float) throws {
        let head = MonotoneQuantiles(levels: try QuantileLevels(levels))
        var random = numbers(UInt64(levels.count))
        let rows = 200
        let raw = (0..<rows * levels.count).map { _ in (2 * random.uniform() - 1) * size }
        let quantiles = forward(head, raw)
        for row in 0..<rows {
            let one = quantiles[row * levels.count..<(row + 1) * levels.count]
            #expect(one.allSatisfy { !$0.isNaN })
            #expect(zip(one, one.dropFirst()).allSatisfy { $0 <= $1 }, "row \(row): \(Array(one))")
        }
    }

    @Test(arguments: levelLists)
    func gradientMatchesFiniteDifferences(levels: [Double]) throws {
        let head = MonotoneQuantiles(levels: try QuantileLevels(levels))
        var random = numbers(6)
        for trial in 0..<20 {
            let raw = levels.map { _ in Float(random.normal() * (trial % 2 == 0 ? 1 : 8)) }
            let weights = levels.map { _ in Float(random.normal()) }
            var found = [Float](repeating: .nan, count: raw.count)
            head.backward(&found, quantileGradient: weights, raw: raw, rows: 1)
            let expected = levels.indices.map { k in
                let h = 1e-5
                func loss(_ offset: Double) -> Double {
                    var moved = raw.map(Double.init)
                    moved[k] += offset
                    return zip(reference(moved, middle: head.middle), weights).reduce(0) { $0 + $1.0 * Double($1.1) }
                }
                return (loss(h) - loss(-h)) / (2 * h)
            }
            expectClose(found, expected, .absolute(1e-5))
        }
    }
}
