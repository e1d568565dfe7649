import FoundationEssentials
import Tensors
import TestSupport
import Testing

@Test func aConstantScheduleIsOne() {
    #expect([0, 1, 1_000_000].map(LearningRateSchedule.constant.factor(at:)) == [1, 1, 1])
}

@Test func theCosineScheduleWarmsUpAndFalls() {
    let schedule = LearningRateSchedule.cosine(warmup: 4, total: 12, floor: 0.1)
    expectClose((0..<4).map(schedule.factor(at:)), [0.25, 0.5, 0.75, 1], .ulp(0))
    // 0.1 + 0.9·(1 + cos(π·j/8))/2
    expectClose(
        [4, 6, 8, 10, 11].map(schedule.factor(at:)), [1, 0.8681980515, 0.55, 0.2318019485, 0.1342542105], .absolute(1e-7))
    #expect([12, 13, 5000].map(schedule.factor(at:)) == [0.1, 0.1, 0.1])
    let falling = (4...12).map(schedule.factor(at:))
    #expect(zip(falling, falling.dropFirst()).allSatisfy { $0 > $1 })
}

@Test func theCosineScheduleBearsOddLengths() {
    #expect(LearningRateSchedule.cosine(warmup: 0, total: 0, floor: 0.5).factor(at: 0) == 0.5)
    #expect(LearningRateSchedule.cosine(warmup: 0, total: 10, floor: 0).factor(at: 0) == 1)
    let onlyWarmup = LearningRateSchedule.cosine(warmup: 10, total: 5, floor: 0.2)
    #expect(onlyWarmup.factor(at: 9) == 1 && onlyWarmup.factor(at: 10) == 0.2)
}

@Test func stepDecayMultipliesAfterEveryStretch() {
    let schedule = LearningRateSchedule.stepDecay(every: 3, factor: 0.5)
    #expect((0..<7).map(schedule.factor(at:)) == [1, 1, 1, 0.5, 0.5, 0.5, 0.25])
}

@Test(arguments: [
    LearningRateSchedule.constant, .cosine(warmup: 3, total: 100, floor: 0.05), .stepDecay(every: 10, factor: 0.3),
])
func schedulesSurviveJSON(schedule: LearningRateSchedule) throws {
    #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: JSONEncoder().encode(schedule)) == schedule)
}
