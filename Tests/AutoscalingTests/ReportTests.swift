import Autoscaling
import FoundationEssentials
import Testing
import Traces

@Suite struct ReportTests {
    private func report(_ values: [Float] = [5, 5, 25, 25, 5, 5, .nan, 5]) throws -> SimulationReport {
        let deployment = Deployment(capacityPerReplica: 10, startUpDelay: .seconds(15), metricDelay: .zero, initialReplicas: 1)
        let contenders = [Contender(StaticPolicy(replicas: 2)), Contender(HPAPolicy(metric: .external, targetUtilization: 1))]
        return try SimulationReport(Simulation(trace(values), on: deployment), contenders: contenders)
    }

    @Test func indicesAreRelativeToTheOracle() throws {
        let report = try report()
        #expect(report.scores.map(\.policy) == ["static", "hpa", "oracle"])
        // Oracle: 1, 3, 3, 3, 1, 1, (unknown), 1 = 13 replica sub-steps of 15 s; static: 2 × 7, one replica short
        // in two of them.
        #expect(report[policy: "oracle"]?.totals.replicaSeconds == 195.0)
        #expect(report.scores[0].costIndex == 14.0 / 13.0)
        #expect(report.scores[0].violationTimeShare == 2.0 / 7.0)
        #expect(report.scores[2].costIndex == 1)
        let hours = 14.0 * 15 / 3600 + 19.0 * 30 / 3600 + 1.0 / 60
        #expect(abs(report.scores[0].cost - hours) < 1e-12)
    }

    @Test func tableHasOneRowPerPolicyAndAlignedColumns() throws {
        let lines = try report().text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines[0]
                == "Series s: 0.0 h, capacity 10 per replica, start-up 15 s, metrics 0 s old, sync 15 s, 1 to 1000 replicas, 1 at the start"
        )
        #expect(lines[2].hasPrefix("policy  violated time  unserved"))
        #expect(lines[4].hasPrefix("static        28.57 %"))
        #expect(Set(lines[2...6].map(\.count)).count == 1)
        #expect(lines.contains("Demand is missing for 0.3 min, which nothing here counts."))
    }

    @Test func jsonComesBackAsItWas() throws {
        let report = try report()
        let decoded = try JSONDecoder().decode(SimulationReport.self, from: Data(try report.json(timelines: true).utf8))
        #expect(decoded.scores == report.scores)
        #expect(decoded.deployment == report.deployment)
        #expect(try decoded.json(timelines: true) == report.json(timelines: true))
        let short = try report.json()
        #expect(!short.contains("timeline"))
        #expect(short.contains("\"startUpDelay\" : 15"))
        #expect(short.contains("\"violationTimeShare\""))
    }

    @Test func timelineOfUnequalLengthsIsRefused() throws {
        let text = """
            {"start":0,"step":1,"demand":[1,null],"need":[1],"ready":[1,1],"pending":[0,0],"wanted":[1,1],
             "reasons":["constant","constant"],"plannedDemand":[null,null]}
            """
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(SimulationTimeline.self, from: Data(text.utf8)) }
    }

    @Test func policiesComeBackFromJSON() throws {
        let quantile = QuantilePolicy(level: 0.95, lead: .seconds(90), hold: .milliseconds(1500))
        #expect(try JSONDecoder().decode(QuantilePolicy.self, from: JSONEncoder().encode(quantile)) == quantile)
        let hpa = HPAPolicy(metric: .utilization)
        #expect(try JSONDecoder().decode(HPAPolicy.self, from: JSONEncoder().encode(hpa)) == hpa)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(CodedInSeconds.self, from: Data("1e300".utf8)) }
    }

    @Test func namesMustDiffer() throws {
        let simulation = try Simulation(trace([1, 2]), on: Deployment(capacityPerReplica: 1))
        #expect(throws: SimulationError.self) {
            try SimulationReport(simulation, contenders: [Contender(StaticPolicy(replicas: 1)), Contender(StaticPolicy(replicas: 2))])
        }
        #expect(throws: SimulationError.self) {
            try SimulationReport(simulation, contenders: [Contender(StaticPolicy(replicas: 1), name: "oracle")])
        }
        #expect(throws: SimulationError.self) {
            try SimulationReport(simulation, contenders: [], prices: SimulationPrices(replicaHour: -1))
        }
    }

    @Test func fleetAddsUp() throws {
        let set = try SeriesSet(
            [rates([8, 8, 40, 8, 8, 8], id: "a"), rates([2, 2, 2, 2, 9, 2], id: "b"), rates([0, 0, 0, 0, 0, 0], id: "c")],
            quantity: .rate("requests/s"))
        let fleet = try FleetSimulation(
            set, range: { _ in 2..<6 }, capacity: .automatic, deployment: Deployment(capacityPerReplica: 1, metricDelay: .zero))
        #expect(fleet.simulations.map(\.deployment.capacityPerReplica) == [2, 0.5, 1])
        let report = try fleet.run(
            contenders: { [Contender(HPAPolicy()), Contender(try StaticPolicy(sizedFor: $0.trace, on: $0.deployment))] },
            keepTimelines: { $0 == 1 })
        #expect(report.scores.map(\.policy) == ["hpa", "static", "oracle"])
        for policy in 0..<3 {
            let single = report.series.map { $0.results[policy].totals }
            #expect(report.totals[policy].replicaSeconds == single.reduce(0) { $0 + $1.replicaSeconds })
            #expect(report.totals[policy].violatedSeconds == single.reduce(0) { $0 + $1.violatedSeconds })
            #expect(report.totals[policy].longestViolationSeconds == single.map(\.longestViolationSeconds).max())
        }
        #expect(report.series.map { $0.results[0].timeline != nil } == [false, true, false])
        #expect(report.text.hasPrefix("3 series, 0.1 h of simulated time in all"))
        let decoded = try JSONDecoder().decode(FleetReport.self, from: Data(try report.json().utf8))
        #expect(decoded.scores == report.scores)
    }

    @Test func numbersAreWrittenForPeople() {
        #expect(3.14159.fixed(2) == "3.14")
        #expect((-0.004).fixed(2) == "0.00")
        #expect((-2.5).fixed(0) == "-3")
        #expect(0.05.fixed(1) == "0.1")
        #expect(Double.nan.fixed(2) == "–")
        #expect(1_234_567.891.grouped(1) == "1,234,567.9")
        #expect((-1234.0).grouped(0) == "-1,234")
        #expect(999.0.grouped(0) == "999")
        #expect(0.1234.percent(1) == "12.3 %")
        #expect([1.0 / 60, 19, 0.25, 12_345.6, 0].map(\.readable) == ["0.01667", "19", "0.25", "12346", "0"])
        #expect(
            [Duration.seconds(90), .seconds(120), .seconds(7200), .milliseconds(500), .zero].map(\.text) == [
                "90 s", "2 min", "2 h", "0.5 s", "0 s",
            ])
    }
}
