import Tensors
import Testing
import Trees

/// Windows that move one value at a time against the same windows looked at as a whole.
@Suite struct RollingStatisticsTests {
    /// Values around a high level with gaps, a freak one among them.
    private static let values: [Float] = {
        var random = RandomStream(seed: 3, purpose: "rolling")
        return (0..<400).map { $0 % 11 == 3 ? .nan : $0 == 150 ? 1e12 : 1000 + Float(random.normal()) }
    }()

    private static func value(_ position: Int) -> Float { values.indices.contains(position) ? values[position] : .nan }
    private static func window(_ length: Int, _ count: Int) -> [Float] {
        values[max(0, count - length)..<count].filter { !$0.isNaN }
    }

    @Test(arguments: [2, 5, 64, 1000], [0, 7, -3])
    func sumsAreThoseOfTheWindow(length: Int, phase: Int) {
        var sums = RollingSums(length: length, phase: phase, count: 0, value: Self.value)
        for count in 1...Self.values.count {
            sums.advance(count - 1, Self.value)
            let window = Self.window(length, count).map(Double.init)
            #expect(sums.known == window.count)
            guard !window.isEmpty else {
                #expect(sums.mean.isNaN && sums.deviation.isNaN)
                continue
            }
            let mean = window.reduce(0, +) / Double(window.count)
            let deviation = (window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(window.count)).squareRoot()
            #expect(abs(sums.mean - mean) <= 1e-4 * abs(mean))
            // Until the window is summed anew, a freak value leaves its rounding behind.
            let isSettled = !(150..<150 + 2 * length).contains(count - 1)
            if isSettled { #expect(abs(sums.deviation - deviation) <= 1e-7 * (1 + deviation)) }
            // Made here at once it has the same bits as having come here.
            let fresh = RollingSums(length: length, phase: phase, count: count, value: Self.value)
            #expect(fresh.mean == sums.mean && fresh.deviation == sums.deviation)
        }
    }

    @Test(arguments: [1, 5, 64, 1000], [true, false])
    func extremesAreThoseOfTheWindow(length: Int, isLargest: Bool) {
        var extreme = RollingExtreme(length: length, isLargest: isLargest, count: 0, value: Self.value)
        for count in 1...Self.values.count {
            extreme.advance(count - 1, Self.value(count - 1))
            let window = Self.window(length, count)
            let expected = isLargest ? window.max() : window.min()
            #expect(expected.map { $0 == extreme.value } ?? extreme.value.isNaN)
            #expect(
                RollingExtreme(length: length, isLargest: isLargest, count: count, value: Self.value).value.bitPattern
                    == extreme.value.bitPattern)
        }
    }

    @Test(arguments: [1, 5, 64, 1000])
    func quantilesAreThoseOfTheWindow(length: Int) {
        var sorted = SortedWindow(length: length, count: 0, value: Self.value)
        for count in 1...Self.values.count {
            sorted.advance(count - 1, Self.value)
            let window = Self.window(length, count).sorted()
            #expect(sorted.distinct(limit: 10) == min(10, Set(window).count))
            guard let least = window.first, let most = window.last else {
                #expect(sorted.quantile(0.5).isNaN)
                continue
            }
            #expect(sorted.quantile(0) == least && sorted.quantile(1) == most)
            if window.count % 2 == 1 { #expect(sorted.quantile(0.5) == window[window.count / 2]) }
        }
    }
}
