import Tensors
import Traces

/// Makes sets of functions of known class: minute counts over days or weeks, for training and judging a classifier of demand.
///
/// The default is the size of the set on which the authors of AAPA's rules were checked: ten functions of each of four classes over 14
/// days, with ramps that rise about tenfold in 1.5 to 3 hours under Poisson noise. Days are synthetic. Where a study splits by day (nine
/// days for training, two for validation, three for test), that is the split of the original on other data: the public copies of its
/// trace at hand hold single days of each function.
///
/// Every function has a stream of its own, named by seed, class and number: the same function is made whatever else the set holds, however
/// long it is and however many threads make it.
public struct ArchetypeSetGenerator: Codable, Hashable, Sendable {
    /// Classes in the set; a class that is named twice counts once.
    public var classes: [DemandBehaviour]
    /// Functions of each class.
    public var functionsPerClass: Int
    /// Days, 1,440 minutes each.
    public var days: Int
    /// Where parameters are drawn from.
    public var ranges: ArchetypeRanges
    /// First minute, in seconds since 1970; the default is Monday, 2026-01-05, in UTC.
    public var startSeconds: Int64
    /// Seed of the set.
    public var seed: UInt64

    /// Makes a generator.
    public init(
        classes: [DemandBehaviour] = [.spike, .periodic, .ramp, .stationary], functionsPerClass: Int = 10, days: Int = 14,
        ranges: ArchetypeRanges = ArchetypeRanges(), startSeconds: Int64 = 1_767_571_200, seed: UInt64 = 1
    ) {
        (self.classes, self.functionsPerClass, self.days) = (classes, functionsPerClass, days)
        (self.ranges, self.startSeconds, self.seed) = (ranges, startSeconds, seed)
    }

    /// Makes the set. Functions come class by class in turn, so that every beginning of the set is balanced.
    /// - Parameter threads: threads to use; the result does not depend on it.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)``.
    public func generate(threads: Int = 1) throws(SynthesisError) -> ArchetypeSet {
        try validate()
        let members = DemandBehaviour.allCases.filter(classes.contains)
        let plan = (0..<functionsPerClass).flatMap { number in members.map { (number, $0) } }
        let made = [ArchetypeSeries](unsafeUninitializedCapacity: plan.count) { buffer, count in
            nonisolated(unsafe) let output = buffer
            Parallel.forEach(plan.count, threads: threads) { index in
                (output.baseAddress! + index).initialize(to: series(plan[index].1, number: plan[index].0))
            }
            count = plan.count
        }
        // Identifiers are unique and steps equal by construction.
        let set = try! SeriesSet(made.map(\.series), quantity: .count("invocations"))
        return ArchetypeSet(set: set, functions: made.map(\.function))
    }

    private struct ArchetypeSeries {
        var series: Series
        var function: ArchetypeFunction
    }

    private func series(_ behaviour: DemandBehaviour, number: Int) -> ArchetypeSeries {
        let key = StreamKey(seed: seed).appending("archetypes").appending(behaviour.rawValue).appending(UInt64(number))
        let minutes = days * 1_440
        let rates = ArchetypeRates(behaviour, key: key, ranges: ranges, minutes: minutes)
        var random = KeyedRandom(key, at: 1, lane: 0)
        let isOverdispersed = random.uniform() < ranges.overdispersedShare
        let drawn = random.logUniform(in: ranges.dispersion)
        let dispersion = isOverdispersed ? drawn : 0
        let values = (0..<minutes).map { minute in
            var noise = KeyedRandom(key, at: minute, lane: 2)
            return Float(noise.negativeBinomial(mean: rates.rates[minute], dispersion: dispersion))
        }
        let digits = String(number)
        let id = "\(behaviour.rawValue)-\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
        let function = ArchetypeFunction(
            id: id, behaviour: behaviour, level: rates.level, dispersion: dispersion, periodMinutes: rates.periodMinutes,
            episodes: rates.episodes, minutes: minutes)
        let axis = TimeAxis.clock(startSeconds: startSeconds, stepSeconds: 60)
        return ArchetypeSeries(
            series: Series(id: id, axis: axis, values: values, labels: ["class": behaviour.rawValue]), function: function)
    }

    private func validate() throws(SynthesisError) {
        try ranges.validate()
        let sizes: [(String, Int, ClosedRange<Int>)] = [
            ("functions per class", functionsPerClass, 1...1_000_000), ("days", days, 1...3_660), ("classes", classes.count, 1...100),
        ]
        for (name, found, range) in sizes where !range.contains(found) {
            throw .outOfRange(parameter: name, expected: "between \(range.lowerBound) and \(range.upperBound)", found: "\(found)")
        }
        let values = Double(Set(classes).count) * Double(functionsPerClass) * Double(days) * 1_440
        guard values <= 4e9 else {
            throw .outOfRange(parameter: "functions × minutes", expected: "at most 4,000,000,000 in one set", found: "\(values)")
        }
        guard (-8_000_000_000...8_000_000_000).contains(startSeconds) else {
            throw .outOfRange(parameter: "start", expected: "within 250 years of 1970", found: "\(startSeconds) s")
        }
    }
}
