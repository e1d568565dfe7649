import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

/// Calibrations by every method, on forecasts whose faults are known.
@Suite struct CalibrationTests {
    private static let levels = try! QuantileLevels([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
    /// Normal quantiles of deviation 1 around 10.
    private static let normal: [Float] = [-1.644854, -1.281552, -0.67449, 0, 0.67449, 1.281552, 1.644854].map { 10 + $0 }

    private static func noise(_ seed: UInt64, count: Int, deviation: Double, around mean: Double = 10) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "calibration tests")
        return (0..<count).map { _ in Float(mean + deviation * random.normal()) }
    }

    private static func calibrated(
        _ configuration: CalibrationConfiguration, on values: [Float], model: FixedModel, quantity: Quantity = .gauge(),
        refitted: Bool = false
    ) throws -> CalibratedForecaster {
        let sample = try ValidationForecasts(of: model, on: [history(values)], horizon: 4, isRefitted: refitted)
        return try #require(
            try CalibratedForecaster(
                model, on: sample, configuration: configuration, quantity: quantity, calendar: DemandCalendar()))
    }

    /// Forecasts are half or twice as wide as the noise; on fresh noise of the same kind every method covers 80 % within the binomial band
    /// of calibration and test together, for 20 seeds.
    @Test(arguments: ConformalMethod.allCases)
    func exchangeableDataIsCoveredInsideTheBinomialBand(_ method: ConformalMethod) throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            let deviation = seed.isMultiple(of: 2) ? 2.0 : 0.5
            let model = FixedModel(levels: Self.levels, row: Self.normal)
            let fitted = try Self.calibrated(
                CalibrationConfiguration(method: method), on: Self.noise(seed, count: 1604, deviation: deviation), model: model)
            let fresh = Self.noise(seed + 100, count: 2000, deviation: deviation)
            let forecast = try fitted.forecast(from: history(Self.noise(7, count: 8, deviation: deviation)), horizon: 4)
            let inside = fresh.enumerated().count { index, y in y >= forecast[index % 4, 1] && y <= forecast[index % 4, 5] }
            // Methods with a row a step have 400 scores for each, sharp ones 1,600; four standard errors of both parts.
            let error = (0.8 * 0.2 * (1 / 2000 + 1 / 1600)).squareRoot()
            let allowed = method == .sharp ? 4 * error + 0.02 : 4 * error + 0.01
            #expect(abs(Double(inside) / 2000 - 0.8) <= allowed, "\(method), seed \(seed): \(inside)")
        }
    }

    /// 19 scores 1 … 19 around a median of 0: the ⌈20 · 0.8⌉-th smallest is 16, on both sides of the median for the 80 % interval.
    @Test func splitConformalByHand() throws {
        let levels = try QuantileLevels([0.1, 0.5, 0.9])
        var model = FixedModel(levels: levels, row: [-1, 0, 1])
        model.maximumHorizon = 1
        // Every second error is below the median: only sizes count.
        let values = [0] + (1...19).map { Float($0.isMultiple(of: 2) ? $0 : -$0) }
        let origins = (1...19).map { History(series([values]).series[0], count: $0) }
        let sample = try ValidationForecasts(of: model, at: origins, horizon: 1)
        let fitted = try #require(
            try CalibratedForecaster(
                model, on: sample, configuration: CalibrationConfiguration(method: .split), quantity: .gauge(), calendar: DemandCalendar()))
        #expect(try fitted.forecast(from: history([0.5, 1.5]), horizon: 1).values == [-16, 0, 16])
        // Conformalised quantile regression: errors from the upper quantile 1 are y − 1, the ⌈20 · 0.9⌉ = 18-th smallest that of y = 16,
        // for the even numbers up to 18 are the largest; errors from the lower one in the mirror, with −17.
        let cqr = try #require(
            try CalibratedForecaster(
                model, on: sample, configuration: CalibrationConfiguration(method: .cqr), quantity: .gauge(), calendar: DemandCalendar()))
        let found = try cqr.forecast(from: history([0.5, 1.5]), horizon: 1).values
        #expect(found[0] == -17 && found[2] == 16)
    }

    /// What a model trained again would do better is not known: half of the logarithm of a factor is applied.
    @Test func refittedModelsAreCorrectedByHalf() throws {
        let model = FixedModel(levels: Self.levels, row: Self.normal)
        let values = Self.noise(3, count: 1604, deviation: 2)
        let whole = try Self.calibrated(CalibrationConfiguration(), on: values, model: model)
        let half = try Self.calibrated(CalibrationConfiguration(), on: values, model: model, refitted: true)
        let (a, b) = (
            try whole.forecast(from: history([9.5, 10.5]), horizon: 4), try half.forecast(from: history([9.5, 10.5]), horizon: 4)
        )
        for q in [0, 6] {
            let factor = (a[0, q] - 10) / (Self.normal[q] - 10)
            expectClose((b[0, q] - 10) / (Self.normal[q] - 10), factor.squareRoot(), .relative(1e-4))
            #expect(factor > 1.5 && factor < 2.5)
        }
    }

    /// Counts stay counts, nothing is negative, a quantile at zero stays there, and what is certain stays certain.
    @Test(arguments: ConformalMethod.allCases)
    func boundsAndWholeNumbersAreRespected(_ method: ConformalMethod) throws {
        let levels = try QuantileLevels([0.1, 0.5, 0.9])
        var random = RandomStream(seed: 5, purpose: "counts")
        let values = (0..<404).map { _ in Float(random.int(below: 10) < 6 ? 0 : random.int(below: 5)) }
        let model = FixedModel(levels: levels, row: [0, 1, 2], lowerBound: 0)
        let fitted = try Self.calibrated(
            CalibrationConfiguration(method: method), on: values, model: model, quantity: .count())
        let forecast = try fitted.forecast(from: history(values), horizon: 4)
        #expect(forecast.values.allSatisfy { $0 >= 0 && $0 == $0.rounded() })
        #expect((0..<4).allSatisfy { forecast[$0, 0] == 0 && forecast[$0, 0] <= forecast[$0, 1] && forecast[$0, 1] <= forecast[$0, 2] })
    }

    @Test func sharpLeavesCertaintyAlone() throws {
        let levels = try QuantileLevels([0.1, 0.5, 0.9])
        let timer = FixedModel(levels: levels, row: [7, 7, 7])
        let fitted = try Self.calibrated(CalibrationConfiguration(), on: [Float](repeating: 7, count: 100), model: timer)
        #expect(try fitted.forecast(from: history([7, 7]), horizon: 4).values == [Float](repeating: 7, count: 12))
    }

    @Test func tooFewForecastsTeachNothing() throws {
        let model = FixedModel(levels: Self.levels, row: Self.normal)
        let sample = try ValidationForecasts(of: model, on: [history(Self.noise(1, count: 16, deviation: 1))], horizon: 4)
        #expect(sample.count == 3)
        #expect(
            try CalibratedForecaster(
                model, on: sample, configuration: CalibrationConfiguration(), quantity: .gauge(), calendar: DemandCalendar()) == nil)
    }

    /// The record: what was reserved, and the coverage before and after.
    @Test func theSummarySaysWhatWasReserved() throws {
        let model = FixedModel(levels: Self.levels, row: Self.normal)
        let fitted = try Self.calibrated(CalibrationConfiguration(), on: Self.noise(2, count: 404, deviation: 2), model: model)
        let summary = fitted.calibration.summary
        #expect(summary.forecasts == 100 && summary.series == 1 && summary.horizon == 4)
        #expect(summary.firstTarget == 4 && summary.lastTarget == 403)
        expectClose(summary.reservedShare, 400.0 / 404, .absolute(1e-12))
        let (before, after) = (try #require(summary.coverageBefore), try #require(summary.coverageAfter))
        #expect(before < 0.6 && abs(after - 0.8) < 0.06)
        #expect(summary.effectiveTargets > 100 && summary.effectiveTargets <= 400)
    }

    // MARK: Groups

    /// Calm and wild series under one model: by clusters each is covered, all alike neither.
    @Test func clustersAreCalibratedByThemselves() throws {
        let model = FixedModel(levels: Self.levels, row: Self.normal)
        let calm = Self.noise(11, count: 604, deviation: 0.3)
        let wild = Self.noise(12, count: 604, deviation: 3)
        let all = series([calm, wild]).series.map { History($0) }
        let sample = try ValidationForecasts(of: model, on: all, horizon: 4)
        func coverage(_ grouping: CalibrationGrouping, of history: History, deviation: Double) throws -> Double {
            let fitted = try #require(
                try CalibratedForecaster(
                    model, on: sample, configuration: CalibrationConfiguration(method: .cqr, grouping: grouping), quantity: .gauge(),
                    calendar: DemandCalendar()))
            let forecast = try fitted.forecast(from: history, horizon: 4)
            let fresh = Self.noise(13, count: 4000, deviation: deviation)
            return Double(fresh.enumerated().count { $1 >= forecast[$0 % 4, 1] && $1 <= forecast[$0 % 4, 5] }) / 4000
        }
        for (history, deviation) in zip(all, [0.3, 3]) {
            #expect(abs(try coverage(.clusters(2), of: history, deviation: deviation) - 0.8) < 0.08)
            #expect(abs(try coverage(.none, of: history, deviation: deviation) - 0.8) > 0.12)
        }
        // A series never seen belongs to the kind that it looks like.
        #expect(
            abs(try coverage(.clusters(2), of: history(Self.noise(14, count: 300, deviation: 3), id: "new"), deviation: 3) - 0.8) < 0.08)
    }

    /// Hours of the day without weekdays: the noise is wide in the second half of every day.
    @Test func hoursAreCalibratedByThemselves() throws {
        var random = RandomStream(seed: 6, purpose: "hours")
        let values = (0..<24 * 60).map { Float(10 + ($0 % 24 < 12 ? 0.5 : 3) * random.normal()) }
        let hourly = TimeAxis(kind: .clock, start: 0, step: 3600 * TimeAxis.nanosecondsPerSecond)
        let series = Series(id: "h", axis: hourly, values: values)
        var model = FixedModel(levels: Self.levels, row: Self.normal)
        model.maximumHorizon = 24
        let sample = try ValidationForecasts(of: model, on: [History(series)], horizon: 24)
        let calendar = DemandCalendar(timeOfDayIsReal: true, dayOfWeekIsReal: false)
        let fitted = try #require(
            try CalibratedForecaster(
                model, on: sample, configuration: CalibrationConfiguration(method: .sharp, grouping: .hourOfWeek), quantity: .gauge(),
                calendar: calendar))
        let forecast = try fitted.forecast(from: History(series), horizon: 24)
        let widths = (0..<24).map { forecast[$0, 5] - forecast[$0, 1] }
        #expect(widths[..<12].allSatisfy { $0 < 2 } && widths[12...].allSatisfy { $0 > 4 })
        // An index has no hours.
        let index = try ValidationForecasts(of: FixedModel(levels: Self.levels, row: Self.normal), on: [history(values)], horizon: 4)
        #expect(throws: ForecastError.self) {
            try CalibratedForecaster(
                model, on: index, configuration: CalibrationConfiguration(grouping: .hourOfWeek), quantity: .gauge(), calendar: calendar)
        }
    }

    @Test func groupsAreReadAsTheyAreWritten() {
        for grouping in [CalibrationGrouping.none, .clusters(2), .clusters(64), .hourOfWeek] {
            #expect(CalibrationGrouping(grouping.description) == grouping)
        }
        #expect(CalibrationGrouping("clusters") == .clusters(4))
        for text in ["", "clusters:1", "clusters:65", "clusters:x", "hours"] { #expect(CalibrationGrouping(text) == nil) }
    }

    // MARK: Streams and files

    /// A stream says what the windows say, at every moment, while values cease to be whole and become so again.
    @Test(arguments: [ConformalMethod.sharp, .scaled])
    func streamsAreCorrectedAsWindowsAre(_ method: ConformalMethod) throws {
        var random = RandomStream(seed: 8, purpose: "streams")
        var values = (0..<700).map { _ in Float(8 + random.int(below: 6)) }
        values[300] = 9.5
        values[350] = .nan
        let model = FixedModel(levels: Self.levels, row: Self.normal.map { $0 + 0.25 })
        let fitted = try Self.calibrated(CalibrationConfiguration(method: method), on: Array(values[..<280]), model: model)
        var stream = try fitted.stream(from: history(Array(values[..<250])))
        var wholes = Set<Bool>()
        for count in 250..<700 {
            let expected = try fitted.forecast(from: history(values, count: count), horizon: 3)
            let found = try stream.forecast(horizon: 3)
            #expect(found.values == expected.values, "at \(count)")
            wholes.insert(found.values.allSatisfy { $0 == $0.rounded() })
            stream.observe(values[count])
        }
        #expect(wholes == [true, false])
    }

    @Test(arguments: ConformalMethod.allCases, [CalibrationGrouping.none, .clusters(2)])
    func archivesRestoreEveryBit(_ method: ConformalMethod, _ grouping: CalibrationGrouping) throws {
        let model = FixedModel(levels: Self.levels, row: Self.normal)
        let values = Self.noise(4, count: 404, deviation: 2)
        let fitted = try Self.calibrated(CalibrationConfiguration(method: method, grouping: grouping), on: values, model: model)
        let restored = try CalibratedForecaster(archive: try fitted.archive()) { archive throws(ForecastError) in
            #expect(archive.metadata["kind"] == "fixed")
            return model
        }
        #expect(restored.calibration.summary == fitted.calibration.summary && restored.residualPaths == fitted.residualPaths)
        let history = history(values)
        #expect(try restored.forecast(from: history, horizon: 4) == fitted.forecast(from: history, horizon: 4))
    }

    @Test func unsoundArchivesAreRefused() throws {
        let model = FixedModel(levels: Self.levels, row: Self.normal)
        let fitted = try Self.calibrated(CalibrationConfiguration(), on: Self.noise(4, count: 404, deviation: 2), model: model)
        func refuse(_ change: (inout ModelArchive) -> Void) throws {
            var archive = try fitted.archive()
            change(&archive)
            #expect(throws: ForecastError.self) {
                try CalibratedForecaster(archive: archive) { (_) throws(ForecastError) in model }
            }
        }
        try refuse { $0.metadata["calibration"] = nil }
        try refuse { $0.metadata["calibration"] = "{}" }
        try refuse { $0.metadata["base_kind"] = nil }
        try refuse { $0.metadata["base_kind"] = "calibrated" }
        try refuse { $0.tensors["calibration.table"] = nil }
        try refuse { $0.tensors["calibration.table"] = .init([1, 1, 1, 1] as [Float], shape: [2, 2]) }
        try refuse { $0.tensors["calibration.table"] = .init([1, .nan] as [Float], shape: [1, 2]) }
        try refuse { $0.tensors["calibration.table"] = .init([1, 0] as [Float], shape: [1, 2]) }
        try refuse { $0.metadata["calibration"] = $0.metadata["calibration"]?.replacing("\"horizon\":4", with: "\"horizon\":3") }
    }
}
