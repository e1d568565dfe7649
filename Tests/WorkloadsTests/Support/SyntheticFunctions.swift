import Synthesis
import Workloads

/// Functions of known class, one class a function.
enum SyntheticFunctions {
    /// What classifiers are trained on here: wide ranges of level, which must not matter.
    static let training = ranges(
        level: 0.5...150, bursts: 14...30, burstMinutes: 3...10, burstFactor: 12...60, period: 14...400, amplitude: 0.15...0.95,
        duty: 0.12...0.3, rampFactor: 5...16, rampMinutes: 80...180, rest: 2...12, dispersion: 0.005...0.03)

    /// What they are tested on: no number is drawn from the ranges of the training.
    static let slower = ranges(
        level: 150...300, bursts: 10...14, burstMinutes: 10...14, burstFactor: 60...80, period: 400...600, amplitude: 0.1...0.15,
        duty: 0.3...0.4, rampFactor: 16...20, rampMinutes: 180...300, rest: 12...20, dispersion: 0.03...0.05)
    /// See ``slower``.
    static let faster = ranges(
        level: 150...300, bursts: 30...40, burstMinutes: 2...3, burstFactor: 10...12, period: 9...14, amplitude: 0.95...1,
        duty: 0.08...0.12, rampFactor: 16...20, rampMinutes: 180...360, rest: 1...2, dispersion: 0.002...0.005)

    /// So many functions of each class, class by class in turn.
    static func make(_ perClass: Int, days: Int, ranges: ArchetypeRanges, seed: UInt64) throws -> [LabelledDemand] {
        let generated = try ArchetypeSetGenerator(functionsPerClass: perClass, days: days, ranges: ranges, seed: seed).generate(threads: 2)
        return zip(generated.set.series, generated.functions).map { series, function in
            LabelledDemand(id: "\(seed) \(series.id)", values: series.values, archetype: Archetype(rawValue: function.behaviour.rawValue)!)
        }
    }

    /// A base of bursts and a foot of ramps that are a third and a fifth of the level of the others.
    private static func ranges(
        level: ClosedRange<Double>, bursts: ClosedRange<Double>, burstMinutes: ClosedRange<Double>, burstFactor: ClosedRange<Double>,
        period: ClosedRange<Double>, amplitude: ClosedRange<Double>, duty: ClosedRange<Double>, rampFactor: ClosedRange<Double>,
        rampMinutes: ClosedRange<Double>, rest: ClosedRange<Double>, dispersion: ClosedRange<Double>
    ) -> ArchetypeRanges {
        var ranges = ArchetypeRanges()
        func scaled(_ factor: Double) -> ClosedRange<Double> { level.lowerBound * factor...level.upperBound * factor }
        (ranges.spike.level, ranges.periodic.level, ranges.ramp.level, ranges.stationary.level) = (
            scaled(0.5), scaled(2), scaled(0.5), level
        )
        (ranges.spike.burstsPerDay, ranges.spike.burstMinutes, ranges.spike.burstFactor) = (bursts, burstMinutes, burstFactor)
        (ranges.periodic.periodMinutes, ranges.periodic.amplitude, ranges.periodic.duty) = (period, amplitude, duty)
        (ranges.ramp.factor, ranges.ramp.rampMinutes, ranges.ramp.restMinutes) = (rampFactor, rampMinutes, rest)
        ranges.dispersion = dispersion
        return ranges
    }
}
