import Forecasting
import Tensors
import Testing
import Traces

/// MC dropout of a fitted network, the same for every family.
extension FittedNetwork where Self: DropoutForecaster {
    private func wrapped(_ passes: Int = 20, seed: UInt64 = 7) throws -> FittedDropoutEnsemble {
        try FittedDropoutEnsemble(self, passes: passes, seed: seed)
    }

    /// A history has the same bits alone and among others, in any order, at any number of threads, and from a stream.
    public func expectDropoutForecastsStandAlone(_ histories: [History], horizon: Int) throws {
        let model = try wrapped()
        let all = try model.forecast(from: histories, horizon: horizon)
        for (index, history) in histories.enumerated() { #expect(try model.forecast(from: history, horizon: horizon) == all[index]) }
        #expect(try model.forecast(from: histories.reversed(), horizon: horizon) == all.reversed())
        for threads in [1, 2, 3] {
            let other = try FittedDropoutEnsemble(
                Self(archive: archive(), compute: Compute(threads: threads)), passes: 20, seed: 7)
            #expect(try bits(other.forecast(from: histories, horizon: horizon)) == bits(all))
        }
        for (index, history) in histories.enumerated() {
            var stream = try model.stream(from: History(history.series, count: history.count - 3))
            for value in history.values.suffix(3) { stream.observe(value) }
            let streamed = try stream.forecast(horizon: horizon)
            #expect(bits([streamed]) == bits([all[index]]) && streamed.origin == all[index].origin)
        }
    }

    /// Seeds and numbers of passes matter, shorter horizons are prefixes, and passes disagree.
    public func expectDropoutPassesDisagree(_ histories: [History], horizon: Int) throws {
        let all = try wrapped().forecast(from: histories, horizon: horizon)
        #expect(try bits(wrapped(seed: 8).forecast(from: histories, horizon: horizon)) != bits(all))
        #expect(try bits(wrapped(21).forecast(from: histories, horizon: horizon)) != bits(all))
        let short = try wrapped().forecast(from: histories, horizon: horizon - 2)
        for (a, b) in zip(short, all) { #expect(a == b.prefix(horizon - 2)) }
        func width(_ forecasts: [QuantileForecast]) -> Float {
            forecasts.reduce(0) { sum, one in
                (0..<horizon).reduce(sum) { $0 + one[$1, one.levels.count - 1] - one[$1, 0] }
            }
        }
        let means = try model.dropoutForecasts(from: histories, horizon: horizon, passes: 20, seed: 7, pool: .quantiles)
        // Where passes differ by less than levels lie apart, their mixture is as wide as they are on average, and not narrower.
        #expect(bits(all) != bits(means))
        #expect(width(all) > 0.995 * width(means), "\(width(all)) against \(width(means))")
        // Another window of the same series has masks of its own, and so has another series of the same values.
        let copy = Series(id: "another", axis: histories[0].series.axis, values: histories[0].series.values)
        let other = try wrapped().forecast(from: History(copy, count: histories[0].count), horizon: horizon)
        #expect(bits([other]) != bits([all[0]]))
    }

    /// More passes than are computed together go on with the streams of their numbers.
    public func expectManyPassesAgree(_ histories: [History], horizon: Int) throws {
        let (some, many) = (
            try wrapped(64).forecast(from: histories, horizon: horizon), try wrapped(256).forecast(from: histories, horizon: horizon)
        )
        let plain = try forecast(from: histories, horizon: horizon)
        var (difference, size) = (0.0, 0.0)
        for (index, forecast) in some.enumerated() {
            for (k, value) in forecast.values.enumerated() {
                difference += Double(abs(value - many[index].values[k]))
                size += Double(abs(plain[index].values[k]))
            }
        }
        #expect(difference > 0 && difference < 0.03 * size, "\(difference) of \(size)")
    }

    /// Too short a history is answered by the ladder, too long a horizon and a network without dropout are refused.
    public func expectDropoutRefusesWhatForecastsDo(_ history: History, horizon: Int, without other: some DropoutForecaster) throws {
        let model = try wrapped()
        let short = try model.forecast(from: History(history.series, count: 2), horizon: horizon)
        #expect(short.note?.isEmpty == false)
        #expect(throws: ForecastError.self) { try model.forecast(from: history, horizon: (model.maximumHorizon ?? 0) + 1) }
        #expect(throws: ForecastError.self) { try wrapped(1) }
        #expect(throws: ForecastError.self) { try wrapped(257) }
        do throws(ForecastError) {
            _ = try FittedDropoutEnsemble(other, passes: 20, seed: 1)
            Issue.record("took a network without dropout")
        } catch {
            #expect(error.description.contains("trained without"), "\(error)")
        }
    }

    /// Passes and seed are in the archive; what contradicts itself is refused.
    public func expectDropoutArchivesRoundTrip(_ histories: [History], horizon: Int) throws {
        func restore(_ archive: ModelArchive) throws(ForecastError) -> any FittedForecaster {
            try Self(archive: archive, compute: Compute(threads: 1))
        }
        let model = try wrapped(seed: .max)
        let archive = try model.archive()
        #expect(archive.metadata["kind"] == "mc-dropout")
        let restored = try FittedDropoutEnsemble(archive: archive, restore: restore)
        #expect(restored.passes == 20 && restored.seed == .max && restored.name == model.name)
        #expect(try bits(restored.forecast(from: histories, horizon: horizon)) == bits(model.forecast(from: histories, horizon: horizon)))
        for (key, text) in [
            ("mc_dropout", nil), ("mc_dropout", "{\"passes\":1,\"seed\":1}"), ("mc_dropout", "{\"passes\":100000000,\"seed\":1}"),
            ("mc_dropout", "{\"passes\":20,\"seed\":-1}"), ("dropout_kind", nil), ("dropout_kind", "mc-dropout"),
            ("dropout_kind", "calibrated"), ("dropout_kind", "ensemble"),
        ] as [(String, String?)] {
            var hostile = archive
            hostile.metadata[key] = text
            #expect(throws: ForecastError.self) { try FittedDropoutEnsemble(archive: hostile, restore: restore) }
        }
    }
}
