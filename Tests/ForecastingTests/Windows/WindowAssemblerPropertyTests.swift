import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

/// What must hold for the windows of any series.
@Suite struct WindowAssemblerPropertyTests {
    /// A random series with gaps and every kind of covariate.
    private func random(_ seed: UInt64, count: Int, start: Int64 = 0) -> Series {
        var random = numbers(seed)
        func column(_ length: Int) -> [Float] {
            (0..<length).map { _ in random.int(below: 12) == 0 ? .nan : Float(50 + 20 * random.normal()) }
        }
        return Series(
            id: "s", axis: .clock(startSeconds: start, stepSeconds: 900), values: column(count), pastCovariates: [column(count)],
            futureCovariates: [column(count + 40), column(count + 3)], staticCovariates: [1.5])
    }

    private func schema(of series: Series, transform: TargetTransform = .identity, seasons: [Int] = [96, 7]) -> WindowSchema {
        let set = try! SeriesSet(
            [series], quantity: .gauge(lowerBound: transform == .log1p ? -1000 : nil), pastCovariates: ["p"], futureCovariates: ["f", "g"],
            staticCovariates: ["s"])
        return WindowSchema(
            training: TrainingSet(set, seasons: seasons), context: 20, horizon: 9, transform: transform, scaling: .robust)
    }

    /// Inputs and future channels of one history.
    private func window(_ history: History, _ schema: WindowSchema) -> (inputs: [Float], future: [Float]) {
        let assembler = WindowAssembler(schema: schema)
        let batch = assembler.makeBatch(capacity: 1)
        batch.count = 1
        var scratch: [Float] = []
        assembler.fill(batch, slot: 0, history: history, withTargets: false, scratch: &scratch)
        return ((0..<batch.inputs.count).map { batch.inputs.pointer[$0] }, (0..<batch.future.count).map { batch.future.pointer[$0] })
    }

    /// Values and past covariates at and behind the origin change nothing, bit for bit.
    @Test(arguments: TargetTransform.allCases, [0, 1, 5, 19, 20, 21, 95, 96, 97, 300])
    func nothingBehindTheOriginIsRead(transform: TargetTransform, origin: Int) {
        let series = random(UInt64(origin), count: 320)
        let schema = schema(of: series, transform: transform)
        let clean = window(History(series, count: origin), schema)
        var changed = series
        for position in origin..<series.count {
            changed.values[position] = position % 3 == 0 ? .nan : 1e9
            changed.pastCovariates[0][position] = -1e9
        }
        let seen = window(History(changed, count: origin), schema)
        #expect(clean.inputs == seen.inputs)
        #expect(clean.future == seen.future)
    }

    /// Covariates known in advance are read up to the last target and not beyond.
    @Test func futureCovariatesAreReadUpToTheHorizon() {
        let series = random(3, count: 200)
        let schema = schema(of: series)
        let clean = window(History(series), schema)
        var changed = series
        for position in 209..<changed.futureCovariates[0].count { changed.futureCovariates[0][position] = 1e6 }
        #expect(window(History(changed), schema).future == clean.future)
        changed.futureCovariates[0][208] = 1e6
        let seen = window(History(changed), schema)
        #expect(seen.future != clean.future && seen.inputs == clean.inputs)
        // One that is not known that far counts as its mean, like a missing one.
        var short = series
        short.futureCovariates[0] = Array(short.futureCovariates[0].prefix(205))
        var missing = series
        for position in 205..<missing.futureCovariates[0].count { missing.futureCovariates[0][position] = .nan }
        #expect(window(History(short), schema).future == window(History(missing), schema).future)
    }

    /// What lies more than `reach` steps back has no influence, and a series that starts later is the same series.
    @Test(arguments: [[96, 7], [], [300], [24, 168]])
    func onlyTheReachMatters(seasons: [Int]) {
        let series = random(5, count: 2000)
        let schema = schema(of: series, seasons: seasons)
        let surplus = series.count - schema.reach
        #expect(surplus > 0)
        let clean = window(History(series), schema)
        var changed = series
        for position in 0..<surplus {
            changed.values[position] = 1e6
            changed.pastCovariates[0][position] = 1e6
            changed.futureCovariates[0][position] = 1e6
        }
        #expect(window(History(changed), schema) == clean)

        let late = Series(
            id: "s", axis: series.axis.advanced(by: surplus), values: Array(series.values[surplus...]),
            pastCovariates: series.pastCovariates.map { Array($0[surplus...]) },
            futureCovariates: series.futureCovariates.map { Array($0[surplus...]) }, staticCovariates: series.staticCovariates)
        #expect(window(History(late), schema) == clean)
    }

    /// Demand in another unit looks the same to a network, but for the two channels that say how large it is.
    @Test(arguments: [Float(1.0 / 1024), 1024, 1000, 0.37])
    func windowsDoNotDependOnTheUnit(factor: Float) {
        let series = random(7, count: 400)
        var other = series
        other.values = series.values.map { $0 * factor }
        let schema = schema(of: series)
        let channels = WindowAssembler(schema: schema).futureChannels
        let one = window(History(series), schema), two = window(History(other), schema)
        let exact = factor.significand == 1
        expectClose(two.inputs, one.inputs, .absolute(exact ? 0 : 1e-5))
        for index in one.future.indices {
            if [2, 3].contains(index % channels) {
                #expect(one.future[index] != two.future[index])
            } else {
                expectClose(two.future[index], one.future[index], .absolute(exact ? 0 : 1e-5))
            }
        }
    }

    /// A missing value is a zero with its flag down, whatever stands in the same place otherwise.
    @Test func missingValuesAreMasked() {
        var series = random(11, count: 120)
        for position in 100..<120 { series.values[position] = Float(position) }
        series.values[110] = .nan
        let schema = schema(of: series)
        let channels = WindowAssembler(schema: schema).inputChannels
        let found = window(History(series), schema)
        for step in 0..<20 {
            let observed = found.inputs[step * channels + 1]
            #expect(observed == (step == 10 ? 0 : 1))
            if step == 10 { #expect(found.inputs[step * channels] == 0) }
        }
        #expect(allFinite(found.inputs + found.future))
    }

    /// Slots do not disturb each other, in whatever order they are filled.
    @Test func slotsAreIndependent() {
        let all = (0..<5).map { random(20 + UInt64($0), count: 150) }
        let schema = schema(of: all[0])
        let assembler = WindowAssembler(schema: schema)
        func fill(_ order: [Int]) -> [Float] {
            let batch = assembler.makeBatch(capacity: 5)
            batch.count = 5
            var scratch: [Float] = []
            for slot in order { assembler.fill(batch, slot: slot, history: History(all[slot]), withTargets: true, scratch: &scratch) }
            return (0..<batch.inputs.count).map { batch.inputs.pointer[$0] } + (0..<batch.future.count).map { batch.future.pointer[$0] }
        }
        let ascending = fill([0, 1, 2, 3, 4])
        #expect(ascending == fill([4, 2, 0, 3, 1]))
        let alone = window(History(all[3]), schema)
        let channels = assembler.inputChannels
        for step in 0..<20 {
            #expect(
                Array(ascending[(step * 5 + 3) * channels..<(step * 5 + 4) * channels])
                    == Array(alone.inputs[step * channels..<(step + 1) * channels]))
        }
    }
}
