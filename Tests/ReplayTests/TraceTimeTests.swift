import Replay
import Testing

@Suite struct TraceTimeTests {
    @Test(arguments: [
        ("0.0.0", 0.0), ("1.0.0", 86_400), ("13.23.60", 1_209_600), ("14.0.0", 1_209_600), ("0.0.60", 3600), ("3600", 3600), ("90s", 90),
        ("0.5s", 0.5), ("0.0.38.55", 2335), ("1.2.3.4.25", 93_784.25), ("0.0.0.0.1", 0.1),
    ])
    func timesAreRead(text: String, seconds: Double) throws { #expect(try TraceTime(text).seconds == seconds) }

    @Test(arguments: [
        "", "1.2", "1.2.3.60", "1.2.3.4.", "1.2.3.4.5.6", "1.2.3.4s", "0.24.0", "0.0.61", "-1.0.0", "a.b.c", "1..0", "1e3", "nans", "infs",
        "-5s", "99999999999999.0.0",
    ])
    func otherTextsAreRefused(text: String) {
        #expect(throws: ReplayError.notATime(text)) { try TraceTime(text) }
    }

    @Test(arguments: ["0.0.0", "3.4.5", "13.23.59", "0.0.38.55", "0.0.38.55.5", "0.0.0.0.5", "13.23.59.59.999", "0.0.38.55.1"])
    func timesAreWrittenAsTheyAreRead(text: String) throws { #expect(try TraceTime(text).description == text) }

    /// What no clock writes is written in seconds.
    @Test func veryShortNegativeAndHugeTimesAreSeconds() throws {
        #expect(TraceTime(seconds: 1e-7).description == "1e-07s" && TraceTime(seconds: -60).description == "-60.0s")
        #expect(TraceTime(seconds: 1e12).description == "1000000000000.0s")
    }

    @Test func everyTimeReadsBack() throws {
        for seconds in [0, 0.1, 2335.1, 1_209_599.999_999_9, 86_400.000_000_000_01.nextUp, 1.0 / 3, 1e-7, 3_155_759_999] {
            #expect(try TraceTime(TraceTime(seconds: seconds).description).seconds == seconds)
        }
    }
}
