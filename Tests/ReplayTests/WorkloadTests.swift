import Replay
import Tensors
import TestSupport
import Testing

@Suite struct WorkloadTests {
    private func workload(_ arrivals: [Double], models: [UInt32]? = nil) throws -> Workload {
        try Workload(
            models: ["a", "b, \"c\""], arrivals: arrivals, modelIndices: models ?? arrivals.indices.map { UInt32($0 % 2) },
            slos: arrivals.indices.map { $0 % 3 == 0 ? .infinity : 0.1 * Double($0) })
    }

    @Test func arrivalsOfModelsAreMergedInTheirOrder() throws {
        let source = Samples.arrivals([[1, 3, 3], [0, 3, 7], [3]], span: 0..<10)
        let replay = try TraceReplay(source, onto: ModelMap(source, models: ["a", "b", "c"]), ReplayConfiguration(process: .vanilla))
        let workload = try replay.toWorkload(slo: 0.5)
        #expect(workload.arrivals == [0, 1, 3, 3, 3, 3, 7] && workload.modelIndices == [1, 0, 0, 0, 1, 2, 1])
        #expect(workload.ids == [0, 1, 2, 3, 4, 5, 6] && workload.slos.allSatisfy { $0 == 0.5 } && workload.model(of: 5) == "c")
        #expect(throws: ReplayError.self) { try replay.toWorkload(slo: 0) }
    }

    @Test func mergesAreStableAndLeaveTheirPartsAlone() throws {
        let a = try Workload(models: ["x", "y"], arrivals: [1, 2, 2], modelIndices: [0, 0, 1], slos: [1, 2, 3])
        let b = try Workload(models: ["y", "z"], arrivals: [2, 2], modelIndices: [0, 1], slos: [4, 5])
        let merged = Workload.merge([a, b])
        #expect(merged.models == ["x", "y", "z"] && merged.arrivals == [1, 2, 2, 2, 2] && merged.modelIndices == [0, 0, 1, 1, 2])
        #expect(merged.slos == [1, 2, 4, 3, 5] && merged.ids == [0, 1, 2, 3, 4] && a.ids == [0, 1, 2])
        #expect(Workload.merge([]) == .empty)
    }

    @Test func splits() throws {
        let whole = try workload([0, 1, 4, 5, 5, 11, 12])
        #expect(whole.splitRoundRobin(3).map(\.arrivals) == [[0, 5, 12], [1, 5], [4, 11]])
        #expect(whole.splitRoundRobin(3)[1].ids == [1, 4])
        #expect(try whole.split(width: 4, anchor: .arrivals).map(\.arrivals) == [[0, 1, 4], [5, 5], [11, 12]])
        #expect(try whole.split(width: 4, anchor: .grid(from: 0)).map(\.arrivals) == [[0, 1], [4, 5, 5], [11], [12]])
        #expect(try Workload.empty.split(width: 4, anchor: .arrivals).isEmpty)
        #expect(throws: ReplayError.self) { try whole.split(width: 0, anchor: .arrivals) }
        #expect(whole[2..<4].ids == [2, 3])
    }

    @Test func scalesKeepMeansAndOrder() throws {
        let whole = try workload((0..<2000).map { Double($0) * 0.5 })
        for rate in [0.25, 1, 2.5] {
            let scaled = try whole.scaled(rate: rate, over: 0..<1000, seed: 4)
            #expect(abs(Double(scaled.count) - 2000 * rate) <= 4 * (2000.0 * 0.25).squareRoot())
            #expect(scaled.arrivals.isSorted && scaled.arrivals.allSatisfy { $0 >= 0 && $0 < 1000 })
        }
        #expect(try whole.scaled(rate: 1, over: 0..<1000, seed: 4) == whole)
        #expect(try whole.scaled(time: 2, from: 100).arrivals[400] == 150)
        #expect(throws: ReplayError.self) { try whole.scaled(rate: 2, over: 0..<10, seed: 1) }
    }

