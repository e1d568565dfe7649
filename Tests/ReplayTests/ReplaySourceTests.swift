import Replay
import Tensors
import Testing
import Traces

@Suite struct ReplaySourceTests {
    @Test func rangesOutsideTheTraceOrReversedNameBothEnds() throws {
        let source = try Samples.counts([1, 2, 3, 4])
        let (a, b) = (TraceTime(seconds: 120), TraceTime(seconds: 60))
        #expect(throws: ReplayError.reversedRange(start: a, end: b)) { try source.slice(from: a, to: b) }
        #expect(ReplayError.reversedRange(start: a, end: b).description.contains("start 0.0.2 and end 0.0.1"))
        #expect(throws: ReplayError.outsideTrace(start: b, end: TraceTime(seconds: 300), covered: 0..<240)) {
            try source.slice(from: b, to: TraceTime(seconds: 300))
        }
        #expect(throws: ReplayError.insideStep(time: TraceTime(seconds: 90), step: 60)) { try source.slice(to: TraceTime(seconds: 90)) }
        #expect(try source.slice(from: b) == 60..<240)
    }

    @Test func functionsThatBeginLaterOrEndEarlierCountZeroThere() throws {
        let long = Series(id: "a", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [1, 1, 1, 1])
        let short = Series(id: "b", axis: .clock(startSeconds: 60, stepSeconds: 60), values: [5, 6])
        let source = try ReplaySource(counts: SeriesSet([long, short], quantity: .count()))
        let map = try ModelMap(source, models: ["a", "b"])
        let replay = try TraceReplay(source, onto: map, ReplayConfiguration(process: .vanilla, window: 60))
        #expect(try replay.counts(step: 60).series[1].values == [0, 5, 6, 0])
    }

    @Test func whatIsNoCountIsRefusedWithItsPlace() throws {
        #expect(throws: ReplayError.notACount(series: "f", position: 1, found: 0.5)) { try Samples.counts([1, 0.5]) }
        #expect(throws: ReplayError.notACount(series: "f", position: 0, found: -1)) { try Samples.counts([-1]) }
        #expect(throws: ReplayError.self) { try Samples.counts([.nan]) }
        let gauge = try SeriesSet([Series(id: "f", axis: .index(), values: [1])], quantity: .gauge())
        #expect(throws: ReplayError.self) { try ReplaySource(counts: gauge) }
        let index = try SeriesSet([Series(id: "f", axis: .index(), values: [1])], quantity: .count())
        #expect(throws: ReplayError.self) { try ReplaySource(counts: index) }
        #expect(try ReplaySource(counts: index, stepSeconds: 10).span == 0..<10)
    }

    @Test func unionsAreSortedWhereverValuesHeap() {
        var random = (0..<2000).map { Double(($0 * 7919) % 2003) }
        random += (0..<500).map { _ in 77.5 }
        let lists = stride(from: 0, to: random.count, by: 100).map { Array(random[$0..<min($0 + 100, random.count)]).sorted() }
        for kernels in InstructionSet.supported.map(Kernels.init) {
            #expect(SortedUnion.join(lists.map { $0[...] }, in: 0..<2003, kernels: kernels) == random.sorted())
        }
        #expect(SortedUnion.join([], in: 0..<1) == [])
        // Values at the very end of a wide range must not fall behind the last bucket.
        let edge = [[1e6.nextDown, 1e6.nextDown], [0, 1e6.nextDown]]
        #expect(SortedUnion.join(edge.map { $0[...] }, in: 0..<1e6) == [0, 1e6.nextDown, 1e6.nextDown, 1e6.nextDown])
    }
}
