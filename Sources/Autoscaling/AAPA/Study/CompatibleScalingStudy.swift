import Tensors
import Workloads

/// AAPA's experiment as its published code would do it: the published simulator and policies on every function.
public struct CompatibleScalingStudy: Hashable, Sendable {
    /// Runs of every function, with consecutive seeds.
    public var seeds: Int
    /// First seed.
    public var seed: UInt64
    /// Minutes in which classes are handed over (``CompatibleClassFeed/publishedMinutes`` as published); `nil` for all.
    public var classLimit: Int?

    /// Makes a study.
    /// - Precondition: one run at least.
    public init(seeds: Int = 1, seed: UInt64 = 1, classLimit: Int? = nil) {
        precondition(seeds >= 1, "\(seeds) runs")
        (self.seeds, self.seed, self.classLimit) = (seeds, seed, classLimit)
    }

    /// Runs the three policies on all functions.
    /// - Parameters:
    ///   - subjects: the functions, classified by AAPA's rules.
    ///   - threads: threads to use; the result does not depend on it.
    public func run(_ subjects: [ScalingSubject], threads: Int = 1) -> CompatibleScalingReport {
        run(
            subjects.map { subject in
                // A missing minute has no requests.
                let rates = subject.trace.series.values[subject.trace.range].map { $0.isNaN ? 0 : Double($0) }
                return (subject.archetype?.rawValue ?? "idle", rates, subject.compatibleClasses(limit: classLimit))
            }, threads: threads)
    }

    /// Runs the three policies on the four hours of ``CompatibleWorkload``, whose classes are known: where the published numbers come from.
    /// - Parameter threads: threads to use; the result does not depend on it.
    public func runHours(threads: Int = 1) -> CompatibleScalingReport {
        run(
            Archetype.allCases.map { archetype in
                (
                    archetype.rawValue, CompatibleWorkload.hour(archetype, seed: seed),
                    CompatibleClassFeed(CompatibleClass(archetype), minutes: 60, limit: classLimit)
                )
            }, threads: threads)
    }

    private typealias Function = (name: String, rates: [Double], classes: CompatibleClassFeed)

    private func run(_ functions: [Function], threads: Int) -> CompatibleScalingReport {
        let runs = [[[CompatibleTotals]]](unsafeUninitializedCapacity: functions.count) { buffer, count in
            nonisolated(unsafe) let out = buffer
            Parallel.forEach(functions.count, threads: threads) { index in
                (out.baseAddress! + index).initialize(to: totals(of: functions[index]))
            }
            count = functions.count
        }
        let names = Archetype.allCases.map(\.rawValue) + ["idle"]
        let groups = names.compactMap { name -> CompatibleScalingReport.Group? in
            let members = functions.indices.filter { functions[$0].name == name }
            let minutes = members.map { functions[$0].rates.count }
            return members.isEmpty ? nil : CompatibleScalingReport.Group(name, members.map { runs[$0] }, minutes: minutes)
        }
        return CompatibleScalingReport(groups: groups, seeds: seeds)
    }

    /// Totals `[policies][seeds]`.
    private func totals(of function: Function) -> [[CompatibleTotals]] {
        let simulations = (0..<UInt64(seeds)).map { CompatibleSimulation(requestsPerMinute: function.rates, seed: seed &+ $0) }
        return [
            simulations.map { $0.run(CompatibleHPAPolicy()) }, simulations.map { $0.run(CompatiblePredictivePolicy()) },
            simulations.map { $0.run(CompatibleAAPAPolicy(), classes: function.classes) },
        ]
    }
}
