import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

/// Weights of the members of an ensemble: what they are, what is learnt, and medians with them.
@Suite struct MemberWeightsTests {
    private static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    /// Noise of deviation 1 around a level.
    private static func series(_ id: String, level: Double = 10) -> Series {
        var random = RandomStream(seed: 4, purpose: id)
        return Series(id: id, axis: .index(), values: (0..<4000).map { _ in Float(level + random.normal()) })
    }

    private static func samples(
        _ rows: [[Float]], of series: [Series], origins: Int = 300, horizon: Int = 4
    ) throws -> [ValidationForecasts] {
        let histories = series.flatMap { one in (0..<origins).map { History(one, count: 100 + 10 * $0) } }
        return try rows.map { try ValidationForecasts(of: FixedModel(levels: levels, row: $0), at: histories, horizon: horizon) }
    }

    /// Mean quantile losses 0.4 / 3 and 2.4 / 3, beside their mean 2/7 and 12/7; absolute errors 0 and 2, beside their mean 0 and 2.
    @Test func weightsByHand() throws {
        let series = Series(id: "s", axis: .index(), values: [Float](repeating: 10, count: 200))
        let samples = try Self.samples([[10, 10, 12], [10, 12, 12]], of: [series], origins: 8)
        let weights = MemberWeights(learntFrom: samples, prior: [0.25, 0.75], season: 1)
        func share(_ first: Double, _ second: Double) -> Float {
            func power(_ loss: Double) -> Double { 1 / ((loss + 0.02) * (loss + 0.02) * (loss + 0.02) * (loss + 0.02)) }
            return Float(0.25 * power(first) / (0.25 * power(first) + 0.75 * power(second)))
        }
        for id in ["s", "another"] {
            expectClose(weights.quantiles(of: id), [share(2.0 / 7, 12.0 / 7), 1 - share(2.0 / 7, 12.0 / 7)], .absolute(1e-6))
            expectClose(weights.median(of: id), [share(0, 2), 1 - share(0, 2)], .absolute(1e-6))
        }
        #expect(weights.means == Array(weights.quantiles(of: "s")))
    }

    /// Series that differ in what suits them have weights of their own; one that was not validated has those of all.
    @Test func everySeriesHasItsOwnWeights() throws {
        let samples = try Self.samples(
            [[8.72, 10, 11.28], [18.72, 20, 21.28]], of: [Self.series("low"), Self.series("high", level: 20)])
        let weights = MemberWeights(learntFrom: samples, prior: [0.5, 0.5], season: 1)
        for of in [weights.quantiles, weights.median] {
            #expect(of("low").first! > 0.99 && of("high").first! < 0.01)
            #expect((0.2..<0.8).contains(of("unknown").first!))
        }
        expectClose(weights.means, [0.5, 0.5], .absolute(0.02))
        // A single window of its own says little beside six of all.
        let few = try Self.samples([[8.72, 10, 11.28], [18.72, 20, 21.28]], of: [Self.series("low")], origins: 1)
        let many = zip(few, samples).map { $1.limited(to: $0.origins + $1.origins.filter { $0.id == "high" }) }
        let shrunk = MemberWeights(learntFrom: many, prior: [0.5, 0.5], season: 1)
        #expect(shrunk.quantiles(of: "low").first! < 0.5)
    }

    /// A member that knows the distribution gets nearly everything, beside one that lies too high and one that is too wide.
    @Test func theRightMemberIsFound() throws {
        let samples = try Self.samples([[8.72, 10, 11.28], [12.72, 14, 15.28], [2, 10, 18]], of: [Self.series("s")])
        let weights = MemberWeights(learntFrom: samples, prior: [1, 1, 1].map { $0 / 3 }, season: 1)
        #expect(weights.quantiles(of: "s").first! > 0.95, "\(weights)")
        // The medians of the first and the last are the same.
        expectClose(weights.median(of: "s"), [0.5, 0, 0.5], .absolute(0.02))
        let (kept, left) = weights.withoutIdle()
        #expect(kept == [0, 2] && left.members == 2)
        expectClose(Array(left.median(of: "s")), [0.5, 0.5], .absolute(1e-6))
    }

