import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

/// Weights of the members of a stack: what they are, and what is learnt.
@Suite struct MemberWeightsTests {
    private static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    /// Noise of deviation 1 around 10.
    private static let series: Series = {
        var random = RandomStream(seed: 4, purpose: "member weights")
        return Series(id: "s", axis: .index(), values: (0..<4000).map { _ in Float(10 + random.normal()) })
    }()

    private static func samples(_ rows: [[Float]], origins: Int = 300, horizon: Int = 4) throws -> [ValidationForecasts] {
        let histories = (0..<origins).map { History(series, count: 100 + 10 * $0) }
        return try rows.map { try ValidationForecasts(of: FixedModel(levels: levels, row: $0), at: histories, horizon: horizon) }
    }

    @Test func rowsSumToOneAndLastBlocksGoOn() throws {
        let weights = try MemberWeights(ends: [1, 4], values: [1, 3, 0, 2])
        #expect(weights.members == 2 && weights.values == [0.25, 0.75, 0, 1])
        #expect((0..<6).map { weights.weight(of: 0, at: $0) } == [0.25, 0, 0, 0, 0, 0])
        expectClose(weights.means, [0.0625, 0.9375], .absolute(1e-6))
        let (kept, left) = try MemberWeights(ends: [1, 4], values: [1, 0, 3, 0, 0, 2]).withoutIdle
        #expect(kept == [0, 2] && left == weights)
        for (ends, values) in [
            ([], [1]), ([0], [1]), ([2, 2], [1, 1]), ([1, 2], [1, 1, 1]), ([1], [1, -1]), ([1], [0, 0]), ([1], [.nan]),
        ]
            as [([Int], [Float])]
        {
            #expect(throws: ForecastError.self) { try MemberWeights(ends: ends, values: values) }
        }
    }

    /// A member that knows the distribution gets everything, beside one that lies too high and one that is too wide.
    @Test func theRightMemberIsFound() throws {
        let samples = try Self.samples([[8.72, 10, 11.28], [10.72, 12, 13.28], [2, 10, 18]])
        let weights = MemberWeights.learnt(from: samples, prior: [1, 1, 1].map { $0 / 3 })
        #expect(weights.ends.last == 4 && weights.ends.count == 3)
        for lead in 0..<4 { #expect(weights.weight(of: 0, at: lead) > 0.85, "\(weights)") }
    }

    /// Two members wrong by the same distance in opposite directions count alike, whatever the prior says, where there is enough to learn from.
    @Test func oppositeErrorsAreBalanced() throws {
        let rows: [[Float]] = [[7.72, 9, 10.28], [9.72, 11, 12.28]]
        let weights = MemberWeights.learnt(from: try Self.samples(rows), prior: [0.8, 0.2])
        for lead in 0..<4 { #expect(abs(weights.weight(of: 0, at: lead) - 0.5) < 0.1, "\(weights)") }
        // Of three windows the prior knows more.
        let few = MemberWeights.learnt(from: try Self.samples(rows, origins: 3), prior: [0.8, 0.2], .init(blocks: 1, charge: 1000))
        #expect(abs(few.weight(of: 0, at: 0) - 0.8) < 0.05)
    }

    @Test func forecastsAreWeightedMeans() throws {
        let weights = try MemberWeights(ends: [1, 4], values: [1, 3, 0, 2])
        let members: [any FittedForecaster] = [[1, 2, 4], [3, 6, 8]].map { FixedModel(levels: Self.levels, row: $0) }
        let compute = Compute(threads: 1)
        let model = try FittedEnsemble(members, pool: .quantiles, weights: weights, compute: compute)
        #expect(model.name == "stack of fixed, fixed")
        let forecast = try model.forecast(from: history([1]), horizon: 2)
        #expect(forecast.values == [2.5, 5, 7, 3, 6, 8])
        #expect(throws: ForecastError.self) { try FittedEnsemble(members, pool: .mixture, weights: weights, compute: compute) }
        #expect(throws: ForecastError.self) {
            try FittedEnsemble(members + [members[0]], pool: .quantiles, weights: weights, compute: compute)
        }
        let pooled = try ValidationForecasts.pooled(
            try Self.samples([[1, 2, 4], [3, 6, 8]], horizon: 2), by: .quantiles, weights: weights)
        #expect(pooled.forecasts[7].values == forecast.values)
    }

    @Test func archivesAndStreamsKeepTheWeights() throws {
        let weights = try MemberWeights(ends: [1, 4], values: [1, 3, 0, 2])
        let compute = Compute(threads: 1)
        let fixed = [[1, 2, 4], [3, 6, 8]].map { FixedModel(levels: Self.levels, row: $0) }
        let archive = try FittedEnsemble(fixed, pool: .quantiles, weights: weights, compute: compute).archive()
        let restored = try FittedEnsemble(archive: archive, compute: compute) { (_) throws(ForecastError) in fixed[0] }
        #expect(restored.weights == weights)
        var broken = archive
        broken.metadata["ensemble"] = archive.metadata["ensemble"]?.replacing("0.25", with: "-0.25")
        #expect(broken.metadata != archive.metadata)
        #expect(throws: ForecastError.self) {
            try FittedEnsemble(archive: broken, compute: compute) { (_) throws(ForecastError) in fixed[0] }
        }

        let members: [any FittedForecaster] = [1, 3].map { LastValues(width: $0) }
        let model = try FittedEnsemble(members, pool: .quantiles, weights: weights, compute: compute)
        var stream = try model.stream(from: history([3, 1, 4]))
        stream.observe(5)
        let expected = try model.forecast(from: history([3, 1, 4, 5]), horizon: 2)
        #expect(try stream.forecast(horizon: 2) == expected)
        var room = [Float](repeating: 0, count: 6)
        try room.withUnsafeMutableBufferPointer { (buffer) throws(ForecastError) in try stream.forecast(horizon: 2, into: buffer) }
        #expect(room == expected.values)
    }
}
