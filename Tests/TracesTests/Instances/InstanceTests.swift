import TestSupport
import Testing
import Traces

/// Lives of instances, what they use, and what stands out of many.
@Suite struct InstanceTests {
    /// Ten instances on two hosts of four cores: times in seconds.
    static let table = """
        index,user,t_submit,t_place,t_setup_end,t_end_run,t_done,outcome,cores,node
        a,ann,0,0,10,100,105,completed,2,h1
        b,ann,5,5,15,100.5,105.5,completed,2,h1
        c,ben,20,,,,80,evicted,1,h2
        d,ben,20,30,31,90,90,failed,1,h2
        e,,200,200,200,200.25,200.25,completed,4,h1
        f,cat,210,,,,210,rejected,,
        g,cat,300,310,320,400,410,completed,1,h1
        h,cat,300,310,320,400,410,completed,1,h1
        i,cat,300,310,320,400,410,completed,2,h2
        j,cat,390,,,,500,censored,1,h2

        """

    static func source(_ text: String) -> ByteSource { .memory(name: "instances.csv", bytes: Array(text.utf8)) }

    @Test func tablesAreReadAndWritten() throws {
        let lives = try InstanceTable.read(Self.source(Self.table))
        #expect(lives.count == 10)
        #expect(
            lives[1]
                == InstanceLife(
                    id: "b", user: "ann", cores: 2, node: "h1", submitted: 5_000_000, placed: 5_000_000, running: 15_000_000,
                    ended: 100_500_000,
                    done: 105_500_000))
        #expect(lives[2] == InstanceLife(id: "c", user: "ben", node: "h2", submitted: 20_000_000, done: 80_000_000, outcome: .evicted))
        #expect(lives[5].outcome == .rejected && lives[5].node == nil && lives[4].user.isEmpty)
        let folder = TemporaryFolder()
        let path = folder.file("again.csv.gz")
        try InstanceTable.write(lives.reversed(), to: path)
        #expect(try InstanceTable.read(.file(path)) == lives, "written in the order of launch, which is that of the table")
    }

    /// A table may have only what is needed.
    @Test func identifiersAndPhasesMayBeMissing() throws {
        let lives = try InstanceTable.read(Self.source("t_done,t_submit\n9,3\n8,4\n"))
        #expect(lives.map(\.id) == ["0", "1"] && lives.map(\.runTime) == [6_000_000, 4_000_000])
    }

    @Test(arguments: [
        ("t_submit,t_end\n1,2\n", "t_done"), ("t_submit,t_done\n5,2\n", "line 2"), ("t_submit,t_done\n1,2\n,2\n", "line 3"),
        ("t_submit,t_done\n-1,2\n", "line 2"), ("t_submit,t_done,cores\n1,2,0\n", "cores"), ("t_submit,t_done,cores\n1,2,1.5\n", "cores"),
        ("t_submit,t_done,outcome\n1,2,lost\n", "outcome"), ("t_submit,t_done,t_end_run\n1,2,3\n", "t_end_run"),
        ("t_submit,t_done\n1,1e300\n", "t_done"), ("t_submit,t_done\n1,x\n", "t_done"),
        ("t_submit,t_setup_end,t_end_run,t_done\n1,3,2,4\n", "t_end_run"),
    ]) func brokenTablesAreRefused(table: String, named: String) throws {
        let error = #expect(throws: TraceError.self) { try InstanceTable.read(Self.source(table)) }
        #expect(error?.description.contains(named) == true, "\(error?.description ?? "")")
    }

    /// By hand: cores 2 from 0, 4 from 5, 5 from 20 (c), 6 from 30 (d), 5 from 80, 4 from 90, 2 from 105, 0 from 105.5, and so on.
    @Test func useAddsUp() throws {
        let use = ClusterUse(try InstanceTable.read(Self.source(Self.table)))
        let seconds = use.cores.times.map { Double($0) / 1e6 }
        #expect(seconds == [0, 5, 20, 30, 80, 90, 105, 105.5, 200, 200.25, 310, 390, 410, 500])
        #expect(use.cores.values == [2, 4, 5, 6, 5, 4, 2, 0, 4, 0, 4, 5, 1, 0])
        let hosts = try #require(use.hosts)
        #expect(hosts.times.map { Double($0) / 1e6 } == [0, 20, 90, 105.5, 200, 200.25, 310, 410, 500])
        #expect(hosts.values == [1, 2, 1, 0, 1, 0, 2, 1, 0])
        #expect(use.span == 0..<500_000_000)
        let without = try InstanceTable.read(Self.source("t_submit,t_done\n1,2\n"))
        #expect(ClusterUse(without).hosts == nil)
    }

    /// A burst of a tenth of a second in an hour is seen in the pixel that it lies in, and means add up to the whole.
    @Test func envelopesKeepBursts() {
        let use = StepFunction(times: [0, 1_000_000_000, 1_000_100_000], values: [1, 9, 1])
        let pixels = use.envelope(over: 0..<3_600_000_000, count: 100)
        #expect(pixels.enumerated().filter { $1.most == 9 }.map(\.offset) == [27])
        #expect(pixels.allSatisfy { $0.least == 1 })
        let mean = pixels.reduce(0) { $0 + $1.mean } / 100
        #expect(abs(mean - (1 + 8 * 0.1 / 3600)) < 1e-9)
        // From the middle of a step on.
        #expect(use.envelope(over: 1_000_050_000..<1_000_150_000, count: 2).map(\.mean) == [9, 1])
        #expect(use.value(at: -1) == 0 && use.value(at: 0) == 1 && use.value(at: 1_000_000_000) == 9 && use.value(at: 1 << 60) == 1)
    }

    @Test func stepsThatChangeNothingAreLeftOut() {
        let steps = StepFunction(times: [1, 1, 2, 3, 3, 4], values: [5, 7, 7, 1, 7, 8])
        #expect(steps.times == [1, 4] && steps.values == [7, 8])
    }

    @Test func changesAreRead() throws {
        let table = ByteSource.memory(name: "p.csv", bytes: Array("time,hosts\n0,4\n10.5,3\n10.5,2\n".utf8))
        #expect(try StepFunction(changesIn: table, of: "hosts") == StepFunction(times: [0, 10_500_000], values: [4, 2]))
        for broken in ["time,hosts\n5,1\n4,1\n", "time,hosts\n5,x\n", "time,n\n5,1\n", "time,hosts\n-1,1\n", "time,hosts\n1,inf\n"] {
            #expect(throws: TraceError.self) {
                try StepFunction(changesIn: .memory(name: "p.csv", bytes: Array(broken.utf8)), of: "hosts")
            }
        }
    }
}
