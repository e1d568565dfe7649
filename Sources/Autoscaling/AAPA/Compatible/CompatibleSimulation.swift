/// AAPA's published simulator, faults included: **for comparison only**, see `docs/aapa.md`.
///
/// One worker loop serves all requests one at a time, first come, first served, whatever the number of pods; pods are warm within a second,
/// for free; arrivals stretch time; the load signal is what arrived in the last 5 s among the last 100 arrivals; policies decide every 5 s, first
/// at time 0; what still waits at the end is neither served nor late. ``Simulation`` and the simulator of requests are the ones to believe.
///
/// - **Arrivals.** For each minute with a rate k > 0: a request at once, then gaps exponential with mean 60/k, while less than 60 s have
///   passed since this minute's loop began; what goes beyond is not given back, so that minutes last 60 (1 + 1/k) s on average. A minute
///   without requests lasts 60 s.
/// - **Service.** The longest unused warm pod, or the first cold one after 2 s more, or failure at once where there is none; then an
///   exponential time with mean 0.1 s. Because the worker waits for it, which pod it is changes nothing, and only pods that follow on none
///   are cold at all: the first request of a run, or after a time without pods, is the only cold start there can be. So pods are a number here.
///
/// What the original's description leaves open, and is assumed here: the pods of the start are cold and there at time 0; the first decision is at
/// time 0, before the first request; what arrives exactly at a decision comes after it.
///
/// The original draws from one generator; here arrivals and services have streams of their own by the seed, so that every policy meets the
/// same requests bit for bit.
public struct CompatibleSimulation: Sendable {
    /// Seconds from which a response is late, itself not.
    public static let objective = 0.5
    /// Cores of a pod, as the policies count.
    public static let coresPerPod = 0.1
    /// Cores for one request per second, as the policies count.
    public static let coresPerLoad = 0.01
    /// Seconds from one decision to the next.
    public static let controlInterval = 5.0
    /// Seconds that a cold pod needs.
    public static let startUp = 2.0
    /// Arrivals that the load signal remembers.
    public static let rememberedArrivals = 100

    /// Requests of every minute.
    public var requestsPerMinute: [Double]
    /// Mean of the exponential execution time in seconds.
    public var meanExecution: Double
    /// Pods at the start, cold.
    public var initialPods: Int
    /// Seed of arrivals and execution times.
    public var seed: UInt64

    /// Makes a simulation.
    /// - Parameters:
    ///   - requestsPerMinute: finite numbers from 0 on, one a minute.
    ///   - meanExecution: seconds, positive; 0.1 as in the published driver.
    ///   - initialPods: 0 or more.
    ///   - seed: of the random numbers.
    public init(requestsPerMinute: [Double], meanExecution: Double = 0.1, initialPods: Int = 1, seed: UInt64 = 1) {
        precondition(requestsPerMinute.allSatisfy { $0 >= 0 && $0.isFinite }, "requests per minute are finite and not negative")
        precondition(meanExecution > 0 && initialPods >= 0, "a mean execution time of \(meanExecution) s and \(initialPods) pods")
        (self.requestsPerMinute, self.meanExecution) = (requestsPerMinute, meanExecution)
        (self.initialPods, self.seed) = (initialPods, seed)
    }

    /// Runs a policy.
    /// - Parameters:
    ///   - policy: the policy.
    ///   - classes: what it is told of the workload, by minute.
    public func run<Policy: CompatiblePolicy>(_ policy: Policy, classes: CompatibleClassFeed = .none) -> CompatibleTotals {
        var state = policy.start()
        var worker = CompatibleWorker(self)
        var totals = CompatibleTotals()
        var pods = initialPods
        for minute in requestsPerMinute.indices {
            let handedOver = classes.handedOver(inMinute: minute)
            for step in 0..<12 {
                let time = 60 * Double(minute) + Self.controlInterval * Double(step)
                worker.advance(to: time, pods: pods)
                let observation = CompatibleObservation(
                    time: time, recentArrivals: worker.recentArrivals(at: time), pods: pods, handedOver: handedOver)
                let wanted = policy.pods(observation, state: &state)
                if wanted != pods {
                    totals.actions += 1
                    if pods == 0 { worker.podsAppeared(at: time) }
                    pods = wanted
                }
                totals.podMinutes += Double(pods) * Self.controlInterval / 60
            }
        }
        worker.advance(to: 60 * Double(requestsPerMinute.count), pods: pods)
        worker.finish(&totals)
        return totals
    }
}
