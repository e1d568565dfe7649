import Tensors
import Traces
import Workloads

/// AAPA's experiment in its corrected form: the same functions under a real HPA, HPAs with the numbers that AAPA's manifests give each class,
/// one Holt–Winters model for all, and the archetypes.
///
/// Every function is a deployment of its own with one capacity model for all policies. Of its series the last part is simulated; classes and
/// histories end where a decision is made.
public struct AAPAStudy: Sendable {
    /// The policy that the others are compared with.
    public static let reference = "hpa"

    /// How the capacity of a replica is found.
    public var capacity: CapacityRule
    /// What is scaled; its capacity is replaced.
    public var deployment: Deployment
    /// How each class is scaled.
    public var parameters: AAPAParameters
    /// Minutes of the season of the generic policy; `nil` for the cycle found in each history.
    public var season: Int?
    /// In which form of time; where there are requests, their service says what a replica can do.
    public var mode: SimulationMode
    /// Prices of the combined cost.
    public var prices: SimulationPrices

    /// Makes a study.
    public init(
        capacity: CapacityRule = .automatic, deployment: Deployment = Deployment(capacityPerReplica: 1),
        parameters: AAPAParameters = .paper, season: Int? = nil, mode: SimulationMode = .flow,
        prices: SimulationPrices = SimulationPrices()
    ) {
        self.mode = mode
        (self.capacity, self.deployment, self.parameters, self.season, self.prices) = (capacity, deployment, parameters, season, prices)
    }

    /// Runs all policies on all functions.
    /// - Parameters:
    ///   - subjects: the functions.
    ///   - forecasts: forecasts of a model for a function, for a policy `aapa forecast`; `nil` for none.
    ///   - threads: threads to use; the result does not depend on it. One is used where forecasts are made.
    /// - Throws: ``SimulationError``, and what a forecaster throws.
    public func run(
        _ subjects: [ScalingSubject], forecasts: ((ScalingSubject) throws -> any ForecastSource)? = nil, threads: Int = 1
    ) throws -> AAPAStudyReport {
        let sources = try subjects.map { try forecasts?($0) }
        let results = try Parallel.results(subjects.count, threads: forecasts == nil ? threads : 1) { index in
            try runs(of: subjects[index], forecasts: sources[index])
        }
        let groups = (Archetype.allCases as [Archetype?] + [nil]).compactMap { archetype -> AAPAStudyReport.Group? in
            let members = subjects.indices.filter { subjects[$0].archetype == archetype }
            return members.isEmpty
                ? nil : AAPAStudyReport.Group(archetype?.rawValue ?? "idle", members.map { results[$0] }, prices: prices)
        }
        let all = results.isEmpty ? [] : [AAPAStudyReport.Group("all", results, prices: prices)]
        return AAPAStudyReport(groups: groups + all, prices: prices)
    }

    /// All policies on one function, the oracle last.
    private func runs(of subject: ScalingSubject, forecasts: (any ForecastSource)?) throws -> [SimulationResult] {
        let simulation = try mode.simulation(of: subject.trace, on: deployment, capacity: capacity)
        return try contenders(subject, forecasts: forecasts).map {
            try simulation.run($0.policy, name: $0.name, forecasts: $0.forecasts, keepTimeline: false)
        } + [simulation.runOracle(keepTimeline: false)]
    }

    private func contenders(_ subject: ScalingSubject, forecasts: (any ForecastSource)?) -> [Contender] {
        let history = subject.history
        let schedule = ArchetypeSource.schedule(subject.schedule)
        func aapa(hedges: Bool = false) -> AAPAPolicy {
            AAPAPolicy(schedule, parameters: parameters, hedges: hedges, history: history)
        }
        let generic = GenericPredictivePolicy(period: season ?? PeriodFinder().period(of: history), history: history)
        return [
            Contender(HPAPolicy(), name: Self.reference), Contender(manifest(subject), name: "hpa by class"), Contender(generic),
            Contender(aapa()),
            Contender(aapa(hedges: true), name: "aapa hedged"),
        ] + (forecasts.map { [Contender(aapa(), name: "aapa forecast", forecasts: $0)] } ?? [])
    }

    /// The HPA that AAPA's generator of manifests writes for the class that was known when the simulated time began.
    private func manifest(_ subject: ScalingSubject) -> HPAPolicy {
        guard case .archetype(let archetype)? = subject.schedule.latest(at: subject.trace.start)?.outcome else { return HPAPolicy() }
        let numbers = CompatibleManifestParameters.published(for: archetype)
        return HPAPolicy(targetUtilization: Double(numbers.cpuPercent) / 100, behavior: numbers.behavior)
    }
}