    /// Of so many alike none counts for anything alone: all stay.
    @Test func manyAlikeAllStay() throws {
        let weights = try MemberWeights([Float](repeating: 1, count: 60))
        let (kept, left) = weights.withoutIdle()
        #expect(kept == Array(0..<60) && left == weights)
    }

    @Test func unsoundWeightsAreRefused() throws {
        #expect(try MemberWeights([1, 3]).median(of: "any") == [0.25, 0.75])
        for values in [[1, -1], [0, 0], [.nan, 1], []] as [[Float]] {
            #expect(throws: ForecastError.self) { try MemberWeights(values) }
        }
    }

    @Test func forecastsAreWeightedMedians() throws {
        let weights = try MemberWeights([1, 1, 2])
        let rows: [[Float]] = [[1, 2, 4], [3, 6, 8], [2, 8, 9]]
        let members: [any FittedForecaster] = rows.map { FixedModel(levels: Self.levels, row: $0) }
        let compute = Compute(threads: 1)
        let model = try FittedEnsemble(members, pool: .median, weights: weights, compute: compute)
        #expect(model.name == "stack of fixed, fixed, fixed")
        let forecast = try model.forecast(from: history([1]), horizon: 2)
        // In order 1, 2, 3 at the shares 1/8, 1/2, 7/8; 2, 6, 8 at 1/8, 3/8, 3/4: between 6 and 8, rounded, for all are whole.
        #expect(forecast.values == [2, 7, 8, 2, 7, 8])
        #expect(throws: ForecastError.self) { try FittedEnsemble(members, pool: .quantiles, weights: weights, compute: compute) }
        #expect(throws: ForecastError.self) {
            try FittedEnsemble(members + [members[0]], pool: .median, weights: weights, compute: compute)
        }
        let pooled = try ValidationForecasts.pooled(
            try Self.samples(rows, of: [Self.series("s")], horizon: 2), by: .median, weights: weights)
        #expect(pooled.forecasts[7].values == forecast.values)
    }

    @Test func archivesAndStreamsKeepTheWeights() throws {
        let one = Self.series("s0", level: 2.5)
        let rows: [[Float]] = [[1, 2, 4], [3, 6, 8]]
        let weights = MemberWeights(
            learntFrom: try Self.samples(rows, of: [one, Self.series("t", level: 6)]), prior: [0.5, 0.5], season: 1)
        let compute = Compute(threads: 1)
        let fixed = rows.map { FixedModel(levels: Self.levels, row: $0) }
        let archive = try FittedEnsemble(fixed, pool: .median, weights: weights, compute: compute).archive()
        func restored(_ archive: ModelArchive) throws -> FittedEnsemble {
            try FittedEnsemble(archive: archive, compute: compute) { (_) throws(ForecastError) in fixed[0] }
        }
        #expect(try restored(archive).weights == weights)
        var broken = archive
        broken.tensors["ensemble.weights"] = nil
        #expect(throws: ForecastError.self) { try restored(broken) }
        for values in [[Float](repeating: 0.5, count: 11) + [0.6], [Float](repeating: 0.5, count: 10) + [1.5, -0.5]] {
            broken.tensors["ensemble.weights"] = ModelArchive.Tensor(values, shape: [3, 2, 2])
            #expect(throws: ForecastError.self) { try restored(broken) }
        }
        broken = archive
        broken.metadata["ensemble"] = archive.metadata["ensemble"]?.replacing("s0", with: "t")
        #expect(broken.metadata != archive.metadata)
        #expect(throws: ForecastError.self) { try restored(broken) }

        let members: [any FittedForecaster] = [1, 3].map { LastValues(width: $0) }
        let model = try FittedEnsemble(members, pool: .median, weights: weights, compute: compute)
        var stream = try model.stream(from: history([3, 1, 4]))
        stream.observe(5)
        let expected = try model.forecast(from: history([3, 1, 4, 5]), horizon: 2)
        #expect(try stream.forecast(horizon: 2) == expected)
        var room = [Float](repeating: 0, count: 6)
        try room.withUnsafeMutableBufferPointer { (buffer) throws(ForecastError) in try stream.forecast(horizon: 2, into: buffer) }
        #expect(room == expected.values)
    }
}