    @Test func columnsThatAreNoWorkloadAreRefused() {
        #expect(throws: ReplayError.self) { try workload([2, 1]) }
        #expect(throws: ReplayError.self) { try workload([.nan]) }
        #expect(throws: ReplayError.self) { try workload([1], models: [2]) }
        #expect(throws: ReplayError.self) { try Workload(models: ["a"], arrivals: [1], modelIndices: [0], slos: [-1]) }
        #expect(throws: ReplayError.self) { try Workload(models: ["a"], arrivals: [1], modelIndices: [], slos: [1]) }
    }

    @Test func filesGiveTheSameWorkloadAgain() throws {
        let folder = TemporaryFolder()
        let whole = try workload([0, 0.1, 1.0 / 3, 4e5, 4e5])
        for name in ["w.csv", "w.csv.gz"] {
            try whole.writeCSV(to: folder.file(name))
            #expect(try Workload(csv: folder.file(name)) == whole)
        }
        try whole.writeBinary(to: folder.file("w.bin"))
        #expect(try Workload(binary: folder.file("w.bin")) == whole)
        try Workload.empty.writeBinary(to: folder.file("none.bin"))
        #expect(try Workload(binary: folder.file("none.bin")) == .empty)
    }

    @Test func damagedFilesAreRefused() throws {
        let folder = TemporaryFolder()
        try workload([0, 1, 2]).writeBinary(to: folder.file("w.bin"))
        let bytes = readFile(folder.file("w.bin"))
        for length in 0..<bytes.count {
            writeFile(folder.file("short.bin"), Array(bytes[..<length]))
            #expect(throws: ReplayError.self) { try Workload(binary: folder.file("short.bin")) }
        }
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 0x40
            writeFile(folder.file("changed.bin"), changed)
            #expect(throws: ReplayError.self) { try Workload(binary: folder.file("changed.bin")) }
        }
        for text in [
            "", "a,b\n", "arrival,model,slo,id\n1,a,2\n", "arrival,model,slo,id\nx,a,2,0\n", "arrival,model,slo,id\n1,\"a,2,0\n",
            "arrival,model,slo,id\n2,a,1,0\n1,a,1,1\n",
        ] {
            writeFile(folder.file("w.csv"), Array(text.utf8))
            #expect(throws: ReplayError.self, "\(text)") { try Workload(csv: folder.file("w.csv")) }
        }
    }

    @Test func outcomesByExactPercentiles() throws {
        let whole = try workload([0, 1, 2, 3, 4])
        let starts: [Double] = [0, 1, 2, 3, 4]
        let outcomes = try whole.outcomes(
            starts: starts, finishes: [1, 3, 5, 7, 9], good: [true, true, true, true, false])
        #expect(outcomes.all.requests == 5 && outcomes.all.good == 4 && outcomes.all.goodput == 0.8)
        #expect(outcomes.all.mean == 2.5 && outcomes.all.p50 == 2.5 && outcomes.all.requestRate == 1.25)
        expectClose(outcomes.all.p90 ?? 0, 3.7, .relative(1e-14))
        expectClose(outcomes.all.throughput ?? 0, 4.0 / 3, .relative(1e-14))
        #expect(outcomes.models.map(\.requests) == [3, 2] && outcomes.models[0].model == "a")
        let warm = try whole.outcomes(starts: starts, finishes: [1, 3, 5, 7, 9], good: [true, true, true, true, true], warmup: 1)
        #expect(warm.all.requests == 3 && warm.all.mean == 3)
        #expect(throws: ReplayError.self) {
            try whole.outcomes(starts: starts, finishes: [-1, 3, 5, 7, 9], good: [true, true, true, true, true])
        }
        #expect(try Workload.empty.outcomes(starts: [], finishes: [], good: []).all.mean == nil)
    }
}
