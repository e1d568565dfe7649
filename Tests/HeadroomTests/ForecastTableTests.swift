import Headroom
import Testing

@Suite struct ForecastTableTests {
    private static func forecast(id: String, axis: TimeAxis) throws -> QuantileForecast {
        let history = History(Series(id: id, axis: axis, values: [1, 2, 3]))
        return QuantileForecast(
            history: history, levels: try QuantileLevels([0.1, 0.5, 0.9]), horizon: 2, values: [1, 2.5, 4, 0.5, 3, 1e9])
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The form that judges read: cutoff is the last time known, quantile columns carry the level as asked, unknown truth is empty.
    @Test func tableIsThePromisedOne() throws {
        let forecast = try Self.forecast(id: "a", axis: .clock(startSeconds: 0, stepSeconds: 60))
        let table = try ForecastTable.csv([forecast], actual: [[7, .nan]], levels: try QuantileLevels([0.1, 0.3, 0.5]))
        // Mean: 0.1·1 + 0.4·(1 + 2.5)/2 + 0.4·(2.5 + 4)/2 + 0.1·4 = 2.5; 0.3 lies half way between 0.1 and 0.5.
        let lines = Self.text(table).split(separator: "\n")
        #expect(lines[0] == "unique_id,cutoff,ds,y,mean,q0.1,q0.3,q0.5")
        #expect(lines[1] == "a,1970-01-01T00:02:00Z,1970-01-01T00:03:00Z,7.0,2.5,1.0,1.75,2.5")
        #expect(lines[2].hasPrefix("a,1970-01-01T00:02:00Z,1970-01-01T00:04:00Z,,"))
        #expect(lines.count == 3)
    }

    @Test func indexTimesAreIntegersAndNamesAreQuoted() throws {
        let forecast = try Self.forecast(id: "a \"b\", c", axis: .index(start: 10))
        let lines = Self.text(try ForecastTable.csv([forecast], levels: try QuantileLevels([0.5]))).split(separator: "\n")
        #expect(lines[1] == "\"a \"\"b\"\", c\",12,13,,2.5,2.5")
    }

    @Test func longFormAndLines() throws {
        let forecast = try Self.forecast(id: "x", axis: .index())
        let levels = try QuantileLevels([0.5, 0.9])
        let long = Self.text(try ForecastTable.longCSV([forecast], levels: levels)).split(separator: "\n")
        #expect(long == ["unique_id,cutoff,ds,quantile,value", "x,2,3,0.5,2.5", "x,2,3,0.9,4.0", "x,2,4,0.5,3.0", "x,2,4,0.9,1e+09"])
        let lines = Self.text(try ForecastTable.ndjson([forecast], levels: levels)).split(separator: "\n")
        #expect(lines[0] == "{\"unique_id\":\"x\",\"cutoff\":2,\"ds\":3,\"mean\":2.5,\"q0.5\":2.5,\"q0.9\":4.0}")
    }

    @Test func ceilings() throws {
        let forecast = try Self.forecast(id: "x", axis: .index())
        let table = Self.text(ForecastTable.ceilings([(forecast, Ceiling(window: 2, samples: [3, 1, 2]))]))
        #expect(table == "unique_id,cutoff,c0.5,c0.9,c0.95\nx,2,2.0,2.8,2.9\n")
    }

    @Test func levelsOutsideTheForecastAreRefused() throws {
        let forecast = try Self.forecast(id: "x", axis: .index())
        #expect(throws: ForecastError.levelOutsideRange(0.95, trained: [0.1, 0.5, 0.9])) {
            try ForecastTable.csv([forecast], levels: try QuantileLevels([0.95]))
        }
    }
}
