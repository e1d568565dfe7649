import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

#if canImport(Glibc)
    import Glibc
#endif

/// Every channel of a small window, worked by hand.
@Suite struct WindowAssemblerTests {
    /// Hourly from Monday 2024-01-01 00:00 UTC; 12 values, of which 10 are known; one covariate of each kind; a season of 3 steps.
    ///
    /// The nine observed values have the median 10 and distances from it that sum up to 44.
    private func sample(transform: TargetTransform = .identity) throws -> (History, WindowAssembler) {
        let axis = TimeAxis.clock(startSeconds: 1_704_067_200, stepSeconds: 3600)
        let one = Series(
            id: "one", axis: axis, values: [2, 4, 6, 8, 10, 12, 14, .nan, 18, 20, 22, .nan],
            pastCovariates: [[0, 1, 2, 3, 4, 5, 6, .nan, 8, 9, 10, 11]],
            futureCovariates: [[0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]], staticCovariates: [7])
        let two = Series(
            id: "two", axis: axis, values: [Float](repeating: 1, count: 10), pastCovariates: [[7] + [Float](repeating: .nan, count: 9)],
            futureCovariates: [[0, 1, 0, 1, 0, 1, 0, 1, 0, 1]], staticCovariates: [9])
        let set = try SeriesSet(
            [one, two], quantity: .count(), pastCovariates: ["p"], futureCovariates: ["f"], staticCovariates: ["s"])
        let training = TrainingSet(set, counts: [10, 10], seasons: [3])
        let schema = WindowSchema(training: training, context: 4, horizon: 2, transform: transform, scaling: .robust)
        return (training.histories[0], WindowAssembler(schema: schema))
    }

    private func scaled(_ y: Float) -> Float { (y - 10) * 9 / 44 }

    /// Day and week channels at an hour of that Monday.
    private func clock(_ hour: Int) -> [Float] {
        let day = 2 * Double.pi * Double(hour) / 24, week = 2 * Double.pi * Double(hour) / 168
        return [sine(day), cosine(day), sine(2 * day), cosine(2 * day), sine(week), cosine(week)].map(Float.init)
    }

    @Test func everyChannelIsThatOfTheDefinition() throws {
        let (history, assembler) = try sample()
        #expect(assembler.inputChannels == 3 + 1 + 6 + 1 + 1 && assembler.futureChannels == 4 + 3 + 6 + 1 + 1)
        let batch = assembler.makeBatch(capacity: 3)
        batch.count = 2
        var scratch: [Float] = []
        assembler.fill(batch, slot: 1, history: history, withTargets: true, scratch: &scratch)
        #expect(batch.scales[1].location == 10)
        expectClose(batch.scales[1].scale, 44.0 / 9, .relative(1e-6))

        // Past covariate: 0…6, 8, 9 and 7 are known, mean 4.5, variance 8.25. Future: mean ½, deviation ½. Static: 7 and 9.
        func past(_ x: Float) -> Float { (x - 4.5) / Float(8.25.squareRoot()) }
        let expected: [[Float]] = [
            [scaled(14), 1, scaled(8), past(6)] + clock(6) + [-1, -1],
            [0, 0, scaled(10), 0] + clock(7) + [1, -1],
            [scaled(18), 1, scaled(12), past(8)] + clock(8) + [-1, -1],
            [scaled(20), 1, scaled(14), past(9)] + clock(9) + [1, -1],
        ]
        for step in 0..<4 {
            let row = (0..<assembler.inputChannels).map { batch.inputs.pointer[(step * 2 + 1) * assembler.inputChannels + $0] }
            expectClose(row, expected[step], .absolute(2e-6), "context step \(step)")
        }

        // Target hours 10 and 11. Phase of the first: 7 (missing), 4, 1; of the second: 8, 5, 2.
        let level = Float(naturalLogarithm(1e-6 + 44.0 / 9) / 10), location = Float(naturalLogarithm(11) / 10)
        let future: [[Float]] = [
            [0, scaled(20), level, location, scaled(10), scaled(7), 1] + clock(10) + [-1, -1],
            [0.5, scaled(20), level, location, scaled(18), scaled(12), 1] + clock(11) + [1, -1],
        ]
        for step in 0..<2 {
            let row = (0..<assembler.futureChannels).map { batch.future.pointer[(2 + step) * assembler.futureChannels + $0] }
            expectClose(row, future[step], .absolute(2e-6), "future step \(step)")
        }
        expectClose([batch.targets.pointer[2], batch.targets.pointer[3]], [scaled(22), .nan], .absolute(1e-6))
        // The other slot was not touched.
        #expect((0..<assembler.inputChannels).allSatisfy { batch.inputs.pointer[$0] == 0 })
    }

