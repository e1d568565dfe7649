import Testing
import Traces

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What stands out of many lives: nothing in a steady stream, whatever its noise; what was put there.
@Suite struct LifetimeFindingsTests {
    private static let hour: Int64 = 3_600_000_000

    /// Requests by chance over ten days, about 20 in an hour, each for about two hours.
    private static func steady(_ seed: UInt64) -> [InstanceLife] {
        var random = SeasonDetectorTests.Noise(state: seed)
        var (lives, time) = ([InstanceLife](), 0.0)
        while true {
            time += -log(random.uniform()) / 20
            guard time < 240 else { return lives }
            let start = Int64(time * 3.6e9), length = Int64(-log(random.uniform()) * 7.2e9)
            lives.append(InstanceLife(id: "s\(lives.count)", user: "u\(lives.count % 5)", submitted: start, done: start + length))
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func chanceIsNoFinding(seed: UInt64) {
        let found = LifetimeFindings(Self.steady(seed))
        #expect(found.bursts.isEmpty && found.endings.isEmpty && found.rateChanges.isEmpty, "\(found)")
        #expect(found.users.count == 5 && found.users.reduce(0) { $0 + $1.instances } == Self.steady(seed).count)
    }

    /// A loop that asks for 60 instances of a second each within five minutes.
    @Test func runawayLoopsAreBurstsOfShortLives() throws {
        let start = 100 * Self.hour
        let loop = (0..<60).map { index in
            let time = start + Int64(index) * 5_000_000
            return InstanceLife(id: "loop\(index)", user: "eve", submitted: time, done: time + 1_000_000)
        }
        let found = LifetimeFindings(Self.steady(4) + loop)
        let burst = try #require(found.bursts.first)
        #expect(found.bursts.count == 1 && burst.count >= 60 && burst.count < 75 && burst.shortLived > 0.8)
        #expect(abs(burst.start - start) < Self.hour / 2)
        #expect(found.endings.count == 1, "they end one after the other as well")
    }

    /// Forty instances of one user, asked for over days, end within a minute; what the end of the trace cuts off does not count.
    @Test func commonEndsAreFound() throws {
        let end = 200 * Self.hour
        let group = (0..<40).map { index in
            InstanceLife(
                id: "g\(index)", user: "ann", cores: 8, submitted: Int64(index) * 2 * Self.hour, done: end + Int64(index) * 1_000_000)
        }
        let cut = (0..<50).map { index in
            InstanceLife(id: "c\(index)", user: "zoe", submitted: Int64(index) * Self.hour, done: 239 * Self.hour, outcome: .censored)
        }
        let found = LifetimeFindings(Self.steady(5) + group + cut)
        #expect(found.endings.count == 1 && found.bursts.isEmpty)
        let ending = try #require(found.endings.first)
        #expect(ending.count >= 40 && ending.count < 50 && ending.end - ending.start < Self.hour)
        #expect(found.users.first?.user == "ann")
    }

    /// Requests four times as often from the sixth day on.
    @Test func shiftsOfTheRateAreFound() throws {
        let lives = Self.steady(6)
        let more = (0..<3).flatMap { copy in
            Self.steady(7 + UInt64(copy)).filter { $0.submitted > 144 * Self.hour }.map { life in
                InstanceLife(id: "m\(copy)" + life.id, user: life.user, submitted: life.submitted, done: life.done)
            }
        }
        let found = LifetimeFindings(lives + more)
        let change = try #require(found.rateChanges.first)
        #expect(found.rateChanges.count == 1 && abs(change.time - 144 * Self.hour) < 4 * Self.hour)
        #expect(abs(change.before * 3600 - 20) < 3 && abs(change.after * 3600 - 80) < 8, "\(change)")
    }
}
