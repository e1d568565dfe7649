import Foundation
import Testing
import Traces

/// What is written comes back, and a file is complete or not there.
struct WritingTests {
    private func text(_ set: SeriesSet) -> String { String(decoding: LongTableWriter.bytes(of: set), as: UTF8.self) }

    @Test func theTable() throws {
        let series = Series(
            id: "a \"b\", c", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [1, .nan, 0.1, -0.0, 16_777_216, 1e-7],
            pastCovariates: [[1, 2, 3, 4, 5, 6]], futureCovariates: [[0, 0, 0, 0, 0, 0, 1.5]], staticCovariates: [.nan, 3])
        let set = try SeriesSet(
            [series], quantity: .count(), pastCovariates: ["p"], futureCovariates: ["f, g"], staticCovariates: ["s", "t"])
        #expect(
            text(set) == """
                unique_id,ds,y,p,"f, g",s,t
                "a ""b"", c",1970-01-01T00:00:00Z,1,1,0,,3
                "a ""b"", c",1970-01-01T00:01:00Z,,2,0,,3
                "a ""b"", c",1970-01-01T00:02:00Z,0.1,3,0,,3
                "a ""b"", c",1970-01-01T00:03:00Z,-0,4,0,,3
                "a ""b"", c",1970-01-01T00:04:00Z,16777216.0,5,0,,3
                "a ""b"", c",1970-01-01T00:05:00Z,1e-07,6,0,,3
                "a ""b"", c",1970-01-01T00:06:00Z,,,1.5,,3

                """)
    }

    @Test func everyFloatComesBack() throws {
        var state: UInt64 = 3
        var values: [Float] = [
            0, 1, -1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude, .pi, 0x1p24, 0x1p24 + 2, 1e10,
        ]
        while values.count < 100_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: state >> 32))
            if value.isFinite { values.append(value) }
        }
        let set = try SeriesSet([Series(id: "x", axis: .index(), values: values)], quantity: .gauge())
        let back = try read(LongTableWriter.bytes(of: set)).set.series[0].values
        #expect(back.map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test func readingWhatWasWrittenIsTheIdentity() throws {
        let names = [
            "azure-functions-2019-480.csv", "azure-functions-2019-1_minute.csv", "azure-llm-2023-conv.csv", "faas-function-week.csv",
        ]
        let folder = try ScratchFolder()
        for name in names {
            for ending in ["csv", "csv.gz"] {
                let options = TraceReadingOptions(step: name.contains("llm") ? .seconds(10) : nil)
                let set = try TraceReader.read(paths: [Fixture.path(name)], options: options).set
                let path = folder.file("\(name).\(ending)")
                try LongTableWriter.write(set, to: path)
                let head = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)).prefix(2))
                #expect((head == [0x1f, 0x8b]) == (ending == "csv.gz"))
                let back = try SeriesSet(csv: path, options: TraceReadingOptions(quantity: set.quantity))
                #expect(back.series.map(\.id) == set.series.map(\.id))
                #expect(back.series.map(\.axis) == set.series.map(\.axis))
                #expect(back.series.map(\.values) == set.series.map(\.values))
                #expect(back.quantity == set.quantity)
            }
        }
    }

    @Test func gapsAndCovariatesComeBack() throws {
        let series = [
            Series(
                id: "a", axis: TimeAxis(kind: .index, start: -5, step: 5), values: [1, .nan, 3], pastCovariates: [[1, .nan, 2]],
                futureCovariates: [[.nan, 1, 2, 3]], staticCovariates: [7]),
            Series(
                id: " b\n", axis: TimeAxis(kind: .index, start: 10, step: 5), values: [4], pastCovariates: [[0.5]], futureCovariates: [[9]],
                staticCovariates: [-1]),
        ]
        let set = try SeriesSet(series, quantity: .gauge(), pastCovariates: ["p"], futureCovariates: ["f"], staticCovariates: ["s"])
        let back = try read(LongTableWriter.bytes(of: set)) {
            $0.columns = LongTableColumns(pastCovariates: ["p"], futureCovariates: ["f"], staticCovariates: ["s"])
            ($0.gaps, $0.quantity) = (.missing, .gauge())
        }.set
        for (one, other) in zip(back.series, set.series) {
            #expect(one.id == other.id && one.axis == other.axis && one.staticCovariates == other.staticCovariates)
            #expect(same(one.values, other.values))
            #expect(same(one.pastCovariates[0], other.pastCovariates[0]) && same(one.futureCovariates[0], other.futureCovariates[0]))
        }
    }

    @Test func theSameBytesEveryTime() throws {
        let folder = try ScratchFolder()
        let set = try TraceReader.read(paths: [Fixture.path("azure-functions-2019-480.csv")]).set
        for name in ["a.gz", "b.gz"] { try LongTableWriter.write(set, to: folder.file(name)) }
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: folder.file("a.gz"))) == Data(contentsOf: URL(fileURLWithPath: folder.file("b.gz"))))
    }

    @Test func nothingIsLeftBehind() throws {
        let folder = try ScratchFolder()
        let path = folder.file("out.csv")
        try AtomicFile.write(Array("old".utf8), to: path)
        do {
            let file = try AtomicFile(path: path)
            try file.write("half of it")
            #expect(try folder.names().count == 2)
        }
        #expect(try folder.names() == ["out.csv"], "an object that goes away takes its temporary file along")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        let file = try AtomicFile(path: path)
        try file.write("new")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old", "not before commit")
        try file.commit()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new")
        #expect(try folder.names() == ["out.csv"])
    }

    @Test func refusedPaths() throws {
        let folder = try ScratchFolder()
        #expect(throws: TraceError.unwritable(file: folder.path, reason: "it is a folder")) { try AtomicFile(path: folder.path) }
        let lost = folder.file("no/such/folder.csv")
        #expect(throws: TraceError.unwritable(file: lost, reason: "No such file or directory")) { try AtomicFile(path: lost) }
        #expect(throws: TraceError.unwritable(file: "\"\"", reason: "the path is empty")) { try AtomicFile(path: "") }
        let full = try AtomicFile(path: "/dev/full")
        #expect(throws: TraceError.unwritable(file: "/dev/full", reason: "No space left on device")) { try full.write("x") }
        #expect(try folder.names().isEmpty)
    }

    @Test func linksModesAndDevices() throws {
        let folder = try ScratchFolder()
        let (target, link) = (folder.file("target.csv"), folder.file("link.csv"))
        try AtomicFile.write(Array("old".utf8), to: target)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: target)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        try AtomicFile.write(Array("new".utf8), to: link)
        #expect(try String(contentsOfFile: target, encoding: .utf8) == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
        #expect(try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int == 0o640)
        try AtomicFile.write(Array("gone".utf8), to: "/dev/null")
        #expect(try folder.names() == ["link.csv", "target.csv"])
    }
}
