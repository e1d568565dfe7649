import Forecasting
import Statistical
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct MSTLTests {
    @Test func soundForAnyHistory() throws {
        try LocalModelTesting.expectSound(MSTL(), seasons: [24, 7])
        try LocalModelTesting.expectSound(MSTL(isRobust: true), seasons: [24])
        try LocalModelTesting.expectSound(MSTL(), seasons: [])
    }

    private static func twoSeasons(_ step: Int) -> Float {
        let day = [10, 20, 40, 25, 5, 0], week = [0, 6, 3, 9, -2, 4, 1]
        return Float(100 + day[step % 6] + week[step / 6 % 7])
    }

    @Test func continuesTwoSeasons() throws {
        let setting = LocalModelTesting.setting(seasons: [6, 42], quantity: .count(), levels: try QuantileLevels([0.1, 0.5, 0.9]))
        let answer = LocalModelTesting.answer(MSTL(), (0..<420).map(Self.twoSeasons), horizon: 50, in: setting)
        #expect(answer.note == nil)
        for step in 0..<50 {
            expectClose(answer.values[3 * step + 1], Self.twoSeasons(420 + step), .absolute(1), "step \(step)")
        }
    }

    @Test func gapsAreBridged() throws {
        let setting = LocalModelTesting.setting(seasons: [6, 42], levels: try QuantileLevels([0.5]))
        let whole = (0..<420).map(Self.twoSeasons)
        let holed = whole.enumerated().map { $0 % 11 == 3 || (200..<210).contains($0) ? .nan : $1 }
        let (found, expected) = (
            LocalModelTesting.answer(MSTL(), holed, horizon: 42, in: setting),
            LocalModelTesting.answer(MSTL(), whole, horizon: 42, in: setting)
        )
        expectClose(found.values, expected.values, .absolute(6))
    }

    @Test func seasonsThatAreNotHeldTwiceAreLeftOut() throws {
        let setting = LocalModelTesting.setting(seasons: [24], levels: try QuantileLevels([0.5]))
        let answer = LocalModelTesting.answer(MSTL(), (0..<30).map { Float($0 % 2) }, horizon: 2, in: setting)
        #expect(answer.note?.contains("30 values hold no season of 24 steps twice") == true)
        let enough = LocalModelTesting.answer(MSTL(), (0..<48).map { Float($0 % 24) }, horizon: 24, in: setting)
        #expect(enough.note == nil)
        expectClose(enough.values, (0..<24).map { Float($0) }, .absolute(1e-3))
    }

    /// Of a random walk the errors at lead h grow as √h, and nine in ten values lie below the 0.9 quantile.
    @Test func errorsWidenWithTheLead() throws {
        var (stream, walk) = (RandomStream(seed: 6, purpose: "test"), [0.0])
        for _ in 0..<3000 { walk.append(walk[walk.count - 1] + stream.normal()) }
        let quantiles = DampedTrend().quantiles(after: walk, horizon: 64, levels: try QuantileLevels([0.1, 0.9]))
        let widths = [0, 15, 63].map { (step: Int) -> Double in
            let row = 2 * step
            return quantiles[row + 1] - quantiles[row]
        }
        // 2·1.28; quantiles of a thousand errors, of 16 and 64 independent stretches of them at the longer leads.
        expectClose(widths[0], 2.56, .relative(0.1))
        #expect(widths[1] / widths[0] > 2.5 && widths[1] / widths[0] < 6 && widths[2] > 1.4 * widths[1])
    }

    @Test func ofNoiseTheLevelIsTheMean() throws {
        var stream = RandomStream(seed: 7, purpose: "test")
        let noise = (0..<1500).map { _ in 5 + stream.normal() }
        let quantiles = DampedTrend().quantiles(after: noise, horizon: 20, levels: try QuantileLevels([0.1, 0.5, 0.9]))
        for (found, expected) in [(quantiles[0], 3.72), (quantiles[1], 5), (quantiles[59], 6.28)] {
            expectClose(found, expected, .absolute(0.25))
        }
    }

    /// Of 80 series of a season and noise, 24 steps each, eight in ten values lie between the outer deciles: 0.72 to 0.88 is five standard
    /// deviations of independent values and leaves room for errors that the steps of a series share.
    @Test(arguments: ["mstl", "arima"]) func intervalsHoldTheirShare(model: String) throws {
        var (stream, inside) = (RandomStream(seed: 14, purpose: "test"), 0)
        let setting = LocalModelTesting.setting(seasons: [12], levels: try QuantileLevels([0.1, 0.5, 0.9]))
        for _ in 0..<80 {
            let shape = (0..<12).map { _ in 10 * stream.normal() }
            let values = (0..<324).map { step in Float(shape[step % 12] + 3 * stream.normal()) }
            let history = Array(values.prefix(300))
            let found =
                model == "mstl"
                ? LocalModelTesting.answer(MSTL(), history, horizon: 24, in: setting).values
                : LocalModelTesting.answer(ARIMA(), history, horizon: 24, in: setting).values
            for step in 0..<24 where values[300 + step] >= found[3 * step] && values[300 + step] <= found[3 * step + 2] { inside += 1 }
        }
        let share = Double(inside) / (80 * 24)
        #expect(share > 0.72 && share < 0.88, "\(share)")
    }
}
