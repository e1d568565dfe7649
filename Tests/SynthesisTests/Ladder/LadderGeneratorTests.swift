import Synthesis
import TestSupport
import Testing

@Suite struct LadderGeneratorTests {
    static func jobs(_ rung: LadderRung, _ change: (inout LadderConfiguration) -> Void = { _ in }) throws -> [LadderJob] {
        var configuration = LadderConfiguration()
        (configuration.rung, configuration.jobs) = (rung, 200_000)
        change(&configuration)
        return try LadderGenerator(configuration).generate()
    }

    static func load(_ jobs: [LadderJob]) -> Double {
        let work = jobs.reduce(0.0) { $0 + Double($1.cores) * Double($1.durationMicroseconds) }
        return work / Double(jobs.last!.submitMicroseconds)
    }

    /// Every rung offers the load that was asked for, whatever else it does.
    @Test(arguments: LadderRung.allCases)
    func loadIsWhatWasAskedFor(rung: LadderRung) throws {
        let jobs = try Self.jobs(rung)
        // Users' episodes of days make the last rung's load vary slowly: 200,000 jobs are some 200 days.
        expectClose(Self.load(jobs), 0.7 * 64, .relative(rung == .productionLike ? 0.2 : 0.05), rung.rawValue)
        #expect(jobs.map(\.submitMicroseconds) == jobs.map(\.submitMicroseconds).sorted())
        #expect(jobs.indices.allSatisfy { jobs[$0].id == $0 } && jobs.allSatisfy { $0.durationMicroseconds >= 1 })
        let mean = jobs.reduce(0.0) { $0 + Double($1.durationMicroseconds) } / 2e5 / 3.6e9
        expectClose(mean, 1, .relative(0.05), "mean duration in hours")
    }

    @Test func rungsAreWhatTheyAreCalled() throws {
        func variation(_ jobs: [LadderJob]) -> Double {
            let gaps = zip(jobs, jobs.dropFirst()).map { Double($1.submitMicroseconds - $0.submitMicroseconds) }
            let mean = gaps.reduce(0, +) / Double(gaps.count)
            return (gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)).squareRoot() / mean
        }
        // Coefficients of variation: 1, and √(e − 1).
        expectClose(variation(try Self.jobs(.exponential)), 1, .relative(0.02))
        expectClose(variation(try Self.jobs(.logNormal)), 1.3108, .relative(0.06))
        #expect(try Self.jobs(.logNormal).allSatisfy { $0.cores == 1 && $0.user == 0 })
        let mixed = try Self.jobs(.heterogeneous)
        for (cores, share) in zip(LadderConfiguration.cores, [0.45, 0.25, 0.18, 0.09, 0.03]) {
            expectClose(Double(mixed.filter { $0.cores == cores }.count) / 2e5, share, .absolute(0.006), "\(cores) cores")
        }
        // Larger jobs last longer: correlation of sizes and durations is positive.
        func mean(_ cores: Int) -> Double {
            let own = mixed.filter { $0.cores == cores }
            return own.reduce(0.0) { $0 + Double($1.durationMicroseconds) } / Double(own.count)
        }
        #expect(mean(8) > 1.3 * mean(1))
    }

    /// The last rung has hours, bursts and users: counts an hour scatter far beyond Poisson, and nights are quiet.
    @Test func productionHasHoursAndUsers() throws {
        let jobs = try Self.jobs(.productionLike)
        var hours = [Double](repeating: 0, count: 24)
        for job in jobs { hours[Int(job.submitMicroseconds / 3_600_000_000 % 24)] += 1 }
        #expect(hours[10...15].reduce(0, +) > 2 * hours[0...5].reduce(0, +))
        #expect(Set(jobs.map(\.user)).count > 20)
        let days = Dictionary(grouping: jobs) { $0.submitMicroseconds / 86_400_000_000 }.mapValues(\.count)
        let mean = Double(jobs.count) / Double(days.count)
        let variance = days.values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(days.count)
        #expect(variance > 20 * mean)
    }

    @Test func seedsAndTables() throws {
        let few = try Self.jobs(.heterogeneous) { $0.jobs = 100 }
        #expect(try Self.jobs(.heterogeneous) { $0.jobs = 50 } == Array(few[..<50]))
        #expect(try Self.jobs(.heterogeneous) { ($0.jobs, $0.seed) = (100, 2) } != few)
        let life = few[7].life
        #expect(life.id == "7" && life.user == "user \(few[7].user)" && life.cores == few[7].cores && life.node == nil)
        #expect(life.submitted == few[7].submitMicroseconds && life.runTime == few[7].durationMicroseconds && life.outcome == .completed)
        #expect(throws: SynthesisError.self) { try Self.jobs(.exponential) { $0.load = 0 } }
    }
}
