import Forecasting
import Tensors
import TestSupport
import Testing
import Traces
import Trees

/// What real traces have that toy data have not, see `docs/hygiene.md`: one global model of trees beside gaps, flat sensors, timers, series
/// of any size and series that start late.
@Suite(.enabled(if: RealTraces.areThere, "no folder of real traces; set HEADROOM_DATA"))
struct HygieneTests {
    static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    private func read(_ name: String, _ change: (inout TraceReadingOptions) -> Void = { _ in }) throws -> SeriesSet {
        var options = TraceReadingOptions(gaps: .missing)
        change(&options)
        return try TraceReader.read(paths: [RealTraces.path(name)], options: options).set
    }

    private func fit(
        _ series: [Series], quantity: Quantity = .gauge(), horizon: Int = 12, rows: Int = 4_000, rounds: Int = 40, count: Int? = nil
    ) throws -> FittedGBT {
        let configuration = GBTConfiguration(scaling: .standard, rows: rows, rounds: rounds)
        let set = try SeriesSet(series, quantity: quantity)
        let training = TrainingSet(set, counts: series.map { min($0.count, count ?? .max) }, seasons: [])
        return try GBTForecaster(horizon: horizon, levels: Self.levels, configuration: configuration)
            .fit(on: training, options: FitOptions(seed: 1, compute: Compute(threads: 2)))
    }

    private func scaled(_ series: Series, by factor: Float) -> Series {
        var copy = series
        copy.values = series.values.map { $0 * factor }
        return copy
    }

    /// Five machines over four days.
    private func machines() throws -> [Series] {
        try read("azure-vm-v1/microsoft_avg_100.csv.gz") { $0.timeUnit = .seconds }.series.prefix(5).map {
            Series(id: $0.id, axis: $0.axis, values: Array($0.values.prefix(1_200)))
        }
    }

    /// A thermometer with gaps of up to a week.
    private func thermometer() throws -> Series {
        try read("nab/data/realKnownCause/ambient_temperature_system_failure.csv").series[0]
    }

    private func longestGap(_ values: [Float]) -> Range<Int> {
        var (longest, run) = (0..<0, 0)
        for index in values.indices {
            run = values[index].isNaN ? run + 1 : 0
            if run > longest.count { longest = index + 1 - run..<index + 1 }
        }
        return longest
    }