    @Test func log1pComesBeforeTheScale() throws {
        let (history, assembler) = try sample(transform: .log1p)
        let batch = assembler.makeBatch(capacity: 1)
        batch.count = 1
        var scratch: [Float] = []
        assembler.fill(batch, slot: 0, history: history, withTargets: true, scratch: &scratch)
        let observed = [2, 4, 6, 8, 10, 12, 14, 18, 20].map { logarithm1p($0) }
        let location = logarithm1p(10)
        let deviation = observed.reduce(0) { $0 + abs($1 - location) } / 9
        expectClose(batch.scales[0].location, location, .relative(1e-6))
        expectClose(batch.scales[0].scale, deviation, .relative(1e-6))
        expectClose(batch.inputs.pointer[0], (logarithm1p(14) - location) / deviation, .absolute(2e-6))
        expectClose(batch.targets.pointer[0], (logarithm1p(22) - location) / deviation, .absolute(2e-6))
    }

    /// Location and scale of a local window by hand: the mean of the latest half (at least eight steps), the deviation of all of it, both of
    /// what the transform gives in the unit of the mean size.
    @Test func localWindowsStandWhereTheSeriesStands() throws {
        let values: [Float] = (0..<40).map { Float($0 % 7 * $0) }
        let set = try SeriesSet([Series(id: "a", axis: .index(), values: values)], quantity: .count("requests"))
        for transform in [TargetTransform.identity, .asinh] {
            let schema = WindowSchema(
                training: TrainingSet(set, seasons: []), context: 20, horizon: 2, transform: transform, scaling: .local)
            let batch = WindowAssembler(schema: schema).makeBatch(capacity: 1)
            batch.count = 1
            var scratch: [Float] = []
            WindowAssembler(schema: schema).fill(batch, slot: 0, history: History(set.series[0]), withTargets: false, scratch: &scratch)
            let size = values.reduce(0.0) { $0 + Double($1) } / 40
            let seen = values.suffix(20).map { transform == .identity ? Double($0) : asinh(Double($0) / size) }
            let mean = seen.reduce(0, +) / 20
            let deviation = (seen.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20).squareRoot()
            expectClose(batch.scales[0].location, seen.suffix(10).reduce(0, +) / 10, .relative(1e-6))
            expectClose(batch.scales[0].scale, deviation, .relative(1e-5))
            expectClose(batch.scales[0].unit, transform == .identity ? 1 : size, .relative(1e-6))
        }
    }

    /// What hardly stirs has 2 % of its size as scale, and at least a quarter of what a longer season has.
    @Test func quietLocalWindowsKeepASize() throws {
        for (seasons, expected) in [([Int](), 0.02 * 100), ([64], 0.25 * 50)] {
            let values: [Float] = (0..<256).map { $0 % 64 < 32 ? ($0 % 2 == 0 ? 150 : 50) : 100 }
            let set = try SeriesSet([Series(id: "a", axis: .index(), values: values)], quantity: .gauge())
            let schema = WindowSchema(
                training: TrainingSet(set, seasons: seasons), context: 16, horizon: 2, transform: .identity, scaling: .local)
            let batch = WindowAssembler(schema: schema).makeBatch(capacity: 1)
            batch.count = 1
            var scratch: [Float] = []
            WindowAssembler(schema: schema).fill(batch, slot: 0, history: History(set.series[0]), withTargets: false, scratch: &scratch)
            #expect(batch.scales[0].location == 100)
            // Half of the season stirs by 50.
            expectClose(batch.scales[0].scale, seasons.isEmpty ? expected : expected / 2.0.squareRoot(), .relative(1e-5))
        }
    }

    @Test func unscalingInvertsScaling() throws {
        for transform in TargetTransform.allCases {
            let (history, assembler) = try sample(transform: transform)
            let batch = assembler.makeBatch(capacity: 1)
            batch.count = 1
            var scratch: [Float] = []
            assembler.fill(batch, slot: 0, history: history, withTargets: true, scratch: &scratch)
            let target = batch.targets.pointer[0]
            expectClose(assembler.unscale([target, target], slot: 0, batch: batch, levelCount: 1), [22, 22], .relative(2e-6))
            // Below the bound lies nothing, above everything stays finite.
            let ends = assembler.unscale([-1e30, 1e38], slot: 0, batch: batch, levelCount: 1)
            #expect(ends[0] == 0 && ends[1].isFinite && ends[1] > 1e37)
        }
    }

