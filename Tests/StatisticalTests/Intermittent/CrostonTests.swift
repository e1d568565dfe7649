import FoundationEssentials
import Forecasting
import Statistical
import TestSupport
import Testing
import Traces

@Suite struct CrostonTests {
    private static let usual = SmoothingWeight.optimised(lower: 0.1, upper: 0.3)

    /// statsforecast finds its weights to less than 10⁻⁶; a forecast near its optimum in the weight feels less than that.
    @Test(arguments: 0..<8) func meansAreThoseOfStatsforecast(history: Int) throws {
        let golden = try GoldenFile(named: "intermittent")
        let demand = IntermittentDemand(try golden.doubles("\(history).values").values.map { Float($0) })
        let found = [
            Croston(.classic).point(of: demand), Croston(.classic, smoothing: Self.usual).point(of: demand),
            Croston(.sba).point(of: demand),
            TSB(sizes: .fixed(0.1), probability: .fixed(0.05)).point(of: demand),
            TSB(sizes: .fixed(0.2), probability: .fixed(0.3)).point(of: demand),
        ]
        expectClose(found, try golden.doubles("\(history).forecasts").values, .relative(1e-5))
    }

    @Test func workedByHand() {
        // Sizes 4 and 2 after 2 and 3 steps: z = 4 − 0.5·2 = 3, i = 2 + 0.5 = 2.5.
        let demand = IntermittentDemand([0, 4, .nan, 0, 0, 2, 0] as [Float])
        #expect(demand.sizes == [4, 2] && demand.intervals == [2, 3] && demand.isWhole && demand.values.count == 6)
        expectClose(Croston(.classic, smoothing: .fixed(0.5)).point(of: demand), 1.2, .relative(1e-15))
        expectClose(Croston(.sba, smoothing: .fixed(0.5)).point(of: demand), 0.9, .relative(1e-15))
        // Occurrences 0 1 0 0 1 0: 0, ½, ¼, ⅛, 9/16, 9/32.
        expectClose(TSB(sizes: .fixed(0.5), probability: .fixed(0.5)).point(of: demand), 27.0 / 32, .relative(1e-15))
    }

    @Test func optimisedWeightsHaveTheSmallestError() {
        let values: [Double] = (0..<60).map { step in
            let noise = Double((step * 31) % 17)
            return 5 + 0.2 * Double(step) + noise
        }
        let weight = SmoothingWeight.optimised(lower: 0.05, upper: 0.9).value(for: values)
        func error(_ weight: Double) -> Double {
            (1..<60).reduce(0) { sum, t in
                let miss = values[t] - SmoothingWeight.level(Array(values[..<t]), weight)
                return sum + miss * miss
            }
        }
        #expect(weight > 0.06 && weight < 0.89)
        #expect(error(weight) < error(weight + 0.01) && error(weight) < error(weight - 0.01))
        #expect(Self.usual.value(for: [1, 5]) == 0.2 && Self.usual.value(for: [3, 3, 3]) == 0.2)
    }

    @Test func soundForAnyHistory() throws {
        try LocalModelTesting.expectSound(Croston(), seasons: [])
        try LocalModelTesting.expectSound(Croston(.classic, smoothing: Self.usual), seasons: [])
        try LocalModelTesting.expectSound(TSB(), seasons: [24])
    }

    @Test func zeroHasItsShareAndWholeSeriesAreWhole() throws {
        let levels = try QuantileLevels([0.1, 0.74, 0.76, 0.9, 0.99])
        let setting = LocalModelTesting.setting(quantity: .count(), levels: levels)
        // Every fourth step: three in four are zero.
        let whole: [Float] = (0..<400).map { step in
            let size = 2 + (step * 7) % 9
            return step % 4 == 3 ? Float(size) : 0
        }
        for row in [
            LocalModelTesting.answer(Croston(.classic), whole, horizon: 1, in: setting).values,
            LocalModelTesting.answer(TSB(probability: .fixed(0.001)), whole, horizon: 1, in: setting).values,
        ] {
            #expect(row.allSatisfy { $0 == $0.rounded() } && row[0] == 0 && row[4] >= 8)
        }
        let classic = LocalModelTesting.answer(Croston(.classic), whole, horizon: 1, in: setting).values
        #expect(classic[1] == 0 && classic[2] > 0)
        // Halves are no whole numbers: only what was seen is forecast.
        let halves: [Float] = whole.map { $0 > 0 ? $0 / 2 + 0.25 : 0 }
        let seen = LocalModelTesting.answer(Croston(.classic), halves, horizon: 1, in: setting).values
        #expect(Set(seen).isSubset(of: Set(halves)) && seen[4] > 4)
    }

    @Test func silenceLowersWhatTSBExpectsOnly() {
        let busy = (0..<100).map { $0 % 3 == 0 ? Float(5) : 0 }, silent = busy + [Float](repeating: 0, count: 100)
        let (before, after) = (IntermittentDemand(busy), IntermittentDemand(silent))
        #expect(Croston().point(of: before) == Croston().point(of: after))
        #expect(TSB(probability: .fixed(0.05)).point(of: after) < 0.01 * TSB(probability: .fixed(0.05)).point(of: before))
    }

    @Test func refusesImpossibleSettings() {
        let text = #"{"variant":"sba","smoothing":{"fixed":{"_0":1.5}}}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Croston.self, from: Data(text.utf8)) }
    }
}
