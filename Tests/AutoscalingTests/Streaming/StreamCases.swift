import Autoscaling

/// Small cases that can be worked by hand.
enum StreamCases {
    /// Twenty slots: a rise to six streams and back, nothing, then five and one.
    static let streams = [2, 6, 6, 6, 6, 6, 2, 2, 0, 0, 5, 5, 1, 1, 1, 1, 1, 1, 1, 1]

    /// Latencies without spread: 10 ms up to four streams on an instance, 19 ms with five, 30 ms with more.
    static let steps = StreamLatency(
        curves: (1...10).map { LatencyCurve(sample: [$0 <= 4 ? 10 : $0 == 5 ? 19 : 30]) }, source: "steps")

    /// The published habits without random numbers.
    static var compatible: StreamScenario {
        var scenario = StreamScenario.compatible
        scenario.mode = .analytic
        return scenario
    }

    static func simulation(_ streams: [Int] = streams, _ scenario: StreamScenario = compatible) throws -> StreamSimulation {
        try StreamSimulation(
            trace: OccupancyTrace(name: "case", streams: streams), slots: 0..<streams.count, latency: steps, scenario: scenario)
    }

    static func run(_ policy: some StreamPolicy, _ streams: [Int] = streams, _ scenario: StreamScenario = compatible) throws -> StreamRun {
        try simulation(streams, scenario).run(policy)
    }
}

/// Says the same number for every slot.
struct ConstantForecast: OccupancyForecast {
    var streams: Int
    var origin = -1
    var shift = 0
    var name: String { "constant" }
    func point(target: Int, decision: Int) -> OccupancyPoint? {
        OccupancyPoint(streams: streams, origin: origin, target: target + shift)
    }
}
