import Synthesis
import TestSupport
import Testing
import Traces

@Suite struct CubeWriterTests {
    static func lines(_ path: String) -> [Substring] { String(decoding: readFile(path), as: UTF8.self).split(separator: "\n") }

    @Test func filesHaveTheSameBytesOnAnyThreads() throws {
        let folder = TemporaryFolder()
        var recipe = Cubes.small(days: 3)
        recipe.gaps = DataGaps(chance: 0.1)
        let generator = try DimensionalGenerator(recipe)
        let rows = try CubeWriter(generator).writeData(to: folder.file("one.csv"))
        try CubeWriter(generator, threads: 3).writeData(to: folder.file("three.csv"))
        #expect(readFile(folder.file("one.csv")) == readFile(folder.file("three.csv")))
        let lines = Self.lines(folder.file("one.csv"))
        #expect(lines[0] == "time,country,platform,page,views" && lines.count == rows + 1 && rows == 72 * 24)
        let table = try generator.table()
        for (place, line) in lines.dropFirst().enumerated() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let value = table.value(place / 24, group: place % 24)
            #expect(fields[1...3].map(String.init) == table.groups[place % 24])
            #expect(value.isNaN ? fields[4] == "" : Double(fields[4]) == value)
        }
    }

    @Test func labelsNameTimesAndCells() throws {
        var recipe = Cubes.small(days: 3)
        recipe.incidents = [
            IncidentRule(
                .dip, .at(Cubes.at("2026-03-03T06:00:00Z")), duration: 3 * 3_600_000_000_000, size: 0.25, metrics: ["views"],
                filter: CellFilter(["country": ["us"], "platform": ["mobile", "tablet"]])),
            IncidentRule(.phaseShift, .at(Cubes.at("2026-03-04T00:00:00Z")), duration: nil, size: 2),
        ]
        let table = CubeWriter(try DimensionalGenerator(recipe)).labelTable()
        #expect(
            String(decoding: table, as: UTF8.self) == """
                incident,kind,start,end,size,unit,metrics,cells
                0,dip,2026-03-03T06:00:00Z,2026-03-03T09:00:00Z,0.25,factor,views,country=us;platform=mobile|tablet
                1,phase-shift,2026-03-04T00:00:00Z,2026-03-05T00:00:00Z,2,hours,*,*

                """)
    }

    /// The truth is the product of its components, and marks what was not reported.
    @Test func truthIsTheProductOfItsParts() throws {
        let folder = TemporaryFolder()
        var recipe = Cubes.small(days: 2)
        recipe.gaps = DataGaps(chance: 0.2)
        let generator = try DimensionalGenerator(recipe)
        try CubeWriter(generator).writeTruth(to: folder.file("truth.csv"))
        let lines = Self.lines(folder.file("truth.csv"))
        #expect(lines.count == 1 + 48 * 24)
        let table = try generator.table()
        var lost = 0
        for (place, line) in lines.dropFirst().enumerated() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let (bucket, cell) = (place / 24, place % 24)
            let parts = try generator.truth(metric: "views", cell: cell, bucket: bucket)
            #expect(fields[4] == "views" && Double(fields[5]) == parts.expected)
            let product = fields[6...11].reduce(1) { $0 * Double($1)! }
            expectClose(product, parts.components.expected, .relative(1e-12))
            #expect((fields[14] == "0") == table.value(bucket, group: cell).isNaN)
            if fields[14] == "0" { lost += 1 }
        }
        #expect(lost > 150 && lost < 320)
    }

    @Test func sparseFilesLeaveZerosOut() throws {
        let folder = TemporaryFolder()
        var recipe = Cubes.small(drawing: .split, days: 1)
        recipe.metrics[0].level = .total(10)
        let generator = try DimensionalGenerator(recipe)
        let rows = try CubeWriter(generator).writeData(to: folder.file("sparse.csv"), isSparse: true)
        let values = try generator.table().values
        #expect(rows == values.filter { $0 > 0 }.count && rows > 0)
    }
}
