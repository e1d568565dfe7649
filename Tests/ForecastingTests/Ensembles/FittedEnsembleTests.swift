import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct FittedEnsembleTests {
    private static let levels = try! QuantileLevels([0.1, 0.5, 0.9])
    private static let rows: [[Float]] = [[1, 2, 3], [2, 4, 6.5], [0.5, 1, 9]]

    private static func members(_ rows: [[Float]] = rows) -> [any FittedForecaster] {
        rows.map { FixedModel(levels: levels, row: $0) }
    }

    private static func ensemble(_ pool: EnsemblePool = .mixture, threads: Int = 1) throws -> FittedEnsemble {
        try FittedEnsemble(members(), pool: pool, compute: Compute(threads: threads))
    }

    /// Restores models of tests, whose rows are in no archive, by their number.
    private static func restore(_ archive: ModelArchive) throws(ForecastError) -> any FittedForecaster {
        guard archive.metadata["kind"] == "fixed" else { throw ForecastError.invalidArchive("unknown kind") }
        return FixedModel(levels: levels, row: try archive.floats("row", shape: [3]))
    }

    /// An archive as models with tensors of their own write it.
    private static func archive() throws -> ModelArchive {
        var archive = try ensemble().archive()
        for (index, row) in rows.enumerated() { archive.tensors["member.\(index).row"] = ModelArchive.Tensor(row, shape: [3]) }
        return archive
    }

    @Test func answersAsOne() throws {
        let model = try Self.ensemble(.quantiles)
        #expect(model.name == "fixed ensemble of 3" && model.maximumHorizon == 4 && model.reach == 1 && model.levels == Self.levels)
        let forecasts = try model.forecast(from: [history([1]), history([2], id: "b")], horizon: 2)
        #expect(forecasts.map(\.seriesID) == ["s", "b"])
        let means: [Float] = [1.1666667, 2.3333333, 6.1666667]
        expectClose(forecasts[1].values, means + means, .relative(1e-6))
    }

    @Test(arguments: EnsemblePool.allCases) func threadsAndFleetsGiveTheSameBits(pool: EnsemblePool) throws {
        let fleet = (0..<40).map { history([Float($0)], id: "s\($0)") }
        let one = try Self.ensemble(pool).forecast(from: fleet, horizon: 4)
        #expect(try Self.ensemble(pool, threads: 3).forecast(from: fleet, horizon: 4) == one)
        #expect(try Self.ensemble(pool).forecast(from: fleet[7], horizon: 4) == one[7])
    }

    @Test(arguments: EnsemblePool.allCases) func streamsAnswerAsWindowsDo(pool: EnsemblePool) throws {
        let members: [any FittedForecaster] = [1, 2, 4].map { LastValues(width: $0) }
        let model = try FittedEnsemble(members, pool: pool, compute: Compute(threads: 1))
        var values: [Float] = [3, 1, 4]
        var stream = try model.stream(from: history(values))
        for value in [1, 5, 9, 2.5] as [Float] {
            stream.observe(value)
            values.append(value)
            let expected = try model.forecast(from: history(values), horizon: 2)
            #expect(try stream.forecast(horizon: 2) == expected)
            #expect(stream.nextTime == Int64(values.count) && stream.seriesID == "s")
            var room = [Float](repeating: 0, count: 6)
            try room.withUnsafeMutableBufferPointer { (buffer) throws(ForecastError) in try stream.forecast(horizon: 2, into: buffer) }
            #expect(room == expected.values)
        }
    }

    @Test func membersThatDoNotGoTogetherAreRefused() throws {
        let compute = Compute(threads: 1)
        func refused(_ members: [any FittedForecaster], _ word: String) {
            do throws(ForecastError) {
                _ = try FittedEnsemble(members, pool: .mixture, compute: compute)
                Issue.record("took \(members.map(\.name))")
            } catch {
                #expect(error.description.contains(word), "\(error)")
            }
        }
        refused(Self.members([[1, 2, 3]]), "2 to 64 members, found 1")
        refused(Self.members([[Float]](repeating: [1, 2, 3], count: 65)), "found 65")
        var longer = FixedModel(levels: Self.levels, row: [1, 2, 3])
        longer.maximumHorizon = 5
        refused(Self.members() + [longer], "same horizon")
        refused(Self.members() + [FixedModel(levels: try QuantileLevels([0.1, 0.5, 0.8]), row: [1, 2, 3])], "same levels")
        refused(Self.members() + [try Self.ensemble()], "single models")
    }

    @Test func archivesRoundTrip() throws {
        let archive = try Self.archive()
        #expect(archive.metadata["kind"] == "ensemble" && archive.metadata["member.2.kind"] == "fixed")
        let restored = try FittedEnsemble(archive: archive, compute: Compute(threads: 1), restore: Self.restore)
        #expect(restored.pool == .mixture && restored.members.count == 3)
        #expect(try restored.forecast(from: history([1]), horizon: 3) == Self.ensemble().forecast(from: history([1]), horizon: 3))
    }

    /// What no ensemble writes is refused with a word of what is wrong.
    @Test func hostileArchivesAreRefused() throws {
        let sound = try Self.archive()
        func refused(_ word: String, _ change: (inout ModelArchive) -> Void) {
            var archive = sound
            change(&archive)
            do throws(ForecastError) {
                _ = try FittedEnsemble(archive: archive, compute: Compute(threads: 1), restore: Self.restore)
                Issue.record("took what should say \(word)")
            } catch {
                #expect("\(error)".contains(word), "\(error)")
            }
        }
        func described(_ members: String, _ pool: String = "mixture") -> String { "{\"members\":\(members),\"pool\":\"\(pool)\"}" }
        refused("ensemble is missing") { $0.metadata["ensemble"] = nil }
        for count in ["0", "1", "65", "-3", "9000000000000000000"] {
            refused("2 to 64 members") { $0.metadata["ensemble"] = described(count) }
        }
        refused("ensemble is not what") { $0.metadata["ensemble"] = described("3", "mode") }
        refused("no place for member.2") { $0.metadata["ensemble"] = described("2") }
        refused("member 3") { $0.metadata["ensemble"] = described("4") }
        for name in ["member.3.row", "member.-1.row", "member.01.row", "member.x.row", "member.1", "member.."] {
            refused("no place for \(name)") { $0.tensors[name] = ModelArchive.Tensor([Float(1)], shape: [1]) }
        }
        for kind in ["ensemble", "calibrated", "mc-dropout"] {
            refused("found \(kind)") { $0.metadata["member.1.kind"] = kind }
        }
        refused("member 1 of the ensemble: not a usable model: tensor row is missing") { $0.tensors["member.1.row"] = nil }
    }

    /// Pooled validation forecasts are forecasts of the ensemble at the origins; members that were validated elsewhere are refused.
    @Test func validationForecastsArePooled() throws {
        let values = (0..<40).map { Float($0 % 7) }
        let samples = try Self.rows.map {
            try ValidationForecasts(of: FixedModel(levels: Self.levels, row: $0), on: [history(values)], horizon: 4)
        }
        let pooled = try ValidationForecasts.pooled(samples, by: .mixture)
        let whole = try ValidationForecasts(of: try Self.ensemble(), on: [history(values)], horizon: 4)
        #expect(pooled.forecasts == whole.forecasts && pooled.origins.map(\.count) == whole.origins.map(\.count))
        let shifted = try ValidationForecasts(
            of: FixedModel(levels: Self.levels, row: Self.rows[0]),
            at: whole.origins.dropLast() + [History(whole.origins[0].series, count: 5)],
            horizon: 4)
        #expect(shifted.count == pooled.count)
        #expect(throws: ForecastError.self) { try ValidationForecasts.pooled([samples[0], shifted], by: .mixture) }
        let fewer = try ValidationForecasts(
            of: FixedModel(levels: Self.levels, row: Self.rows[0]), at: Array(whole.origins.dropLast()), horizon: 4)
        #expect(throws: ForecastError.self) { try ValidationForecasts.pooled([samples[0], fewer], by: .mixture) }
    }

    /// Members are told apart by seeds and bootstraps; reports name them, and only the first says what memory is taken.
    @Test func membersHaveOptionsOfTheirOwn() throws {
        let seen = Reports()
        let options = FitOptions(seed: .max, progress: { seen.add($0.stage) })
        let (seeds, bagging) = (EnsembleConfiguration(count: 3), EnsembleConfiguration(count: 3, by: .bagging))
        #expect(seeds.pool == .quantiles && bagging.pool == .mixture)
        #expect((0..<3).map { seeds.options(of: $0, from: options).seed } == [.max, 0, 1])
        #expect((0..<3).map { seeds.options(of: $0, from: options).bootstrap } == [nil, nil, nil])
        #expect((0..<3).map { bagging.options(of: $0, from: options).bootstrap } == [nil, 0, 1])
        for index in 0..<2 {
            let own = seeds.options(of: index, from: options)
            own.progress?(FitProgress(stage: "memory", fraction: 0, memoryEstimate: 5))
            own.progress?(FitProgress(stage: "training", fraction: 1))
        }
        #expect(seen.stages == ["member 1 of 3: memory", "member 1 of 3: training", "member 2 of 3: training"])
    }

    private final class Reports: @unchecked Sendable {
        private(set) var stages: [String] = []
        func add(_ stage: String) { stages.append(stage) }
    }
}

/// The mean of the last two values, `width` around it.
struct LastValues: FittedForecaster {
    var width: Float
    var name: String { "last values" }
    var levels: QuantileLevels { try! QuantileLevels([0.1, 0.5, 0.9]) }
    var maximumHorizon: Int? { 2 }
    var residualPaths: ResidualPaths? { nil }
    var reach: Int? { 2 }

    func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        histories.map { history in
            let middle = history.values.suffix(2).reduce(0, +) / 2 + width
            var values: [Float] = []
            for step in 1...horizon { values += [middle - width, middle, middle + width * Float(step)] }
            return QuantileForecast(history: history, levels: levels, horizon: horizon, values: values)
        }
    }

    func archive() throws(ForecastError) -> ModelArchive { throw .invalidArchive("a model of tests only") }
}
