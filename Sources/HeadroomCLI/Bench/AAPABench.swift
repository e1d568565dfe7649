import Headroom

/// Simulated minutes a second of AAPA's published simulator, at 60 requests a minute: fourteen days with each policy, on one thread.
///
/// The original does 1,800 to 3,100 with its HPA, 320 to 360 with the generic policy and 270 to 280 with AAPA, features excluded (Python
/// 3.11, one core of a server).
struct AAPABench {
    let harness: BenchHarness
    let seed: UInt64

    private static let minutes = 14 * 1_440

    /// One line a policy, and a class of AAPA.
    func run() throws {
        let rates = [Double](repeating: 60, count: Self.minutes)
        let simulation = CompatibleSimulation(requestsPerMinute: rates, seed: seed)
        try measure("hpa", CompatibleHPAPolicy(), simulation, .none)
        try measure("generic", CompatiblePredictivePolicy(), simulation, .none)
        for archetype in Archetype.allCases {
            let classes = CompatibleClassFeed(CompatibleClass(archetype), minutes: Self.minutes)
            try measure("aapa \(archetype.rawValue)", CompatibleAAPAPolicy(), simulation, classes)
        }
    }

    private func measure(
        _ name: String, _ policy: some CompatiblePolicy, _ simulation: CompatibleSimulation, _ classes: CompatibleClassFeed
    ) throws {
        guard harness.wants(peer: "headroom", case: name) else { return }
        let work = BenchWork(
            run: { _ = simulation.run(policy, classes: classes) }, check: { simulation.run(policy, classes: classes).podMinutes })
        try harness.throughput(
            bench: "aapa", peer: "headroom", case: name, amount: Double(Self.minutes), unit: "simulated minutes/s", work)
    }
}
