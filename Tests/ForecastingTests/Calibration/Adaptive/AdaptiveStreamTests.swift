import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct AdaptiveStreamTests {
    private static let season = 48, horizon = 12

    /// A seasonal series whose level and noise may change at `count − after`.
    private func demand(_ seed: Int, count: Int, after: Int, level: Double, noise: Double) -> [Float] {
        var random = RandomStream(seed: 77, purpose: "drift", index: UInt64(seed))
        let phase = 2 * Double.pi * random.uniformDouble()
        return (0..<count).map { t in
            let isLate = t >= count - after
            let shape = 100 * (1 + 0.5 * sine(2 * .pi * Double(t) / Double(Self.season) + phase))
            return Float(shape * (isLate ? level : 1) + 10 * (isLate ? noise : 1) * random.normal())
        }
    }

    private func naive(_ values: [Float]) throws -> FittedNaive {
        try NaiveForecaster(.seasonalNaive, horizon: 1).fit(
            on: TrainingSet(series([values]), seasons: [Self.season]), options: FitOptions())
    }

    @Test(arguments: [(2.0, 1.0), (1, 2), (2, 2)])
    func coverageReturnsWithinTwoSeasonsOfAShift(level: Double, noise: Double) throws {
        let (seeds, start, before, after) = (60, 1240, 48, 192)
        let count = start + before + after
        let (low, high) = (2, 10)
        // Targets inside the 80 % interval and all targets: before the shift, in the first season, and after two seasons.
        var inside = [0, 0, 0], total = [0, 0, 0], plain = [0, 0, 0], width = [0.0, 0, 0]
        for seed in 0..<seeds {
            let values = demand(seed, count: count, after: after, level: level, noise: noise)
            let model = try naive(Array(values.prefix(start)))
            var stream = try AdaptiveStream(model, history: history(values, count: start), horizon: Self.horizon, warmup: 240)
            for t in start..<count {
                let forecast = try stream.forecast(horizon: Self.horizon)
                var inner = stream.inner
                let base = try inner.forecast(horizon: Self.horizon)
                for lead in 0..<min(Self.horizon, count - t) {
                    let target = t + lead - start - before
                    guard let part = target < 0 ? 0 : target < 48 ? 1 : target >= 96 ? 2 : nil else { continue }
                    let y = values[t + lead]
                    total[part] += 1
                    inside[part] += forecast[lead, low] <= y && y <= forecast[lead, high] ? 1 : 0
                    plain[part] += base[lead, low] <= y && y <= base[lead, high] ? 1 : 0
                    width[part] += Double(forecast[lead, high] - forecast[lead, low])
                }
                stream.observe(values[t])
            }
        }
        let coverage = zip(inside, total).map { Double($0) / Double($1) }
        #expect((0.77...0.83).contains(coverage[0]) && (0.77...0.83).contains(coverage[2]), "\(coverage)")
        #expect(Double(plain[1]) / Double(total[1]) < 0.65, "the shift is no test of anything")
        // The seasonal naive forecast has errors of deviation √2 noise.
        let narrowest = 2 * 1.2816 * 2.0.squareRoot() * 10 * noise
        #expect(width[2] / Double(total[2]) < 1.35 * narrowest)
    }

    @Test func aRandomWalkKeepsItsCoverageFarAhead() throws {
        // Errors of neighbouring origins hang together: what follows them fastest is not what was issued.
        var (inside, total) = (0, 0)
        for seed in 0..<12 {
            var random = numbers(UInt64(400 + seed))
            var value = 1000.0
            let values = (0..<1700).map { _ -> Float in
                value += random.normal()
                return Float(value)
            }
            let model = try NaiveForecaster(.naive, horizon: 1).fit(
                on: TrainingSet(series([Array(values.prefix(500))]), seasons: []), options: FitOptions())
            var stream = try AdaptiveStream(model, history: history(values, count: 700), horizon: Self.horizon, warmup: 200)
            for t in 700..<values.count {
                let forecast = try stream.forecast(horizon: Self.horizon)
                if t + 11 < values.count {
                    total += 1
                    inside += forecast[11, 2] <= values[t + 11] && values[t + 11] <= forecast[11, 10] ? 1 : 0
                }
                stream.observe(values[t])
            }
        }
        let coverage = Double(inside) / Double(total)
        #expect((0.72...0.86).contains(coverage), "\(coverage)")
    }

    @Test func aRestoredStreamGoesOnBitForBit() throws {
        let values = demand(1, count: 900, after: 60, level: 2, noise: 2)
        let model = try naive(Array(values.prefix(600)))
        var stream = try AdaptiveStream(model, history: history(values, count: 700), horizon: Self.horizon, warmup: 100)
        for t in 700..<860 {
            _ = try stream.forecast(horizon: Self.horizon)
            stream.observe(t == 820 ? .nan : values[t])
        }
        let saved = try stream.snapshot()
        var known = Array(values.prefix(860))
        known[820] = .nan
        var restored = try AdaptiveStream(model.stream(from: history(known)), restoring: saved)
        for t in 860..<900 {
            #expect(try stream.forecast(horizon: Self.horizon) == restored.forecast(horizon: Self.horizon))
            stream.observe(values[t])
            restored.observe(values[t])
        }
        #expect(try stream.snapshot() == restored.snapshot())
        #expect(throws: ForecastError.self) { try AdaptiveStream(model.stream(from: history(values, count: 859)), restoring: saved) }
    }

    @Test func bothEntriesGiveTheSameForecast() throws {
        let values = demand(2, count: 400, after: 0, level: 1, noise: 1)
        var stream = try AdaptiveStream(naive(values), history: history(values), horizon: 5, warmup: 60)
        let forecast = try stream.forecast(horizon: 5)
        var room = [Float](repeating: 0, count: 5 * 13)
        try room.withUnsafeMutableBufferPointer { try stream.forecast(horizon: 5, into: $0) }
        #expect(room == forecast.values && forecast.origin == 399 && forecast.axis.time(at: 0) == stream.nextTime)
        // Beyond the calibrated horizon the shifts of its last lead go on.
        #expect(try stream.forecast(horizon: 9).horizon == 9)
    }
}
