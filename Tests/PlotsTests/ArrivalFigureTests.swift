import Plots
import Replay
import Testing
import Traces

@Suite struct ArrivalFigureTests {
    private func histogram(_ times: [Double], width: Double) throws -> ArrivalHistogram {
        let source = ReplaySource(ArrivalTrace(ids: ["f"], arrivals: [times], span: 0..<60))
        let replay = try TraceReplay(source, onto: ModelMap(source, models: ["m"]), ReplayConfiguration(process: .vanilla))
        return try replay.histogram(width: width)
    }

    @Test func theAxisNamesTheTrueWidthAndReachesTheLargestBin() throws {
        let figure = try Figure.arrivals(histogram([0, 1, 2, 30], width: 20), title: "m, vanilla")
        #expect(figure.body.contains("arrivals per 20 s") && figure.body.contains("set yrange [0:3.18]"))
        // An arrival at the very start counts; every bin has its two corners.
        #expect(figure.body.contains("0 3\n20 3\n20 1\n40 1\n40 0\n60 0\n"))
        #expect(figure.summary == "m, vanilla: 4 arrivals in 3 bins of 20 s.")
    }

    @Test func manyArrivalsAreNotCut() throws {
        let figure = try Figure.arrivals(histogram([Double](repeating: 1, count: 5000), width: 30), title: "m")
        #expect(figure.body.contains("set yrange [0:5300]"))
    }

    @Test func nothingIsDrawnOfNoBins() {
        #expect(throws: PlotError.self) { try Figure.arrivals(ArrivalHistogram(start: 0, width: 1, counts: []), title: "m") }
    }
}
