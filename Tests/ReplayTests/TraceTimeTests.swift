import Replay
import Testing

@Suite struct TraceTimeTests {
    @Test(arguments: [
        ("0.0.0", 0.0), ("1.0.0", 86_400), ("13.23.60", 1_209_600), ("14.0.0", 1_209_600), ("0.0.60", 3600), ("3600", 3600), ("90s", 90),
        ("0.5s", 0.5),
    ])
    func timesAreRead(text: String, seconds: Double) throws { #expect(try TraceTime(text).seconds == seconds) }

    @Test(arguments: [
        "", "1.2", "1.2.3.4", "0.24.0", "0.0.61", "-1.0.0", "a.b.c", "1..0", "1e3", "nans", "infs", "-5s", "99999999999999.0.0",
    ])
    func otherTextsAreRefused(text: String) {
        #expect(throws: ReplayError.notATime(text)) { try TraceTime(text) }
    }

    @Test func wholeMinutesAreWrittenAsTheyAreRead() throws {
        for text in ["0.0.0", "3.4.5", "13.23.59"] { #expect(try TraceTime(text).description == text) }
        #expect(TraceTime(seconds: 0.5).description == "0.5s")
    }
}
