import Headroom

/// Simulations on one thread: a function-day of requests, busy deployments, and a week of streams. ``AAPABench`` has AAPA's own simulator.
///
/// That one, in Python on one core of a recent server, simulates 1,800 to 3,100 minutes per second with its HPA and 270 to 280 with its
/// own policy, at 60 requests a minute and a decision every 5 s.
struct SimulateBench {
    let harness: BenchHarness
    let seed: UInt64

    /// One line for each case.
    func run() throws {
        try functionDays()
        try busyDeployments()
        try streams()
    }

    private func trace(perMinute: Float, days: Int) throws -> DemandTrace {
        let series = Series(
            id: "function", axis: .clock(startSeconds: 0, stepSeconds: 60),
            values: [Float](repeating: perMinute, count: 1440 * days))
        return try DemandTrace(series, quantity: .count())
    }

    private func deployment(sync: Int64) -> Deployment {
        Deployment(
            capacityPerReplica: 1, targetUtilization: 0.7, startUpDelay: .seconds(30), metricDelay: .seconds(sync), sync: .seconds(sync))
    }

    /// A function with 60 requests a minute for a day.
    private func functionDays() throws {
        let trace = try trace(perMinute: 60, days: 1)
        let classifier = try ArchetypeClassifier.shipped()
        let policies: [(String, any ScalingPolicy)] = [
            ("HPA", HPAPolicy()), ("AAPA, class given", AAPAPolicy(.given(.spike))),
            ("AAPA, classified", AAPAPolicy(.classified(by: classifier))),
        ]
        for (name, policy) in policies {
            for sync: Int64 in [15, 5] {
                let service = RequestService(time: .exponential(mean: 0.1))
                let events = try RequestSimulation(trace, service: service, on: deployment(sync: sync), seed: seed)
                let fluid = try Simulation(trace, service: service, on: deployment(sync: sync), seed: seed)
                for (mode, simulation) in [("events", events as any TraceSimulation), ("fluid", fluid)] {
                    try line("function-day 60/min, \(name), sync \(sync) s, \(mode)", minutes: 1440) {
                        try simulation.run(policy, name: nil, forecasts: nil, keepTimeline: false).requests?.arrived ?? 0
                    }
                }
            }
        }
    }

    /// A thousand requests per second, under 143 replicas and scaled.
    private func busyDeployments() throws {
        let trace = try trace(perMinute: 60_000, days: 1)
        for (name, time) in [
            ("exponential", TimeDistribution.exponential(mean: 0.1)), ("log-normal", .logNormal(mean: 0.1, variation: 1)),
        ] {
            let simulation = try RequestSimulation(
                trace, service: RequestService(time: time), on: deployment(sync: 15), seed: seed)
            try line("1000/s, HPA, \(name) service, events", minutes: 1440, requests: true) {
                try simulation.run(HPAPolicy(), keepTimeline: false).requests?.arrived ?? 0
            }
        }
    }

    /// A week of streams in analytic mode, without what is made once for a scenario.
    private func streams() throws {
        var configuration = SurgeryConfiguration()
        configuration.weeks = 2
        let trace = OccupancyTrace(name: "generated", streams: try SurgeryGenerator(configuration).generate().occupancy)
        let simulation = try StreamSimulation(trace: trace, slots: 10_080..<20_160, scenario: StreamScenario())
        let policy = try CapacityTablePolicy(hold: 20)
        try line("streaming week, capacity table, analytic", minutes: 10_080) { try simulation.run(policy).events.count }
    }

    /// Prints the best of several runs of `work`, which tells how many requests there were.
    private func line(_ name: String, minutes: Int, requests: Bool = false, _ work: () throws -> Int) throws {
        guard harness.wants(peer: "headroom", case: name) else { return }
        var arrived = 0
        let best = try harness.leastProcessorSeconds(runs: requests ? 3 : 9) { arrived = try work() }
        let rate = requests ? Double(arrived) / best : Double(minutes) / best
        harness.print(
            bench: "simulate", case: name, metric: requests ? "requests_rate" : "simulated_rate", value: rate,
            unit: requests ? "requests/s" : "min/s", fields: [("best_s", .number(best)), ("count", .integer(arrived))])
    }
}