    /// Behind a gap that is longer than the values a unit comes from, targets are learnt in the unit of the longer past, not in raw numbers:
    /// a thermometer of another unit is forecast alike.
    @Test func missingStretchesTeachNothing() throws {
        let series = try thermometer()
        let gap = longestGap(series.values)
        #expect(gap.count == 173)
        let model = try fit([series]), large = try fit([scaled(series, by: 0x1p20)])
        for count in [1_000, gap.lowerBound, gap.upperBound + 20, series.count] {
            let one = try model.forecast(from: History(series, count: count), horizon: 12)
            let other = try large.forecast(from: History(scaled(series, by: 0x1p20), count: count), horizon: 12)
            for (a, b) in zip(one.values, other.values) { #expect(abs(a - b / 0x1p20) <= 1e-4 * abs(a)) }
        }
    }

    /// A forecast from within a gap stays among the values that were seen.
    @Test func historiesMayEndInAGap() throws {
        let series = try thermometer()
        let gap = longestGap(series.values)
        let known = series.values.filter { !$0.isNaN }
        let model = try fit([series])
        for ahead in [1, 60, 100, 170] {
            let forecast = try model.forecast(from: History(series, count: gap.lowerBound + ahead), horizon: 12)
            for value in forecast.values { #expect(value >= known.min()! - 5 && value <= known.max()! + 5, "\(ahead) steps into the gap") }
        }
    }

    /// Disks that write nothing for a day and a half: a level of zeros has no unit, is forecast as zero, and changes nothing for others.
    @Test func flatSensorsStayFlat() throws {
        let disk = try read("nab/data/realAWSCloudwatch/ec2_disk_write_bytes_c0d644.csv").series[0]
        var zeros = 0..<0
        for index in disk.values.indices where disk.values[index] == 0 {
            zeros = zeros.upperBound == index ? zeros.lowerBound..<index + 1 : zeros.count > 400 ? zeros : index..<index + 1
        }
        #expect(zeros.count > 400)
        let flat = Series(id: "flat", axis: disk.axis, values: Array(disk.values[zeros]))
        let level = Series(
            id: "level", axis: disk.axis,
            values: Array(try read("nab/data/artificialNoAnomaly/art_flatline.csv").series[0].values.prefix(1_000)))
        let others = try machines()
        let alone = try fit(others + [level], quantity: .gauge(lowerBound: 0)),
            together = try fit(others + [level, flat], quantity: .gauge(lowerBound: 0))
        #expect(try together.forecast(from: History(flat), horizon: 12).values.allSatisfy { $0 == 0 })
        let value = level.values[0]
        #expect(try together.forecast(from: History(level), horizon: 12).values.allSatisfy { abs($0 - value) <= 1e-3 * abs(value) })
        for series in others {
            let without = try alone.forecast(from: History(series), horizon: 12),
                with = try together.forecast(from: History(series), horizon: 12)
            #expect(without.values == with.values)
        }
    }

    /// Functions that rest in 95 of 100 minutes: whole counts, and silence is not forecast worse than by zeros.
    @Test func sparseFunctionsAreWholeAndMostlyZero() throws {
        let all = try read("azure-functions-2019/trace500/invocations.csv.gz")
        let sparse = all.series.filter { one in
            let zeros = one.values.count { $0 == 0 }
            return zeros < one.count && Double(zeros) >= 0.95 * Double(one.count)
        }
        let model = try fit(sparse, quantity: .count(), rows: 12_000, count: 420)
        var (loss, ofZeros) = (0.0, 0.0)
        for series in sparse {
            let forecast = try model.forecast(from: History(series, count: 420), horizon: 12)
            #expect(forecast.values.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
            #expect((0..<12).allSatisfy { forecast[$0, 0] == 0 || series.values[420 + $0] > 0 })
            let actual = Array(series.values[420..<432])
            loss += QuantileLoss.mean(actual: actual, quantiles: forecast.values, levels: Self.levels.values) ?? 0
            ofZeros += QuantileLoss.mean(actual: actual, quantiles: forecast.values.map { _ in 0 }, levels: Self.levels.values) ?? 0
        }
        #expect(sparse.count > 100 && loss < ofZeros, "\(loss), of zeros \(ofZeros)")
    }

    /// Timers of 2 to 30 minutes in one set: those that never missed a minute repeat exactly, and a missed or doubled one smears no other.
    @Test func timersRepeat() throws {
        let timers = try read("azure-functions-2019/trace500/invocations.csv.gz").series.compactMap { Timer($0, count: 420) }
        let model = try fit(timers.map(\.series), quantity: .count(), horizon: 30, rows: 30_000, rounds: 80, count: 420)
        var (steps, exact, error, size) = (0, 0, 0.0, 0.0)
        for timer in timers {
            let forecast = try model.forecast(from: History(timer.series, count: 420), horizon: 30)
            for step in 0..<30 {
                let actual = timer.series.values[420 + step]
                error += Double(abs(forecast[step, 1] - actual))
                size += Double(actual)
                guard timer.isExact else { continue }
                steps += 1
                exact += (0..<3).allSatisfy { forecast[step, $0] == actual } ? 1 : 0
            }
        }
        #expect(timers.count > 60 && steps > 600)
        #expect(Double(exact) >= 0.97 * Double(steps), "\(exact) of \(steps) steps repeat")
        #expect(error < 0.1 * size, "\(error) of \(size)")
    }

    /// A function that a timer calls.
    private struct Timer {
        var series: Series
        /// Whether it was called once a period, without exception, to the end of the series.
        var isExact: Bool

        init?(_ series: Series, count: Int) {
            let called = series.values.indices.filter { series.values[$0] > 0 }
            let distances = zip(called, called.dropFirst()).map { $1 - $0 }
            let counts = Dictionary(grouping: distances) { $0 }.mapValues(\.count)
            guard let usual = counts.max(by: { $0.value < $1.value }), called.count >= 12, usual.key > 1,
                Double(usual.value) > 0.8 * Double(distances.count)
            else { return nil }
            self.series = series
            isExact = usual.value == distances.count && Set(called.map { series.values[$0] }).count == 1
        }
    }

    /// One series a million times as large: the others are forecast nearly as before, and it itself a million times as high. Not quite: the
    /// size of a series is a feature.
    @Test func sizesDoNotMatter() throws {
        let before = try machines()
        var after = before
        after[1] = scaled(before[1], by: 0x1p20)
        let quantity = Quantity.gauge(lowerBound: 0)
        let (small, large) = (try fit(before, quantity: quantity), try fit(after, quantity: quantity))
        for (index, series) in before.enumerated() {
            let factor: Float = index == 1 ? 0x1p20 : 1
            let one = try small.forecast(from: History(series), horizon: 12),
                other = try large.forecast(from: History(after[index]), horizon: 12)
            let difference = zip(one.values, other.values).reduce(0.0) { $0 + Double(abs($1.0 - $1.1 / factor)) }
            #expect(difference <= 0.15 * one.values.reduce(0.0) { $0 + Double($1) }, "series \(index)")
        }
    }

    /// A machine that starts late: the missing values before its first one change nothing, not a bit.
    @Test func lateSeriesBeginWhereTheyBegin() throws {
        let machines = try machines()
        let late = 700
        let short = Series(
            id: machines[2].id, axis: machines[2].axis.advanced(by: late), values: Array(machines[2].values[late...]))
        let padded = Series(
            id: short.id, axis: machines[2].axis, values: [Float](repeating: .nan, count: late) + short.values)
        let (one, other) = (try fit([machines[0], short, machines[1]]), try fit([machines[0], padded, machines[1]]))
        for (a, b) in [(machines[0], machines[0]), (short, padded), (machines[1], machines[1])] {
            let (first, second) = (try one.forecast(from: History(a), horizon: 12), try other.forecast(from: History(b), horizon: 12))
            #expect(first.values == second.values && first.axis.start == second.axis.start)
        }
    }
}
