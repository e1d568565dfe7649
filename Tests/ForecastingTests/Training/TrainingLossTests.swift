import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct TrainingLossTests {
    static let levels = try! QuantileLevels([0.1, 0.5, 0.9, 0.95])

    /// Loss and gradient of windows `[B, H, Q]`.
    private static func evaluate(
        _ loss: TrainingLoss, _ predicted: [Float], targets: [Float], histories: [History], progress: Double
    ) -> (loss: Double, gradient: [Float]) {
        var gradient = [Float](repeating: .nan, count: predicted.count)
        let value = loss.evaluate(
            gradient: &gradient, predicted: predicted, targets: targets, histories: histories, progress: progress, scale: 1,
            kernels: .best)
        return (value, gradient)
    }

    /// The slope of the loss in every direction, with a target missing: soft maxima included, at the start and in the middle of a training.
    @Test(arguments: TrainingObjective.allCases, [0, 0.5]) func gradientsAreSlopes(objective: TrainingObjective, progress: Double) {
        var random = numbers(9)
        var predicted: [Float] = []
        for _ in 0..<10 { predicted += (0..<4).map { _ in Float(random.normal()) }.sorted() }
        var targets = (0..<10).map { _ in Float(2 * random.normal()) }
        targets[3] = .nan
        let histories = [history([0, 0, 0, 9, 0, 0, 0, 0, 0], count: 3, id: "a"), history([0], id: "b")]
        let spikes = SpikeWeights([(histories[0].series, 9)], rule: SpikeRule(rollingSlots: 5), lead: 2)
        let loss = TrainingLoss(objective, levels: Self.levels, horizon: 5, spikes: spikes)
        func value(_ q: [Float]) -> Double {
            Self.evaluate(loss, q, targets: targets, histories: histories, progress: progress).loss
        }
        let found = Self.evaluate(loss, predicted, targets: targets, histories: histories, progress: progress).gradient
        let h: Float = 1e-3
        for index in predicted.indices {
            var (above, below) = (predicted, predicted)
            above[index] += h
            below[index] -= h
            let slope = (value(above) - value(below)) / Double(above[index] - below[index])
            expectClose([found[index]], [Float(slope)], .absolute(5e-3))
        }
    }

    @Test func ceilingByHand() {
        // At the end of a training the maximum is hard: of the known steps 0 and 2 the 0.9 path has 4, the largest target is 6.
        let loss = TrainingLoss(.ceiling, levels: try! QuantileLevels([0.5, 0.9]), horizon: 3, spikes: nil)
        let found = Self.evaluate(
            loss, [1, 2, 0, 5, 3, 4], targets: [2, .nan, 6], histories: [history([0])], progress: 1)
        // Steps: ½·(0.5·1 + 0 + 0.5·3 + 0.9·2); ceiling: ½·3·0.9·2, at 0.9 only.
        expectClose([Float(found.loss)], [1.9 + 2.7], .relative(1e-5))
        expectClose(found.gradient, [-0.25, -0.2, 0, 0, -0.25, -0.45 - 1.35], .absolute(1e-5))
    }

    /// Levels that all lie below 0.9 have the ceiling of the highest.
    @Test func theHighestLevelHasACeiling() {
        let loss = TrainingLoss(.ceiling, levels: try! QuantileLevels([0.5, 0.8]), horizon: 1, spikes: nil)
        let found = Self.evaluate(loss, [1, 2], targets: [3], histories: [history([0])], progress: 1)
        expectClose(found.gradient, [-0.25, -0.8], .absolute(1e-5))
    }

    @Test func asymmetricByHand() {
        let loss = TrainingLoss(.asymmetric, levels: try! QuantileLevels([0.5, 0.9]), horizon: 2, spikes: nil)
        let found = Self.evaluate(loss, [1, 1, 4, 4], targets: [3, 3], histories: [history([0])], progress: 0)
        // Two too low, one too high.
        expectClose([Float(found.loss)], [0.5 * 4 + 0.9 * 4 + 0.5 + 0.1], .relative(1e-6))
        expectClose(found.gradient, [-2, -3.6, 1, 0.2], .relative(1e-6))
    }

    /// The weight of a window is one number: the quantiles of its steps keep their places.
    @Test func spikesWeighWindows() {
        var values = [Float](repeating: 10, count: 60)
        values[40] = 30
        let series = Series(id: "s", axis: .index(), values: values)
        let spikes = SpikeWeights([(series, 60)], rule: SpikeRule(rollingSlots: 5), lead: 2)
        let all = TrainingLoss(.marginal, levels: Self.levels, horizon: 6, spikes: nil)
        let weighted = TrainingLoss(.spike, levels: Self.levels, horizon: 6, spikes: spikes)
        // Steps 38 to 40 count: a window of 33 to 38 has one of them, that from 41 on and that up to 37 have none.
        for (origin, weight) in [(33, Float(6)), (36, 6), (40, 6), (41, 1), (32, 1)] {
            #expect(spikes.weight(id: "s", origin: origin, horizon: 6) == weight)
            var random = numbers(UInt64(origin))
            let predicted = (0..<24).map { _ in Float(10 + random.normal()) }
            let window = [History(series, count: origin)]
            let targets = Array(values[origin..<origin + 6])
            let (plain, found) = (
                Self.evaluate(all, predicted, targets: targets, histories: window, progress: 0),
                Self.evaluate(weighted, predicted, targets: targets, histories: window, progress: 0)
            )
            expectClose(found.gradient, plain.gradient.map { $0 * weight }, .relative(1e-5))
            #expect(abs(found.loss - plain.loss * Double(weight)) < 1e-4)
        }
        #expect(spikes.weight(id: "another", origin: 36, horizon: 6) == 1)
    }

    /// What lies behind the values that may be looked at changes nothing, not even what a small deviation is.
    @Test func spikesDoNotLookAhead() {
        var values = (0..<80).map { Float(10 + $0 % 3) }
        values[30] = 18
        let known = SpikeWeights([(Series(id: "s", axis: .index(), values: values), 40)], rule: SpikeRule(), lead: 2)
        for position in 40..<80 { values[position] = 1e6 }
        let changed = SpikeWeights([(Series(id: "s", axis: .index(), values: values), 40)], rule: SpikeRule(), lead: 2)
        for origin in 0..<60 {
            #expect(known.weight(id: "s", origin: origin, horizon: 4) == changed.weight(id: "s", origin: origin, horizon: 4))
        }
        #expect(known.weight(id: "s", origin: 28, horizon: 4) > 1 && known.weight(id: "s", origin: 38, horizon: 4) == 1)
    }
}
