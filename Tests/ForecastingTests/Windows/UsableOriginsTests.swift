import Forecasting
import Tensors
import Testing
import Traces

/// Origins that windows can be made at.
@Suite struct UsableOriginsTests {
    /// The runs are the origins that are allowed one by one, for any mixture of missing values, zeros and others.
    @Test(arguments: [(1, nil), (3, nil), (4, 4), (2, 9), (5, 3)] as [(Int, Int?)]) func runsAreWhatIsAllowed(known: Int, unit: Int?) {
        let rule = UsableOrigins(knownSpan: known, unitSpan: unit)
        for seed in UInt64(0)..<200 {
            var random = RandomStream(seed: seed, purpose: "origins")
            let values = (0..<40).map { _ in [Float.nan, .nan, .nan, 0, 0, 0, 0, 2][random.int(below: 8)] }
            let first = random.int(below: 10)
            let origins = first...(20 + random.int(below: 20))
            let found = rule.runs(in: values, of: origins)
            #expect(found.flatMap { Array($0) } == origins.filter { rule.allow(values[..<$0]) })
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound })
        }
    }

    @Test func onlyUsableOriginsAreDrawn() throws {
        var values = (0..<600).map { Float($0 % 7 + 1) }
        values.replaceSubrange(100..<300, with: [Float](repeating: .nan, count: 200))
        let set = try SeriesSet([Series(id: "a", axis: .index(), values: values)], quantity: .gauge())
        let rule = UsableOrigins(knownSpan: 20, unitSpan: nil)
        let windows = try TrainingWindows(
            TrainingSet(set, seasons: []), context: 10, horizon: 4, minimumHistory: 4, usable: rule)
        var random = RandomStream(seed: 1, purpose: "draws")
        var seen: Set<Int> = []
        for _ in 0..<20_000 { seen.insert(windows.sample(using: &random).count) }
        #expect(seen.isDisjoint(with: 120...300) && seen.isSuperset(of: 5...119) && seen.contains(301))
        #expect(windows.validation.allSatisfy { rule.allow($0.values) })
    }
}
