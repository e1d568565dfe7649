import Synthesis
import TestSupport
import Testing

/// Statistics over 40 weeks against those the generator was calibrated to.
@Suite struct SurgeryGeneratorTests {
    static func trace(_ change: (inout SurgeryConfiguration) -> Void = { _ in }) throws -> SurgeryTrace {
        var configuration = SurgeryConfiguration()
        (configuration.weeks, configuration.emergencyRate) = (40, 0)
        change(&configuration)
        return try SurgeryGenerator(configuration).generate()
    }

    @Test func statisticsAreThoseOfTheCalibration() throws {
        let trace = try Self.trace()
        let n = Double(trace.occupancy.count)
        func share(_ condition: (Int) -> Bool) -> Double { Double(trace.occupancy.filter(condition).count) / n }
        expectClose(share { $0 == 0 }, 0.57, .absolute(0.015), "idle")
        expectClose(share { $0 >= 6 }, 0.18, .absolute(0.015), "six or more")
        expectClose(share { $0 >= 9 }, 0.036, .absolute(0.012), "nine or more")
        let weekdays = (0..<280).filter { $0 % 7 < 5 }
        let hours = [0.22, 2.55, 6.41, 7.37, 7.32, 7.32, 7.42, 7.32, 5.46, 3.56, 3.07, 2.97, 2.39, 0.03]
        for (offset, expected) in hours.enumerated() {
            var sum = 0
            for day in weekdays { for minute in 0..<60 { sum += trace.occupancy[day * 1_440 + (7 + offset) * 60 + minute] } }
            expectClose(Double(sum) / Double(weekdays.count * 60), expected, .absolute(0.22), "\(7 + offset) o'clock")
        }
        func peak(_ day: Int) -> Double { Double(trace.occupancy[(day * 1_440)..<(day * 1_440 + 1_440)].max()!) }
        expectClose(weekdays.reduce(0) { $0 + peak($1) } / 200, 9.0, .absolute(0.25), "weekday peak")
        expectClose((0..<280).filter { $0 % 7 >= 5 }.reduce(0) { $0 + peak($1) } / 80, 1.65, .absolute(0.4), "weekend peak")
        let operations = trace.operations.filter { $0.day % 7 < 5 }
        expectClose(Double(operations.count) / 200, 26, .absolute(1.5), "operations a weekday")
        let changes = weekdays.reduce(0) { sum, day in
            sum + (1..<1_440).filter { trace.occupancy[day * 1_440 + $0] != trace.occupancy[day * 1_440 + $0 - 1] }.count
        }
        expectClose(Double(changes) / 200, 49, .absolute(3), "changes a weekday")
    }

    /// Copies repeat the week before up to a jitter; without a share of templates nothing repeats.
    @Test func templatesRepeatWeeks() throws {
        func similarity(_ share: Double) throws -> Double {
            let trace = try Self.trace { $0.templateShare = share }
            let same = (10_080..<trace.occupancy.count).filter {
                trace.occupancy[$0] == trace.occupancy[$0 - 10_080] && trace.occupancy[$0] > 0
            }
            return Double(same.count) / Double((10_080..<trace.occupancy.count).filter { trace.occupancy[$0] > 0 }.count)
        }
        let (none, all) = (try similarity(0), try similarity(1))
        #expect(none < 0.25 && all > 0.7, "\(none) and \(all)")
    }

    @Test func switchesDoWhatTheySay() throws {
        let plain = try Self.trace()
        let shut = try Self.trace { $0.closureDay = 140 }
        #expect(shut.occupancy[..<(140 * 1_440)] == plain.occupancy[..<(140 * 1_440)])
        #expect(!shut.operations.contains { $0.day >= 140 && $0.room >= 8 })
        let cameras = try Self.trace { $0.camerasPerSurgery = 4 }
        #expect(cameras.occupancy == plain.occupancy.map { $0 * 4 })
        let holiday = try Self.trace { $0.holidays = [1] }
        #expect(holiday.operations.filter { $0.day == 1 }.count < plain.operations.filter { $0.day == 1 }.count / 2)
        let emergencies = try Self.trace { $0.emergencyRate = 3 }
        let count = emergencies.operations.filter { $0.room < 0 }.count
        #expect(abs(count - 840) < 145 && emergencies.operations.filter { $0.room >= 0 } == plain.operations)
        let overrun = try Self.trace { $0.overrunDay = 2 }
        func minutes(_ trace: SurgeryTrace) -> Int { trace.operations.filter { $0.day == 2 }.reduce(0) { $0 + $1.minutes.count } }
        #expect(
            minutes(overrun) > minutes(plain) * 11 / 10
                && overrun.operations.filter { $0.day != 2 } == plain.operations.filter { $0.day != 2 })
    }

    @Test func fileSaysWhatItIs() throws {
        let trace = try Self.trace { $0.weeks = 1 }
        let lines = String(decoding: trace.lines(), as: UTF8.self).split(separator: "\n")
        #expect(lines[0].contains("synthetic") && lines[0].contains("seed=1") && lines.count == 10_081)
        #expect(lines.dropFirst().map { Int($0)! } == trace.occupancy)
        #expect(trace.series().series[0].values.map { Int($0) } == trace.occupancy)
        #expect(throws: SynthesisError.self) { try Self.trace { $0.templateShare = 2 } }
    }
}
