import Forecasting
import Tensors
import Testing
import Traces

@Suite struct AgeScheduleTests {
    @Test func noneHasNoAges() {
        #expect((0..<200).allSatisfy { AgeSchedule.none.age(seed: 1, step: $0) == 0 })
        #expect(AgeSchedule(nil, context: 60) == .none)
    }

    /// A share of the batches has ages up to the largest one, the same for the same seed and step.
    @Test func agesAreDrawnByStep() {
        let schedule = AgeSchedule(StreamingConfiguration(share: 0.25), context: 60)
        #expect(schedule.maximum == 120)
        let ages = (0..<4000).map { schedule.age(seed: 7, step: $0) }
        let aged = ages.filter { $0 > 0 }
        // Binomial: 1000 ± 5 × 27; uniform on 1…120: mean 60.5, deviation 35.
        #expect((863...1137).contains(aged.count))
        #expect(abs(Double(aged.reduce(0, +)) / Double(aged.count) - 60.5) < 5.5 && aged.max() == 120 && aged.min() == 1)
        #expect(ages == (0..<4000).map { schedule.age(seed: 7, step: $0) } && ages != (0..<4000).map { schedule.age(seed: 8, step: $0) })
    }

    /// Catch-up by the definition: L + m rows, K at once and K with each of m observations.
    @Test(arguments: [1, 2, 24, 60, 61, 256], [2, 3, 4, 7, 60, 1000])
    func warmupIsTheFirstObservationThatCatchesUp(context: Int, steps: Int) {
        var (rows, observations) = (steps, 0)
        while rows < context + observations {
            rows += steps
            observations += 1
        }
        #expect(StreamingConfiguration(rebuildSteps: steps).warmup(context: context) == observations)
    }

    /// Training windows with an age leave room for it before their origin where a series has it.
    @Test func originsLeaveRoom() throws {
        let long = Series(id: "long", axis: .index(), values: (0..<400).map(Float.init))
        let short = Series(id: "short", axis: .index(), values: (0..<60).map(Float.init))
        let training = TrainingSet(try SeriesSet([long, short], quantity: .gauge()), seasons: [])
        let windows = try TrainingWindows(training, context: 12, horizon: 4, minimumHistory: 4)
        for age in [0, 20, 100] {
            var random = RandomStream(seed: 1, purpose: "test")
            for _ in 0..<500 {
                let history = windows.sample(using: &random, age: age)
                if history.id == "long" { #expect(history.count >= 6 + age) }
                #expect(history.count + 4 <= history.series.count)
            }
        }
    }

    /// Training with ages is reproducible, does not depend on threads beyond the order of sums, and differs from training without.
    @Test func trainingWithAgesIsReproducible() throws {
        let training = TrainingSet(series((0..<3).map { wave($0, count: 300) }), seasons: [24])
        func trained(_ ages: AgeSchedule) throws -> [Float] {
            let small = try SmallTraining(training)
            let trainer = try WindowTrainer(
                network: small.network, assembler: small.assembler,
                windows: TrainingWindows(training, context: 12, horizon: 4, minimumHistory: 4), levels: small.levels,
                configuration: SmallTraining.configuration, ages: ages, options: small.options)
            var state = trainer.initialState()
            try trainer.train(&state, stage: "test")
            return state.parameters
        }
        let ages = AgeSchedule(maximum: 24, share: 0.5)
        #expect(try trained(ages) == trained(ages) && trained(ages) != trained(.none))
    }
}
