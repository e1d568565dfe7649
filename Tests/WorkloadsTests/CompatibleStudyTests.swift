import Testing
import Workloads

@Suite struct CompatibleStudyTests {
    /// What AAPA publishes says nothing of the truth: trees learn the labels by heart, and both are wrong on most windows.
    @Test func labelsAreLearnedByHeartAndAreWrong() throws {
        let functions = try SyntheticFunctions.make(4, days: 6, ranges: .training, seed: 3)
        let study = try CompatibleStudy(functions, rounds: 60)
        #expect((2_500...2_900).contains(study.windows))
        #expect(study.agreement > 0.97)
        #expect(study.accuracy < 0.6 && study.ruleAccuracy < 0.6)
    }
}
