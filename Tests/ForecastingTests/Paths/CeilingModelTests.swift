import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

/// Ceilings of calibrated models: of what they are averaged, and whether they keep what they promise.
@Suite struct CeilingModelTests {
    private static let levels = QuantileLevels.standard
    private static let normal: [Float] = levels.values.map { Float(10 + NormalQuantile.value($0)) }

    private static func model(horizon: Int = 12) -> FixedModel {
        var model = FixedModel(levels: levels, row: normal)
        model.maximumHorizon = horizon
        return model
    }

    private static func calibrated(_ values: [Float], horizon: Int = 12, seasons: [Int] = []) throws -> CalibratedForecaster {
        let sample = try ValidationForecasts(of: model(horizon: horizon), on: [history(values)], horizon: horizon)
        return try #require(
            try CalibratedForecaster(
                model(horizon: horizon), on: sample, configuration: CalibrationConfiguration(), quantity: .gauge(),
                calendar: DemandCalendar(), seasons: seasons))
    }

    /// Noise of deviation 1 around 10 whose neighbouring values have this correlation.
    private static func noise(_ seed: UInt64, count: Int, correlation: Double) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "ceilings")
        var state = random.normal()
        return (0..<count).map { _ in
            state = correlation * state + (1 - correlation * correlation).squareRoot() * random.normal()
            return Float(10 + state)
        }
    }

    /// Ceilings at 0.9 cover about nine tenths of fresh windows, whether steps depend on each other or not; somewhat fewer where they hardly do, for
    /// paths in perfect step count as well.
    @Test(arguments: [0.0, 0.6, 0.95])
    func ceilingsCoverWhatTheyPromise(_ correlation: Double) throws {
        let fitted = try Self.calibrated(Self.noise(1, count: 30_000, correlation: correlation))
        var covered = Proportion(count: 0, total: 0)
        for seed in 2...41 as ClosedRange<UInt64> {
            let fresh = Self.noise(seed, count: 1200, correlation: correlation)
            for origin in stride(from: 600, to: 1188, by: 60) {
                let known = history(fresh, count: origin)
                let ceiling = try fitted.ceiling(from: known, over: 12).quantile(0.9)
                covered.total += 1
                covered.count += fresh[origin..<origin + 12].max()! <= ceiling ? 1 : 0
            }
        }
        let share = try #require(covered.share)
        #expect(share > 0.82 && share < 0.94, "\(correlation): \(share)")
    }

    /// Demand that reaches its bound in every window: nothing but the past knows it.
    @Test func boundedDemandHasTheCeilingOfItsPast() throws {
        let values = Self.noise(3, count: 4000, correlation: 0).map { min($0, 10.5) }
        let ceiling = try Self.calibrated(values).ceiling(from: history(values), over: 12)
        #expect(abs(ceiling.quantile(0.9) - 10.5) < 0.15 && abs(ceiling.quantile(0.5) - 10.5) < 0.15)
        #expect(zip(ceiling.samples, ceiling.samples.dropFirst()).allSatisfy { $0 <= $1 })
    }

    /// What was learnt on a series counts for it more than for others: bursts every 24 steps, which the forecast does not know but earlier days do,
    /// beside noise that the forecast knows.
    @Test func seriesHaveWeightsOfTheirOwn() throws {
        let bursts = Self.noise(9, count: 3000, correlation: 0).enumerated().map { $0 % 24 == 5 ? 40 + $1 : $1 }
        let calm = Self.noise(10, count: 3000, correlation: 0)
        let sample = try ValidationForecasts(
            of: Self.model(), on: [history(bursts, id: "bursts"), history(calm, id: "calm")], horizon: 12)
        let fitted = try #require(
            try CalibratedForecaster(
                Self.model(), on: sample, configuration: CalibrationConfiguration(), quantity: .gauge(), calendar: DemandCalendar(),
                seasons: [24]))
        func ceiling(_ count: Int, _ id: String) throws -> Float {
            try fitted.ceiling(from: history(bursts, count: count, id: id), over: 12).quantile(0.5)
        }
        // The next burst lies within the window, or behind it.
        #expect(abs(try ceiling(2400, "bursts") - 50) < 3)
        #expect(try ceiling(2408, "bursts") < 16)
        let (own, other, new) = try (ceiling(2400, "bursts"), ceiling(2400, "calm"), ceiling(2400, "new"))
        #expect(other < new - 1 || other < own - 1, "\(own), \(other), \(new)")
    }

    /// A shorter window has a lower ceiling; a history that knows nothing still has one.
    @Test func windowsMayBeShorterAndHistoriesEmpty() throws {
        let values = Self.noise(4, count: 3000, correlation: 0.3)
        let fitted = try Self.calibrated(values)
        let forecast = try fitted.forecast(from: history(values), horizon: 12)
        let ceilings = try [1, 3, 12].map { try #require(fitted.ceiling(of: forecast, history: history(values), over: $0)) }
        #expect(ceilings.map(\.window) == [1, 3, 12])
        #expect(ceilings[0].quantile(0.9) < ceilings[1].quantile(0.9) && ceilings[1].quantile(0.9) < ceilings[2].quantile(0.9))
        let unknown = history([.nan, .nan])
        let blind = try #require(fitted.ceiling(of: try fitted.forecast(from: unknown, horizon: 12), history: unknown, over: 12))
        #expect(allFinite(blind.samples))
    }

    /// Sample paths have the calibrated distribution at every step, repeat with their seed, and give sums and crossing times.
    @Test func pathsHaveTheCalibratedDistribution() throws {
        let values = Self.noise(5, count: 3000, correlation: 0.7)
        let fitted = try Self.calibrated(values)
        let forecast = try fitted.forecast(from: history(values), horizon: 12)
        let paths = try fitted.samplePaths(from: history(values), horizon: 12, count: 2000, seed: 9)
        #expect(try fitted.samplePaths(from: history(values), horizon: 12, count: 2000, seed: 9) == paths)
        #expect(try fitted.samplePaths(from: history(values), horizon: 12, count: 2000, seed: 8) != paths)
        for step in [0, 11] {
            let sorted = (0..<2000).map { paths[$0, step] }.sorted()
            for (q, level) in [(2, 0.1), (6, 0.5), (10, 0.9)] {
                expectClose(sorted[Int(level * 2000)], forecast[step, q], .absolute(0.05))
            }
        }
        // Sums of dependent steps: their deviation is that of the process, √(Σ ρ^|i−j|), far above √12.
        let sum = paths.sum(over: 0..<12)
        var variance = 0.0
        for i in 0..<12 { for j in 0..<12 { variance += Self.power(0.7, abs(i - j)) } }
        expectClose(Double(sum.quantile(0.9) - sum.quantile(0.5)), 1.2816 * variance.squareRoot(), .relative(0.12))
        let crossings = paths.crossingTimes(of: 10, over: 0..<12)
        #expect(crossings.probability(by: 11) > 0.8 && crossings.probability(by: 0) > 0.4 && crossings.probability(by: 0) < 0.6)
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { product, _ in product * base } }

    @Test func archivesRestoreEveryBit() throws {
        let values = Self.noise(6, count: 2000, correlation: 0.5)
        let fitted = try Self.calibrated(values, seasons: [24])
        let restored = try CalibratedForecaster(archive: try fitted.archive()) { (_) throws(ForecastError) in Self.model() }
        #expect(try restored.ceiling(from: history(values), over: 12) == fitted.ceiling(from: history(values), over: 12))
        #expect(
            try restored.ceiling(from: history(values, id: "new"), over: 12) == fitted.ceiling(from: history(values, id: "new"), over: 12))
        #expect(
            try restored.samplePaths(from: history(values), horizon: 12, count: 10, seed: 1)
                == fitted.samplePaths(from: history(values), horizon: 12, count: 10, seed: 1))
    }

    @Test func unsoundArchivesAreRefused() throws {
        let fitted = try Self.calibrated(Self.noise(7, count: 1000, correlation: 0.5))
        func refuse(_ change: (inout ModelArchive) -> Void) throws {
            var archive = try fitted.archive()
            change(&archive)
            #expect(throws: ForecastError.self) {
                try CalibratedForecaster(archive: archive) { (_) throws(ForecastError) in Self.model() }
            }
        }
        try refuse { $0.metadata["ceilings"] = "{\"season\":0,\"series\":[\"s\"]}" }
        try refuse { $0.metadata["ceilings"] = "{\"season\":1,\"series\":[]}" }
        try refuse { $0.metadata["ceilings"] = "{\"season\":1,\"series\":[\"s\",\"s\"]}" }
        try refuse { $0.tensors["ceilings.weights"] = nil }
        try refuse { $0.tensors["ceilings.weights"] = .init([Float](repeating: 2, count: 70), shape: [2, 5, 7]) }
        try refuse { $0.tensors["ceilings.weights"] = .init([Float](repeating: 0, count: 70), shape: [2, 5, 7]) }
        try refuse { archive in for name in archive.tensors.keys where name.contains("copula") { archive.tensors[name] = nil } }
    }
}
