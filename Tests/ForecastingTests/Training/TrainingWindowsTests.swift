import Forecasting
import Tensors
import Testing
import Traces

@Suite struct TrainingWindowsTests {
    private func windows(_ counts: [Int], context: Int, horizon: Int, minimumHistory: Int) throws(ForecastError) -> TrainingWindows {
        let set = series(counts.map { [Float](repeating: 1, count: $0) })
        return try TrainingWindows(TrainingSet(set, seasons: []), context: context, horizon: horizon, minimumHistory: minimumHistory)
    }

    /// For every length, horizon and context: no target of training lies in the part of the time that is kept for validation, no target
    /// of validation lies outside the history, and no origin has too little before it.
    @Test(arguments: [(1, 1, 2), (4, 1, 2), (8, 3, 3), (32, 12, 12), (8, 40, 8), (300, 24, 16)])
    func validationIsApartFromTraining(context: Int, horizon: Int, minimumHistory: Int) throws {
        for count in 0...600 {
            let required = minimumHistory + 2 * horizon
            guard count >= required else {
                #expect(throws: ForecastError.self) {
                    try windows([count], context: context, horizon: horizon, minimumHistory: minimumHistory)
                }
                continue
            }
            let found = try windows([count], context: context, horizon: horizon, minimumHistory: minimumHistory)
            let reserved = TrainingWindows.reserved(count: count, horizon: horizon, minimumHistory: minimumHistory)
            let start = count - reserved
            let origins = found.training[0].origins
            #expect(origins.lowerBound >= minimumHistory && origins.upperBound + horizon <= start, "\(count) values: \(origins)")
            #expect(!found.validation.isEmpty)
            for one in found.validation { #expect(one.count >= start && one.count + horizon <= count) }
            #expect(reserved >= horizon)
            // The last window is the last one possible: the end of the data is never left out.
            #expect(found.validation.map(\.count).max() == count - horizon)
            #expect(Set(found.validation.map(\.count)).count == found.validation.count, "a window is scored twice")
        }
    }

    /// What trains again on everything keeps nothing: targets reach to the end, and a series needs room for one window only.
    @Test func finalWindowsReachToTheEnd() throws {
        let set = series([40, 100].map { [Float](repeating: 1, count: $0) })
        let found = try TrainingWindows(TrainingSet(set, seasons: []), context: 10, horizon: 4, minimumHistory: 4, isFinal: true)
        #expect(found.validation.isEmpty && found.training.map(\.origins) == [5...36, 5...96])
    }

    @Test func samplesAreTrainingOrigins() throws {
        let found = try windows([100, 20, 400], context: 10, horizon: 4, minimumHistory: 4)
        var random = numbers(1)
        var seen: [String: ClosedRange<Int>] = [:]
        var counts: [String: Int] = [:]
        for _ in 0..<20_000 {
            let one = found.sample(using: &random)
            let range = found.training.first { $0.series.id == one.id }!.origins
            #expect(range.contains(one.count))
            counts[one.id, default: 0] += 1
            seen[one.id] = min(seen[one.id]?.lowerBound ?? one.count, one.count)...max(seen[one.id]?.upperBound ?? one.count, one.count)
        }
        // Every origin can be drawn, also the first and the last; series by the root of the number of their windows.
        for (series, origins) in found.training { #expect(seen[series.id] == origins) }
        let weights = found.training.map { Double($0.origins.count).squareRoot() }
        for (index, (series, _)) in found.training.enumerated() {
            let share = Double(counts[series.id]!) / 20_000
            #expect(abs(share - weights[index] / weights.reduce(0, +)) < 0.015)
        }
    }

    @Test func shortSeriesAreLeftOut() throws {
        let found = try windows([9, 10, 0, 300], context: 4, horizon: 3, minimumHistory: 4)
        #expect(found.training.map(\.series.id) == ["s1", "s3"])
        #expect(Set(found.validation.map(\.id)) == ["s1", "s3"])
    }

    @Test func nothingToTrainOnIsASentence() {
        do throws(ForecastError) {
            _ = try windows([9, 3], context: 4, horizon: 3, minimumHistory: 4)
            Issue.record("trained on nothing")
        } catch {
            #expect(
                error.description
                    == "nothing to train on: the longest history has 9 values, a window for training and one for validation need 10 (horizon 3)"
            )
        }
        #expect(throws: ForecastError.self) { try windows([], context: 4, horizon: 3, minimumHistory: 4) }
    }

    /// Thousands of series: validation stays affordable and touches most of them, at all of their origins.
    @Test func validationIsThinnedForManySeries() throws {
        let found = try windows([Int](repeating: 200, count: 1000), context: 10, horizon: 4, minimumHistory: 4)
        #expect(found.training.count == 1000)
        #expect(found.validation.count == 1536)
        #expect(Set(found.validation.map(\.id)).count > 800)
        let perOrigin = Dictionary(grouping: found.validation, by: \.count).mapValues(\.count)
        #expect(perOrigin.count == 4 && perOrigin.values.allSatisfy { $0 > 300 })
        let few = try windows([2000, 2000], context: 10, horizon: 4, minimumHistory: 4)
        #expect(few.validation.count == 96)
    }

    /// Windows without a single known value before them are no training material; neither are targets nobody knows.
    @Test func onlyTheHistoryIsUsed() throws {
        let one = Series(id: "a", axis: .index(), values: [Float](repeating: 1, count: 100))
        let set = try SeriesSet([one], quantity: .gauge())
        let found = try TrainingWindows(
            TrainingSet(set, counts: [60], seasons: []), context: 4, horizon: 3, minimumHistory: 4)
        #expect(found.validation.allSatisfy { $0.count + 3 <= 60 })
        #expect(found.training[0].origins.upperBound + 3 <= 60)
    }
}
