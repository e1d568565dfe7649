import TestSupport
import Testing
import Workloads

@Suite struct EvaluationTests {
    @Test(arguments: [(0, 60), (1440, 60), (1445, 180), (10_000, 75), (20_160, 60), (50, 60)])
    func noMinuteIsOnBothSides(cutoff: Int, embargo: Int) {
        let plan = WindowPlan.standard
        let split = TimeSplit(plan, minutes: 20_160, cutoff: cutoff, embargo: embargo)
        #expect(split.training.allSatisfy { plan.start(of: $0) + plan.length <= cutoff - embargo })
        #expect(split.test.allSatisfy { plan.start(of: $0) >= cutoff })
        // Nothing more could be used.
        let windows = 0..<plan.count(minutes: 20_160)
        #expect(windows.filter { plan.start(of: $0) + plan.length <= cutoff - embargo }.count == split.training.count)
        #expect(windows.filter { plan.start(of: $0) >= cutoff }.count == split.test.count)
    }

    @Test(arguments: [0.0, 0.1, 0.5, 1]) func functionsAreOnOneSide(share: Double) {
        let functions = (0..<42).map { (id: "f\($0)", archetype: Archetype.allCases[$0 % 4]) }
        let split = FunctionSplit(functions, share: share, seed: 1)
        #expect((split.chosen + split.rest).sorted() == Array(0..<42))
        for archetype in Archetype.allCases {
            let drawn = split.chosen.filter { functions[$0].archetype == archetype }.count
            let all = functions.filter { $0.archetype == archetype }.count
            #expect(abs(Double(drawn) - share * Double(all)) <= 0.5)
        }
        // By name, not by place.
        let reversed = FunctionSplit(functions.reversed(), share: share, seed: 1)
        #expect(Set(reversed.chosen.map { functions.reversed()[$0].id }) == Set(split.chosen.map { functions[$0].id }))
        if share == 0.5 { #expect(FunctionSplit(functions, share: share, seed: 2).chosen != split.chosen) }
    }

    @Test func oneFunctionOfAClassIsNotKept() {
        let one = [(id: "a", archetype: Archetype.spike), (id: "b", archetype: .ramp), (id: "c", archetype: .ramp)]
        #expect(FunctionSplit(one, share: 0.01, seed: 1).chosen.count == 1)
    }

    @Test func errorsOfCalibrationAreThoseOfTheDefinition() {
        var diagram = ReliabilityDiagram(bins: 10)
        for index in 0..<10 { diagram.add(confidence: 0.85, isRight: index < 6) }
        for _ in 0..<30 { diagram.add(confidence: 0.35, isRight: false) }
        diagram.add(confidence: 1, isRight: true)
        expectClose(diagram.expectedError, (10 * 0.25 + 30 * 0.35) / 41, .absolute(1e-12))
        #expect(diagram.bins.map(\.count) == [0, 0, 0, 30, 0, 0, 0, 0, 10, 1])
        #expect(ReliabilityDiagram().expectedError.isNaN)
    }
}
