import TestSupport
import Testing
import Traces

@Suite struct NumberTableTests {
    private static func table(_ names: [String], _ text: String) throws -> NumberTable {
        try NumberTable(names, from: .memory(name: "rows.csv", bytes: Array(text.utf8)))
    }

    @Test func columnsComeInTheOrderAsked() throws {
        let table = try Self.table(["b", "a"], "a,other,b\n1,x,0.1\n,y,-inf\n1e300,z,nan\n")
        #expect(table.rows == 3 && table.columns == ["b", "a"])
        #expect(table.values[0] == 0.1 && table.values[1] == 1)
        #expect(table.values[2] == -.infinity && table.values[3].isNaN)
        #expect(table.values[4].isNaN && table.values[5] == 1e300)
    }

    @Test func faultsHaveAPlace() {
        #expect(throws: TraceError.missingColumn(file: "rows.csv", column: "c", available: ["a", "b"])) {
            try Self.table(["c"], "a,b\n1,2\n")
        }
        #expect(throws: TraceError.notANumber(at: TraceLocation(file: "rows.csv", line: 3, column: "b"), found: "\"x\"")) {
            try Self.table(["b"], "a,b\n1,2\n1,x\n")
        }
        #expect(throws: TraceError.raggedRow(at: TraceLocation(file: "rows.csv", line: 2), expected: 2, found: 1)) {
            try Self.table(["a"], "a,b\n1\n")
        }
    }

    @Test func contentsAreBounded() throws {
        let source = ByteSource.memory(name: "text", bytes: [1, 2, 3])
        #expect(try source.contents(atMost: 3) == [1, 2, 3])
        #expect(throws: TraceError.self) { try source.contents(atMost: 2) }
    }
}
