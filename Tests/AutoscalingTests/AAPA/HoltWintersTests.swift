import Autoscaling
import Testing

@Suite struct HoltWintersTests {
    @Test func handWorked() throws {
        // Seasons (1, 3) and (2, 4): level 2, trend ½, season (−1, 1); with all smoothing ½ the recursion gives, exactly,
        // l = 2.25, 2.3125, 2.828125, 3.17578125; b = 0.375, 0.21875, 0.3671875, 0.357421875; s = −0.9765625, 0.833984375.
        let model = try #require(HoltWinters([1, 3, 2, 4][...], period: 2, alpha: 0.5, beta: 0.5, gamma: 0.5))
        #expect(model.level == 3.17578125 && model.trend == 0.357421875)
        #expect([1, 2, 3].map(model.forecast) == [2.556640625, 4.724609375, 3.271484375])
        #expect(model.highest(over: 1) == 2.556640625 && model.highest(over: 3) == 4.724609375)
    }

    @Test func equalsNumpy() throws {
        // The recursion in numpy on y = 10 + 7 t mod 5 + t / 4, t < 40: 19.64005755591069, 24.337275182044273, 23.18905862733511.
        let values = (0..<40).map { (t: Int) -> Double in Double(10 + t * 7 % 5) + Double(t) / 4 }
        let model = try #require(HoltWinters(values[...], period: 5))
        for (ahead, expected) in [(1, 19.64005755591069), (3, 24.337275182044273), (7, 23.18905862733511)] {
            #expect(abs(model.forecast(ahead) - expected) < 1e-12)
        }
    }

    @Test func lineWithoutSeason() throws {
        let model = try #require(HoltWinters((0..<50).map { Double(3 + 2 * $0) }[...], alpha: 0.5, beta: 0.1))
        #expect(abs(model.trend - 2) < 1e-9)
        #expect(abs(model.forecast(5) - (3 + 2 * 54)) < 1e-9)
        #expect(HoltWinters([1, .nan][...]) == nil)
    }

    @Test func missingValuesLetTimePass() throws {
        let cycle = (0..<60).map { $0 % 6 == 2 ? 10.0 : 1 }
        var model = try #require(HoltWinters(cycle[...], period: 6))
        let before = model.forecast(3)
        model.update(.nan)
        #expect(abs(model.forecast(2) - before) < 1e-9)
        #expect(abs(before - 10) < 0.5)
        var holes = cycle
        holes[2] = .nan
        #expect(HoltWinters(holes[...], period: 6) != nil)
        holes[8] = .nan
        #expect(HoltWinters(holes[...], period: 6) == nil)
        #expect(HoltWinters(cycle.prefix(11), period: 6) == nil)
    }

    @Test func fitChoosesWhatForecastsBest() throws {
        // A level that jumps at once is followed by a quick model, a still one with noise by a slow one.
        let jumps = (0..<200).map { $0 / 20 % 2 == 0 ? 10.0 : 100 }
        #expect(try #require(HoltWinters.fitted(to: jumps[...])).alpha >= 0.7)
        var random = TestRandom(5)
        let noise = (0..<400).map { _ in 50 + 10 * Double(random.uniform()) }
        #expect(try #require(HoltWinters.fitted(to: noise[...])).alpha <= 0.1)
    }
}
