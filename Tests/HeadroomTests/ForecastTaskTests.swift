import FoundationEssentials
import Headroom
import TestSupport
import Testing

@Suite struct ForecastTaskTests {
    /// A task of two series of 12 hours, the last 4 in two windows.
    static func write(to folder: String, json: (inout String) -> Void = { _ in }) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var table = "unique_id,ds,y\n"
        for id in ["a", "b"] {
            for hour in 0..<12 { table += "\(id),2026-01-01T\(hour < 10 ? "0" : "")\(hour):00:00Z,\(id == "a" ? hour % 3 : 7)\n" }
        }
        var text = """
            {"name":"t","step_seconds":3600,"seasons":[3],"horizon":2,"windows":2,"ds":"time","calendar":"","time_of_day":true,
             "day_of_week":false,"levels":[0.1,0.5,0.9],"context_limit":null,"nonnegative":true,"scale":"first_cutoff","scale_floor":0,
             "wql":"groups","not_scored":[["b","2026-01-01T11:00:00Z"]],"groups":{"a":"g","b":"h"},
             "cutoffs":{"a":["2026-01-01T07:00:00Z","2026-01-01T09:00:00Z"],"b":["2026-01-01T07:00:00Z","2026-01-01T09:00:00Z"]}}
            """
        json(&text)
        try Data(table.utf8).write(to: URL(filePath: folder + "/data.csv"))
        try Data(text.utf8).write(to: URL(filePath: folder + "/task.json"))
    }

    @Test func readsATask() throws {
        let folder = TemporaryFolder()
        try Self.write(to: folder.path)
        let task = try ForecastTask(folder: folder.path)
        #expect(task.backtest.plan.cutoffs == [[8, 10], [8, 10]])
        #expect(task.training.histories.map(\.count) == [8, 8])
        #expect(task.seasons == [3])
        #expect(task.set.quantity.lowerBound == 0)
        #expect(!task.set.calendar.dayOfWeekIsReal)
        #expect(task.backtest.unscored == ["b": [11]])
        let model = try NaiveForecaster(.seasonalNaive, horizon: 2).fit(on: task.training, options: FitOptions())
        let scored = try task.backtest.run(model, on: task.set)
        #expect(scored.map(\.group) == ["g", "g", "h", "h"])
        #expect(scored[0].actual == [2, 0])
        #expect(scored[3].actual[0] == 7 && scored[3].actual[1].isNaN)
    }

    @Test(arguments: [
        ("\"a\":[\"2026-01-01T07:00:00Z\"", "\"a\":[\"2026-01-01T07:30:00Z\"", "cutoff"), ("\"seasons\":[3]", "\"seasons\":[]", "seasons"),
        ("\"horizon\":2", "\"horizon\":5", "followed"), ("{\"name\"", "{\"nam\"", "name"), ("\"groups\",\"not", "\"other\",\"not", "wql"),
    ])
    func faultsAreSentences(find: String, replacement: String, word: String) throws {
        let folder = TemporaryFolder()
        try Self.write(to: folder.path) { text in
            let parts = text.split(separator: find, maxSplits: 1, omittingEmptySubsequences: false)
            #expect(parts.count == 2)
            text = parts.joined(separator: replacement)
        }
        let error = #expect(throws: TaskError.self) { try ForecastTask(folder: folder.path) }
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }

    @Test func missingFolderIsASentence() {
        #expect(throws: TaskError.unreadable(file: "/nowhere/task.json")) { try ForecastTask(folder: "/nowhere") }
    }
}
