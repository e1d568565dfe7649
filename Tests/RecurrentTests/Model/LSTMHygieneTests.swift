import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import TestSupport
import Testing
import Traces

/// What real traces have that toy data have not, see `docs/hygiene.md`: one network beside flat sensors, timers and series that start late.
@Suite(.enabled(if: RealTraces.areThere, "no folder of real traces; set HEADROOM_DATA"))
struct LSTMHygieneTests {
    private func read(_ name: String, _ change: (inout TraceReadingOptions) -> Void = { _ in }) throws -> SeriesSet {
        var options = TraceReadingOptions(gaps: .missing)
        change(&options)
        return try TraceReader.read(paths: [RealTraces.path(name)], options: options).set
    }

    private func fit(_ forecaster: LSTMForecaster, _ set: SeriesSet, counts: [Int]? = nil, seasons: [Int] = []) throws -> FittedLSTM {
        try forecaster.fit(
            on: TrainingSet(set, counts: counts ?? set.series.map(\.count), seasons: seasons),
            options: FitOptions(seed: 1, compute: Compute(threads: 2)))
    }

    private func machines() throws -> [Series] {
        try read("azure-vm-v1/microsoft_avg_100.csv.gz") { $0.timeUnit = .seconds }.series.prefix(4).map {
            Series(id: $0.id, axis: $0.axis, values: Array($0.values.prefix(1_200)))
        }
    }

    /// A disk that writes nothing for a day and a half, in units that make its usual values tiny: resting at 0 it is forecast in its own unit,
    /// or as zero, and not in that of the network.
    @Test(arguments: [[], [288]]) func zerosHaveTheUnitOfTheirSeries(seasons: [Int]) throws {
        var disk = try read("nab/data/realAWSCloudwatch/ec2_disk_write_bytes_c0d644.csv").series[0]
        disk.values = disk.values.map { $0 * 0x1p-40 }
        var (run, longest, end) = (0, 0, 0)
        for (index, value) in disk.values.enumerated() {
            run = value == 0 ? run + 1 : 0
            if run > longest { (longest, end) = (run, index + 1) }
        }
        #expect(longest > 400)
        let set = try SeriesSet(try machines() + [disk], quantity: .gauge(lowerBound: 0))
        let model = try fit(Demand.forecaster(), set, seasons: seasons)
        let forecast = try model.forecast(from: History(disk, count: end - 10), horizon: 6)
        #expect(forecast.values.allSatisfy { $0 <= disk.values.max()! }, "\(forecast.values)")
        let stream = try WindowedStream(model, history: History(disk, count: end - 10), keeping: model.reach!)
        let remembered = try stream.forecast(horizon: 6)
        // The ladder looks further back than windows do; a stream has what it remembers.
        #expect(forecast.note == nil ? remembered.values == forecast.values : remembered.note != nil)
        #expect(remembered.values.allSatisfy { (0...disk.values.max()!).contains($0) })
    }

    /// Timers of 2 to 30 minutes, of which only the 5 minutes of most are a season of the set.
    @Test func timersOfOtherPeriodsRepeat() throws {
        let all = try read("azure-functions-2019/trace500/invocations.csv.gz")
        let timers = all.series.filter { series in
            let called = series.values.indices.filter { series.values[$0] > 0 }
            let distances = Set(zip(called, called.dropFirst()).map { $1 - $0 })
            return called.count >= 20 && distances.count == 1 && distances.first! > 1
        }
        let set = try SeriesSet(timers, quantity: .count(), calendar: all.calendar)
        let model = try fit(
            Demand.forecaster(horizon: 30, context: 60, hidden: 16, steps: 300, round: 50, learningRate: 1e-2), set,
            counts: timers.map { _ in 420 }, seasons: [5])
        var (error, size) = (0.0, 0.0)
        for series in timers {
            let forecast = try model.forecast(from: History(series, count: 420), horizon: 30)
            for step in 0..<30 {
                let actual = series.values[420 + step]
                error += Double(abs(try forecast.quantile(0.5)[step] - actual))
                size += Double(actual)
            }
        }
        #expect(timers.count > 20 && error < 0.3 * size, "\(error) of \(size)")
    }

    /// A machine that starts late: the missing values before its first one change nothing, not a bit.
    @Test func lateSeriesBeginWhereTheyBegin() throws {
        let machines = try machines()
        let late = 700
        let short = Series(id: machines[2].id, axis: machines[2].axis.advanced(by: late), values: Array(machines[2].values[late...]))
        let padded = Series(id: short.id, axis: machines[2].axis, values: [Float](repeating: .nan, count: late) + short.values)
        let forecaster = Demand.forecaster()
        let one = try fit(forecaster, try SeriesSet([machines[0], short], quantity: .gauge()))
        let other = try fit(forecaster, try SeriesSet([machines[0], padded], quantity: .gauge()))
        for (a, b) in [(machines[0], machines[0]), (short, padded)] {
            #expect(try one.forecast(from: History(a), horizon: 6).values == other.forecast(from: History(b), horizon: 6).values)
        }
    }
}
