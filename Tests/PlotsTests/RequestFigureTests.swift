import Autoscaling
import Plots
import Testing
import Traces

/// Figures of single requests: response times, use of replicas, broken promises.
@Suite struct RequestFigureTests {
    /// Requests of ten minutes: 20 a second for two minutes in the middle, otherwise 5; a replica serves 10 a second.
    private static func report(
        concurrency: Int = 1, lineLimit: Int? = nil, timeout: Duration? = nil, fluid: Bool = false
    ) throws -> SimulationReport {
        let values = [Float](repeating: 300, count: 4) + [1200, 1200] + [Float](repeating: 300, count: 4)
        let series = Series(id: "busy", axis: .clock(startSeconds: 1_563_229_800, stepSeconds: 60), values: values)
        let trace = try DemandTrace(series, quantity: .count("calls"))
        let service = RequestService(
            time: .exponential(mean: 0.1 * Double(concurrency)), concurrency: concurrency, lineLimit: lineLimit, timeout: timeout)
        let deployment = Deployment(capacityPerReplica: 10, targetUtilization: 0.8, startUpDelay: .seconds(30), initialReplicas: 1)
        let simulation: any TraceSimulation =
            fluid
            ? try Simulation(trace, service: service, on: deployment, seed: 3)
            : try RequestSimulation(trace, service: service, on: deployment, seed: 3)
        return try SimulationReport(
            simulation,
            contenders: [
                Contender(StaticPolicy(replicas: 2)), Contender(HPAPolicy(targetUtilization: 0.7)), Contender(HPAPolicy(), name: "x"),
            ]
        )
    }

