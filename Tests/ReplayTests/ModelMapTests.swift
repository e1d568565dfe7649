import Replay
import Testing

@Suite struct ModelMapTests {
    private let source = Samples.arrivals((0..<10).map { f in (0...f).map { Double($0 * 10 + (f == 9 ? 60 : 0)) } }, span: 0..<200)

    @Test func stripesAndBlocks() throws {
        #expect(try ModelMap(source, models: ["a", "b", "c"]).assignment == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0])
        let blocks = try ModelMap(source, models: ["a", "b", "c"], strategy: .blocks)
        #expect(blocks.assignment == (0..<10).map { 3 * $0 / 10 })
    }

    @Test func loadsAreBalanced() throws {
        let map = try ModelMap(source, models: ["a", "b", "c"], strategy: .load)
        let shares = try map.shares(of: source)
        #expect(shares.map(\.requests).reduce(0, +) == 55)
        // 55 requests on three models: no worse than 19 on one.
        #expect(shares.allSatisfy { $0.requests >= 17 && $0.requests <= 19 })
        #expect(abs(shares.map(\.requestShare).reduce(0, +) - 1) < 1e-12 && abs(shares.map(\.functionShare).reduce(0, +) - 1) < 1e-12)
    }

    @Test func hashesStayWhenFunctionsCome() throws {
        let more = Samples.arrivals((0..<40).map { _ in [1] }, span: 0..<200)
        let models = (0..<5).map { "m\($0)" }
        let few = try ModelMap(source, models: models, strategy: .hash)
        let many = try ModelMap(more, models: models, strategy: .hash)
        #expect(Array(many.assignment[..<10]) == few.assignment)
        #expect(Set(many.assignment).count == 5)
    }

    /// The original maps what is active in the slice; we map the whole trace once.
    @Test func slicesDoNotMoveFunctionsUnlessAskedTo() throws {
        let lists: [[Double]] = [[150], [10, 150], [160], [20, 170]]
        let source = Samples.arrivals(lists, span: 0..<200)
        let map = try ModelMap(source, models: ["a", "b"])
        #expect(map.assignment == [0, 1, 0, 1])
        let active = try ModelMap(source, models: ["a", "b"], activeIn: 0..<100)
        #expect(active.assignment == [nil, 0, nil, 1])
        let replay = try TraceReplay(source, onto: map, ReplayConfiguration(end: TraceTime(seconds: 100), process: .vanilla))
        #expect(replay.models.map(\.arrivals) == [[], [10, 20]])
    }

    @Test func wrongNumbersAreRefused() throws {
        let eleven = (0..<11).map { "m\($0)" }
        #expect(throws: ReplayError.tooFewFunctions(functions: 10, models: 11)) { try ModelMap(source, models: eleven) }
        #expect(throws: ReplayError.self) { try ModelMap(source, models: []) }
        #expect(throws: ReplayError.self) { try ModelMap(source, models: ["a", "a"]) }
        let map = try ModelMap(source, models: ["a"])
        let other = Samples.arrivals([[1]], span: 0..<10)
        #expect(throws: ReplayError.foreignMap(functions: 10, expected: 1)) { try TraceReplay(other, onto: map) }
    }
}
