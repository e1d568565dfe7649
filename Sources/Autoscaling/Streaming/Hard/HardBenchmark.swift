import Synchronization
import Tensors

/// Policies beside each other over many weeks, priced: instance-minutes + 50 · overloaded slots + 20 · events.
///
/// The weeks are paired: every policy serves the same ones, so a difference is judged by the spread of the weekly differences.
public struct HardBenchmark: Sendable {
    /// Streams: history first, then the weeks.
    public let trace: OccupancyTrace
    /// Weeks of history before the first week.
    public let historyWeeks: Int
    /// Evaluated weeks.
    public let weeks: Int
    /// Scenario, ``StreamScenario/hard``.
    public let scenario: StreamScenario

    /// Makes a benchmark.
    /// - Throws: ``StreamingError/tooShort(trace:slots:required:)`` when the trace does not hold all weeks.
    public init(trace: OccupancyTrace, historyWeeks: Int, weeks: Int, scenario: StreamScenario = .hard) throws(StreamingError) {
        precondition(historyWeeks >= 1 && weeks >= 1, "\(historyWeeks) weeks of history, \(weeks) weeks")
        let required = (historyWeeks + weeks) * OccupancyTrace.week
        guard trace.streams.count >= required else { throw .tooShort(trace: trace.name, slots: trace.streams.count, required: required) }
        (self.trace, self.historyWeeks, self.weeks, self.scenario) = (trace, historyWeeks, weeks, scenario)
    }

    /// The policies of the reference table: the best tuned reactive rules, forecasts alone and with a fallback, the oracle, and ours.
    public static let standardPolicies = [
        "capacity:1", "capacity:20", "capacity:60", "capacity:120", "capacity:20:4", "capacity:60:4", "predictive:weekly-naive:20",
        "predictive:weekly-naive:60", "predictive:weekly-naive:180", "fallback:weekly-naive:20", "fallback:weekly-naive:60",
        "fallback:weekly-naive:180", "cost-aware", "predictive:oracle:20", "predictive:oracle:60", "predictive:oracle:180",
    ]

    /// Runs policies over all weeks and adds the clairvoyant optimum.
    /// - Parameters:
    ///   - policies: names and policies; forecasts are of this trace.
    ///   - threads: most threads to use.
    /// - Throws: ``StreamingError``.
    public func run(
        _ policies: [(name: String, policy: any StreamPolicy)], threads: Int = 1
    ) throws(StreamingError) -> HardBenchmarkResult {
        typealias Week = (optimum: HardBenchmarkResult.Week, scores: [HardBenchmarkResult.Week])
        let outcomes = Mutex([Result<Week, StreamingError>?](repeating: nil, count: weeks))
        Parallel.forEach(weeks, threads: threads) { index in
            let outcome: Result<Week, StreamingError>
            do throws(StreamingError) { outcome = .success(try week(index, policies)) } catch { outcome = .failure(error) }
            outcomes.withLock { $0[index] = outcome }
        }
        var optimum: [HardBenchmarkResult.Week] = []
        var scores = policies.map { _ in [HardBenchmarkResult.Week]() }
        for case let outcome? in outcomes.withLock({ $0 }) {
            let week = try outcome.get()
            optimum.append(week.optimum)
            for index in policies.indices { scores[index].append(week.scores[index]) }
        }
        return HardBenchmarkResult(policies: policies.map(\.name), weeks: scores, optimum: optimum)
    }

    private func week(
        _ index: Int, _ policies: [(name: String, policy: any StreamPolicy)]
    ) throws(StreamingError) -> (optimum: HardBenchmarkResult.Week, scores: [HardBenchmarkResult.Week]) {
        let first = (historyWeeks + index) * OccupancyTrace.week
        let simulation = try StreamSimulation(trace: trace, slots: first..<first + OccupancyTrace.week, scenario: scenario)
        let plan = simulation.optimum()
        var scores: [HardBenchmarkResult.Week] = []
        for (name, policy) in policies { scores.append(HardBenchmarkResult.Week(try simulation.run(policy, named: name))) }
        return (HardBenchmarkResult.Week(plan), scores)
    }
}
