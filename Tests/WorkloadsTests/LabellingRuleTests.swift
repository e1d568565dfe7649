import Synthesis
import Testing
import Workloads

@Suite struct LabellingRuleTests {
    @Test func rulesAbstainOnWhatIsNotKnown() {
        let nothing = [Float](repeating: .nan, count: 100)
        #expect(LabellingRule.all.allSatisfy { $0.vote(nothing[...]) == nil })
        #expect(LabellingRule.plurality([nil, nil]) == [0.25, 0.25, 0.25, 0.25])
        #expect(LabellingRule.plurality([0, 1, nil, 1]) == [1.0 / 3, 2.0 / 3, 0, 0])
    }

    @Test func everyArchetypeHasRulesWithAndWithoutContext() throws {
        for archetype in Archetype.allCases { #expect(LabellingRule.all.filter { $0.archetype == archetype }.count >= 3) }
        #expect(Set(LabellingRule.all.map(\.name)).count == LabellingRule.all.count)
    }

    /// Votes are for the class of the function far more often than for any other.
    @Test func rulesVoteForTheirArchetype() throws {
        // Rules learn nothing: they are to tell the fullest cycles too.
        var ranges = ArchetypeRanges.training
        ranges.periodic.amplitude = 0.15...0.95
        let functions =
            try SyntheticFunctions.make(8, days: 4, ranges: ranges, seed: 6)
            + SyntheticFunctions.make(8, days: 4, ranges: .fasterThanTraining, seed: 6)
        let features = try ArchetypeFeatures()
        var votes = [[Int]](repeating: [Int](repeating: 0, count: 4), count: LabellingRule.all.count)
        for function in functions {
            for window in LabellingRule.votes(features.windows(of: function.values)) {
                for (rule, vote) in window.enumerated() where vote != nil { votes[rule][function.archetype.index] += 1 }
            }
        }
        for (rule, counts) in zip(LabellingRule.all, votes) {
            #expect(counts[rule.archetype.index] == counts.max(), "\(rule.name): \(counts)")
            #expect(counts[rule.archetype.index] > 0, "\(rule.name)")
        }
    }
}
