import Statistical
import Tensors
import TestSupport
import Testing

@Suite struct STLTests {
    /// statsmodels adds in another order and finds weights anew for each value; errors of double grow by the rounds.
    @Test(arguments: [("plain", 12, 7), ("robust", 12, 7), ("short", 30, 11)])
    func partsAreThoseOfStatsmodels(name: String, season: Int, span: Int) throws {
        let golden = try GoldenFile(named: "seasons")
        let settings = STL(season: season, seasonalSpan: span, isRobust: name == "robust")
        for instructions in InstructionSet.supported {
            let parts = settings.decompose(try golden.doubles("\(name).values").values, kernels: Kernels(instructions))
            expectClose(parts.season, try golden.doubles("\(name).season").values, .absolute(1e-9), name)
            expectClose(parts.trend, try golden.doubles("\(name).trend").values, .absolute(1e-9), name)
        }
    }

    @Test func spansAreTheUsualOnes() {
        // 1.5·24/(1 − 1.5/7) = 45.8; 1.5·12/(1 − 1.5/11) = 20.8.
        #expect(STL(season: 24, seasonalSpan: 7).trendSpan == 47 && STL(season: 24, seasonalSpan: 7).lowPassSpan == 25)
        #expect(STL(season: 12, seasonalSpan: 11).trendSpan == 21 && STL(season: 7, seasonalSpan: 7).lowPassSpan == 9)
    }

    @Test func linesAndPureSeasonsAreFoundExactly() {
        let shape = [3.0, -1, 4, -2, -4], values = (0..<63).map { 10 + 0.5 * Double($0) + shape[$0 % 5] }
        for isRobust in [false, true] {
            let parts = STL(season: 5, seasonalSpan: 7, isRobust: isRobust).decompose(values)
            expectClose(parts.season, (0..<63).map { shape[$0 % 5] }, .absolute(1e-3))
            expectClose(parts.trend, (0..<63).map { 10 + 0.5 * Double($0) }, .absolute(1e-3))
        }
    }

    /// Loess of lines is exact, also where it is coarse: a season of 400 steps has a trend over 765.
    @Test func longSeasonsAreFoundExactly() {
        let shape = (0..<400).map { step in Double((step * 37) % 101) - 50 }, mean = shape.reduce(0, +) / 400
        let values = (0..<1300).map { step in 10 + 0.01 * Double(step) + shape[step % 400] }
        for isRobust in [false, true] {
            let settings = STL(season: 400, seasonalSpan: 7, isRobust: isRobust)
            #expect(settings.trendSpan > 500)
            let parts = settings.decompose(values)
            let found = zip(parts.season, parts.trend).map { $0 + $1 }
            expectClose(found, values, .absolute(0.05))
            expectClose(parts.trend[650], 10 + 6.5 + mean, .absolute(0.3))
        }
    }

    @Test func decompositionIsLinear() {
        var stream = RandomStream(seed: 5, purpose: "test")
        let (a, b) = ((0..<90).map { _ in stream.normal() }, (0..<90).map { _ in stream.normal() })
        let settings = STL(season: 8, seasonalSpan: 9)
        let (first, second) = (settings.decompose(a), settings.decompose(b))
        let both = settings.decompose(zip(a, b).map { 2 * $0 - $1 })
        expectClose(both.season, zip(first.season, second.season).map { 2 * $0 - $1 }, .absolute(1e-12))
        expectClose(both.trend, zip(first.trend, second.trend).map { 2 * $0 - $1 }, .absolute(1e-12))
    }

    @Test func severalSeasonsAreThoseOfStatsforecast() throws {
        let golden = try GoldenFile(named: "seasons")
        let parts = SeveralSeasons(try golden.doubles("mstl.values").values, periods: [24, 7])
        #expect(parts.periods == [7, 24])
        expectClose(parts.trend, try golden.doubles("mstl.trend").values, .absolute(1e-9))
        for (season, values) in zip(parts.periods, parts.seasons) {
            expectClose(values, try golden.doubles("mstl.season\(season)").values, .absolute(1e-9), "\(season)")
        }
        let continued = parts.continued(50)
        #expect(continued[3] == parts.seasons[0][173 + 3] + parts.seasons[1][156 + 3])
        #expect(continued[49] == parts.seasons[0][173 + 0] + parts.seasons[1][156 + 1])
    }
}