    /// A context longer than the history begins with missing steps.
    @Test func stepsBeforeTheSeriesAreMissing() throws {
        let (history, assembler) = try sample()
        let short = History(history.series, count: 2)
        let batch = assembler.makeBatch(capacity: 1)
        batch.count = 1
        var scratch: [Float] = []
        assembler.fill(batch, slot: 0, history: short, withTargets: false, scratch: &scratch)
        let width = assembler.inputChannels
        for step in 0..<2 {
            #expect((0..<4).allSatisfy { batch.inputs.pointer[step * width + $0] == 0 })
            // The clock goes on backwards: Sunday 22:00 and 23:00.
            expectClose(batch.inputs.pointer[step * width + 4], Float(sine(2 * .pi * Double(22 + step) / 24)), .absolute(1e-6))
            #expect(batch.inputs.pointer[step * width + 10] == 0, "a covariate before the series is unknown")
        }
        #expect(batch.inputs.pointer[2 * width + 1] == 1 && batch.inputs.pointer[3 * width + 1] == 1)
        // No cycle of the season is known for the first target, one for the second? Positions −1 and 0.
        #expect((4..<7).allSatisfy { batch.future.pointer[$0] == 0 })
        #expect(batch.future.pointer[assembler.futureChannels + 6] == 1)
    }

    @Test func extremeValuesStayFinite() throws {
        let most = Float.greatestFiniteMagnitude
        let least = Float.leastNonzeroMagnitude
        for values in [
            [0, 0, 0, most], [-most, most, -most, most], [1, 1, 1, -most], [most, most, most, most], [least, least, least, least],
            [0, 0, 0, 1e-38],
        ] as [[Float]] {
            let set = try SeriesSet([Series(id: "a", axis: .index(), values: values)], quantity: .gauge())
            let schema = WindowSchema(
                training: TrainingSet(set, seasons: [2]), context: 4, horizon: 2, transform: .identity, scaling: .robust)
            let assembler = WindowAssembler(schema: schema)
            let batch = assembler.makeBatch(capacity: 1)
            batch.count = 1
            var scratch: [Float] = []
            assembler.fill(batch, slot: 0, history: History(set.series[0]), withTargets: false, scratch: &scratch)
            #expect((0..<batch.inputs.count).allSatisfy { batch.inputs.pointer[$0].isFinite }, "\(values)")
            #expect((0..<batch.future.count).allSatisfy { batch.future.pointer[$0].isFinite }, "\(values)")
            let back = assembler.unscale([0, 1, -1, 1e30], slot: 0, batch: batch, levelCount: 2)
            #expect(allFinite(back))
        }
    }

    /// Quantiles of whole numbers are whole; those of anything else, and of a rate that rests, are not.
    @Test func quantilesOfWholeNumbersAreWhole() throws {
        func back(_ values: [Float], _ quantity: Quantity) throws -> [Float] {
            let set = try SeriesSet([Series(id: "a", axis: .index(), values: values)], quantity: quantity)
            let assembler = WindowAssembler(
                schema: WindowSchema(
                    training: TrainingSet(set, seasons: []), context: 4, horizon: 1, transform: .identity, scaling: .robust))
            let batch = assembler.makeBatch(capacity: 1)
            batch.count = 1
            var scratch: [Float] = []
            assembler.fill(batch, slot: 0, history: History(set.series[0]), withTargets: false, scratch: &scratch)
            return assembler.unscale([-1.3, 0.2, 0.7], slot: 0, batch: batch, levelCount: 3)
        }
        for quantity in [Quantity.count(), .rate(), .gauge()] {
            // Median 2, mean distance 1.
            #expect(try back([1, 2, 3, 2, 4, 1, 1, 3, .nan], quantity).allSatisfy { $0.rounded() == $0 })
            #expect(try !back([1, 2, 3, 2, 4, 1, 1, 3.5], quantity).allSatisfy { $0.rounded() == $0 })
        }
        #expect(try back([0, 0, 0, 0, 0], .count()) == [0, 0, 1])
        expectClose(try back([0, 0, 0, 0, 0], .rate()), [0, 0.2, 0.7], .relative(1e-6))
    }

    @Test func plainWindowsShowTheNumbersAsTheyAre() {
        let assembler = WindowAssembler(schema: WindowSchema(plainContext: 3, horizon: 2))
        #expect(assembler.inputChannels == 1 && assembler.futureChannels == 0)
        let batch = assembler.makeBatch(capacity: 2)
        batch.count = 2
        var scratch: [Float] = []
        for slot in 0..<2 {
            assembler.fill(
                batch, slot: slot, history: history([1, 2, 3, 4, 5, 6], count: 3 + slot), withTargets: true, scratch: &scratch)
        }
        #expect((0..<6).map { batch.inputs.pointer[$0] } == [1, 2, 2, 3, 3, 4])
        #expect((0..<4).map { batch.targets.pointer[$0] } == [4, 5, 5, 6])
    }
}