    /// Rows of a block of data.
    private func rows(_ name: String, of figure: Figure) -> [[Double]] {
        let lines = figure.body.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: "$\(name) << EOD") else { return [] }
        return lines[(start + 1)...].prefix { $0 != "EOD" }.map { $0.split(separator: " ").map { Double($0) ?? .nan } }
    }

    /// At the objective every curve has the share of broken promises that the score states, as far as bins tell.
    @Test func curveAtTheObjectiveIsTheShareOfBrokenPromises() throws {
        let report = try Self.report()
        let figure = try Figure.responses(of: report, objective: .milliseconds(500))
        for (index, score) in report.scores.enumerated() {
            let curve = rows("r\(index)", of: figure)
            #expect(zip(curve, curve.dropFirst()).allSatisfy { $0[0] <= $1[0] && $0[1] >= $1[1] })
            let before = try #require(curve.last { $0[0] <= 0.49 }), after = try #require(curve.first { $0[0] >= 0.51 })
            let broken = try #require(score.requests?.violationShare)
            #expect(broken > 0.001 && after[1] <= broken && broken <= before[1], "\(score.policy)")
            // Nobody is slower than the slowest: the curve falls to the end of the axis.
            #expect(curve.last![1] < 1 / Double(score.requests!.arrived))
        }
        #expect(figure.body.contains("set arrow 1 from 0.5, graph 0 to 0.5, graph 1"))
        #expect(figure.summary.hasPrefix("Requests slower than 500 ms on busy: static "))
        // Without another one it is the objective of the simulation that is drawn.
        var unpromised = report
        unpromised.service = nil
        #expect(try !Figure.responses(of: unpromised).body.contains("objective"))
        #expect(try Figure.responses(of: report).body.contains("set arrow 1 from \(report.service!.objective.seconds)"))
    }

    @Test func requestsWithoutAnAnswerKeepTheCurveUp() throws {
        let report = try Self.report(lineLimit: 5, timeout: .milliseconds(300))
        let figure = try Figure.responses(of: report)
        let totals = try #require(report[policy: "hpa"]?.requests)
        let unanswered = Double(totals.dropped + totals.timedOut + totals.unfinished) / Double(totals.arrived)
        let (end, right) = (rows("r1", of: figure).last!, rows("r0", of: figure).last!)
        #expect(unanswered > 0.05 && abs(end[1] - unanswered) < 1e-5 * unanswered && end[0] == right[0])
    }

    @Test func linesDifferWithoutColourAndHaveNamesApart() throws {
        let body = try Figure.responses(of: Self.report(), objective: .seconds(1)).body
        let dashes = body.matches(of: /with lines linewidth 1.7 dashtype (\d)/).map { String($0.1) }
        #expect(dashes == ["1", "2", "4", "3"])
        let labels = body.matches(of: /set label 1\d '\{\/:Bold (.+?)\}' at graph ([\d.]+), graph ([\d.]+) (left|right)/)
        #expect(labels.map { String($0.1) } == ["static", "hpa", "x", "oracle"])
        // In pixels; a name is 15 high and some 8 wide for each letter.
        let boxes = labels.map { label -> (x: ClosedRange<Double>, y: ClosedRange<Double>) in
            let (x, y, long) = (Double(label.2)! * 646, Double(label.3)! * 336, 7 * Double(label.1.count))
            return (label.4 == "left" ? x...x + long : x - long...x, y - 6...y + 6)
        }
        for (index, box) in boxes.enumerated() {
            #expect(box.x.lowerBound >= 0 && box.x.upperBound <= 646 && box.y.lowerBound >= 0 && box.y.upperBound <= 336)
            for other in boxes[..<index] { #expect(!(box.x.overlaps(other.x) && box.y.overlaps(other.y))) }
        }
    }

    @Test func fleetAddsItsSeriesUp() throws {
        let report = try Self.report(lineLimit: 5)
        let once = try Figure.responses(of: report, objective: .milliseconds(300))
        let fleet = FleetReport([report, report], prices: SimulationPrices())
        let twice = try Figure.responses(of: fleet, objective: .milliseconds(300))
        #expect(twice.summary == once.summary.replacing("on busy:", with: "on 2 series:"))
        #expect(rows("r0", of: once).last == rows("r0", of: twice).last)
    }

    @Test func responsesNeedResponses() throws {
        let reason = "no response time is known; simulate single requests with --mode events"
        let error = PlotError.nothingToDraw(figure: "responses", reason: reason)
        #expect(throws: error) { try Figure.responses(of: Samples.report()) }
        #expect(throws: error) { try Figure.responses(of: Self.report(fluid: true)) }
        #expect(throws: error) { try Figure.responses(of: FleetReport([Samples.report()], prices: SimulationPrices())) }
        #expect(throws: PlotError.self) { try Figure.responses(of: Self.report(), objective: .zero) }
    }

    /// Of the mode of flow every number is known: one replica for 30 s, then two, for a demand of one, three and one.
    @Test func useIsDemandOverCapacity() throws {
        let figure = try Figure.utilisation(of: Samples.report(), policies: ["static"], target: 0.7)
        let use = rows("use0", of: figure)
        #expect(use.count == 160 && use[0] == [0, 1, 1, 1] && use[3] == [30, 1, 1, 1] && use[4] == [30, 0.5, 0.5, 0.5])
        #expect(use[39] == [300, 0.5, 0.5, 0.5] && use[40] == [300, 1, 1, 1] && use[80] == [600, 0.5, 0.5, 0.5])
        // (2 · 1 · 10 + 18 · 10 + 20 · 20 + 40 · 10) / (2 · 10 + 78 · 20)
        #expect(figure.body.contains("mean 63.3 % of the ready replicas · above the target in 27.5 % of the time'"))
        #expect(figure.body.contains("set y2tics ('target'.\"\\n\".'70 %%' 0.7)"))
        #expect(try !Figure.utilisation(of: Samples.report()).body.contains("target"))
    }

    @Test func useOfRequestsIsThoseInServiceOverPlaces() throws {
        for concurrency in [1, 8] {
            let report = try Self.report(concurrency: concurrency)
            let figure = try Figure.utilisation(of: report, concurrency: concurrency)
            #expect(try Figure.utilisation(of: report) == figure, "reckoned from the run")
            let timeline = try #require(report[policy: "static"]?.timeline)
            let use = rows("use0", of: figure)
            for (subStep, busy) in timeline.requests!.busy.enumerated() {
                let share = min(1, busy / (Double(timeline.ready[subStep]) * Double(concurrency)))
                #expect(abs(use[2 * subStep][1] - share) < 1e-5)
            }
            #expect(figure.body.contains("'80 %%' 0.8)"))
        }
        let fluid = try Self.report(fluid: true)
        #expect(rows("use0", of: try Figure.utilisation(of: fluid)).contains { $0[1] == 1 })
    }

    @Test func unknownDemandIsAGapAndLongRunsAreThinnedOut() throws {
        var values = (0..<6000).map { Float($0 % 7) }
        for index in 600..<700 { values[index] = .nan }
        let series = Series(id: "long", axis: .clock(startSeconds: 0, stepSeconds: 15), values: values)
        let simulation = try Simulation(DemandTrace(series, quantity: .rate()), on: Deployment(capacityPerReplica: 10))
        let report = try SimulationReport(simulation, contenders: [Contender(StaticPolicy(replicas: 1))])
        let figure = try Figure.utilisation(of: report)
        // 5 min are 20 sub-steps: 300 bins of two corners, five of them unknown.
        let use = rows("use0", of: figure)
        #expect(figure.body.contains("line: means of 5 min") && use.count == 2 * 295 + 5 && use.count { $0.isEmpty } == 5)
        #expect(use.allSatisfy { $0.isEmpty || ($0[2] == 0 && $0[1] > 0.25 && $0[1] < 0.35 && $0[3] == 0.6) })
        #expect(rows("use0", of: try Figure.utilisation(of: report, subSteps: 590..<610)).count == 20 + 10)
    }

    @Test func useWithoutWhatItNeedsIsRefused() throws {
        let report = try Self.report()
        for target in [0, -1, 1.1, .nan] { #expect(throws: PlotError.self) { try Figure.utilisation(of: report, target: target) } }
        #expect(throws: PlotError.self) { try Figure.utilisation(of: report, concurrency: 0) }
        #expect(throws: PlotError.self) { try Figure.utilisation(of: report, policies: ["kpa"]) }
        #expect(throws: PlotError.self) { try Figure.utilisation(of: report, policies: []) }
        #expect(throws: PlotError.self) { try Figure.utilisation(of: report, subSteps: 0..<41) }
        #expect(throws: PlotError.nothingToDraw(figure: "use", reason: "the run of static was kept without its timeline")) {
            try Figure.utilisation(of: report.withoutTimelines)
        }
        var broken = report
        broken.results[0].timeline?.requests?.busy.removeLast()
        broken.results[0].timeline?.requests?.violations.removeLast()
        let lengths = "the run of static has requests of 39 sub-steps and a timeline of 40"
        #expect(throws: PlotError.nothingToDraw(figure: "use", reason: lengths)) { try Figure.utilisation(of: broken) }
        #expect(throws: PlotError.nothingToDraw(figure: "timeline", reason: lengths)) { try Figure.timeline(of: broken) }
    }

    @Test func timelineCountsBrokenPromises() throws {
        let report = try Self.report()
        let figure = try Figure.timeline(of: report)
        #expect(figure.height == 44 + 3 * (168 + 46))
        for (index, policy) in ["static", "hpa", "x"].enumerated() {
            let result = try #require(report[policy: policy])
            let violations = result.timeline!.requests!.violations
            let bars = rows("broken\(index)", of: figure)
            #expect(bars.allSatisfy { $0[1] > 0 } && bars.map { $0[1] }.reduce(0, +) == Double(violations.reduce(0) { $0 + Int($1) }))
            let first = try #require(violations.firstIndex { $0 > 0 })
            #expect(bars[0] == [15 * Double(first) + 7.5, Double(violations[first])])
            #expect(figure.body.contains("broken \(result.requests!.violationShare.percent(3)) of the requests · violated"))
        }
        #expect(figure.body.contains("'broken'.\"\\n\".'per 15 s'") && figure.body.contains("set boxwidth 15 absolute"))
        let part = try Figure.timeline(of: report, subSteps: 0..<1)
        #expect(part.body.contains("plot NaN notitle") || !rows("broken0", of: part).isEmpty)
        let flow = try Figure.timeline(of: Samples.report())
        #expect(flow.height == 44 + 2 * 168 && !flow.body.contains("broken"))
    }

    /// With a target below 1 a violation can leave demand inside the capacity, and then nothing is missing.
    @Test func nothingIsMissingInsideTheCapacity() throws {
        let figure = try Figure.timeline(of: Self.report(), policies: ["static", "hpa", "x"])
        let missing = (0..<3).flatMap { rows("missing\($0)", of: figure) }.filter { !$0.isEmpty }
        #expect(!missing.isEmpty && missing.allSatisfy { $0[2] >= $0[1] } && missing.contains { $0[2] == $0[1] })
    }

    @Test(.enabled(if: Samples.gnuplotIsInstalled, "\(Samples.skipped)"))
    func pageShowsRequests() async throws {
        let report = try Self.report(timeout: .seconds(2))
        let fleet = FleetReport([report], prices: SimulationPrices())
        let section = try #require(try HTMLReport.Section.requests(of: fleet, objective: .milliseconds(500)))
        #expect(try HTMLReport.Section.requests(of: FleetReport([Samples.report()], prices: SimulationPrices())) == nil)
        let use = HTMLReport.Section("Use", [.figure(try .utilisation(of: report), caption: "")])
        let sections = [section, use, try .simulation(report, objective: .milliseconds(500))]
        let page = try await HTMLReport(title: "T", lead: "", sections: sections, footer: "").html()
        #expect(page.contains("<th scope=\"col\">cold starts</th>") && page.contains("objective 500 ms") && page.contains(">0.1 %<"))
        #expect(page.ranges(of: "<svg role=\"img\"").count == 5 && !page.contains("rgb("))
    }

    @Test func tablesOfRequestsNeedRequests() throws {
        #expect(ReportTable(requestsOf: try Samples.report().scores) == nil)
        let table = try #require(ReportTable(requestsOf: try Self.report(fluid: true).scores))
        #expect(table.rows.map { $0[0] } == ["static", "hpa", "x", "oracle"] && table.quietRows == [3])
        #expect(throws: PlotError.self) { try Figure.responses(of: Self.report(fluid: true)) }
    }
}
