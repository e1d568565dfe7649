import Forecasting
import Tensors
import TestSupport
import Testing

/// Maxima over windows of the past, against windows cut out one by one.
@Suite struct PastCeilingsTests {
    private static func find(_ values: [Float], window: Int, season: Int = 1, _ body: (PastCeilings) -> Void) {
        let past = PastCeilings(season: season, kernels: .best)
        values.withUnsafeBufferPointer { past.find($0, window: window) }
        body(past)
    }

    private static func maximum(_ values: [Float], _ start: Int, _ window: Int) -> Float? {
        start >= 0 && start + window <= values.count ? values[start..<start + window].filter { !$0.isNaN }.max() : nil
    }

    /// Without a report of hundreds of values.
    private static func expect(_ found: UnsafeBufferPointer<Float>, _ expected: [Float], at place: SourceLocation = #_sourceLocation) {
        let isSame = found.elementsEqual(expected)
        #expect(isSame, "\(found.count) samples, \(expected.count) expected", sourceLocation: place)
    }

    private static let noise: [Float] = {
        var random = RandomStream(seed: 3, purpose: "past ceilings")
        return (0..<5000).map { $0 % 31 == 4 ? .nan : Float(random.normal()) }
    }()

    @Test(arguments: [1, 2, 3, 4, 7, 12, 60], [1, 24, 100])
    func windowsAreThoseOfThePast(window: Int, season: Int) {
        let values = Self.noise
        Self.find(values, window: window, season: season) { past in
            let density = min(4, window)
            func start(_ index: Int) -> Int { values.count - window - index * window / density }
            func maxima(_ count: Int) -> [Float] { (0..<count).compactMap { Self.maximum(values, start($0), window) }.sorted() }
            Self.expect(past.recent, maxima(11 * density + 1))
            Self.expect(past.long, maxima(39 * density + 1))
            let last = Self.maximum(values, values.count - window, window)!
            let grown = (0..<60 * density).compactMap { index -> Float? in
                guard let late = Self.maximum(values, start(index), window), let early = Self.maximum(values, start(index) - window, window)
                else { return nil }
                return last + (late - early)
            }
            Self.expect(past.grown, grown.sorted())
            guard season > 1 else {
                #expect(Array(past.seasonal) == Array(past.long) && Array(past.lastSeason) == [last])
                return
            }
            let ahead = (window + season - 1) / season, shift = max(1, season / 48)
            let around = (0..<14).flatMap { back in
                [-shift, 0, shift].compactMap { Self.maximum(values, values.count - (ahead + back) * season + $0, window) }
            }
            Self.expect(past.seasonal, around.sorted())
            #expect(Array(past.lastSeason) == [Self.maximum(values, values.count - ahead * season, window)!])
        }
    }

    @Test func shortAndUnknownPasts() {
        Self.find([3, .nan, 5], window: 4, season: 24) { past in
            for part in [past.recent, past.long, past.seasonal, past.lastSeason, past.grown] { #expect(Array(part) == [5]) }
        }
        Self.find([.nan, .nan], window: 1) { past in
            for part in [past.recent, past.long, past.seasonal, past.lastSeason, past.grown] { #expect(part.isEmpty) }
        }
        Self.find([], window: 3) { #expect($0.long.isEmpty) }
        // One window, too short for increments and a season.
        Self.find([1, 4, 2, 3], window: 4, season: 24) { past in
            for part in [past.recent, past.long, past.seasonal, past.lastSeason, past.grown] { #expect(Array(part) == [4]) }
        }
        #expect(PastCeilings.span(window: 60, season: 1) == 3720 && PastCeilings.span(window: 60, season: 1440) == 1 << 14)
        #expect(PastCeilings.span(window: 1, season: 1) == 512 && PastCeilings.span(window: 24, season: 168) == 15 * 168 + 3)
    }

    /// By hand: values stand at the weight below them and half of their own.
    @Test func weightedMedians() {
        func median(_ values: [Float], _ weights: [Float], order: [UInt8]? = nil) -> Float {
            var order = order ?? values.indices.map { UInt8($0) }
            return WeightedMedian.find(values, weights, order: &order, count: values.count)
        }
        #expect(median([4], [1]) == 4)
        #expect(median([3, 1], [0.5, 0.5]) == 2)
        #expect(median([10, 1, 2], [0.25, 0.25, 0.5]) == 2)
        #expect(median([5, 1, 9], [0, 1, 0]) == 1)
        #expect(median([5, 1, 9], [0, 0, 1]) == 9)
        // Places 0.1, 0.4, 0.8: a half lies a quarter of the way from the second to the third.
        expectClose(median([1, 2, 6], [0.2, 0.4, 0.4]), 3, .absolute(1e-5))
        #expect(median([1, 1, 2], [0.2, 0.3, 0.5], order: [1, 0, 2]) == median([1, 1, 2], [0.2, 0.3, 0.5]))
    }
}
