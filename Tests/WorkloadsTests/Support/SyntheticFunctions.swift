import Synthesis
import Workloads

/// Functions of known class, one class a function.
enum SyntheticFunctions {
    /// So many functions of each class, class by class in turn.
    static func make(_ perClass: Int, days: Int, ranges: ArchetypeRanges, seed: UInt64) throws -> [LabelledDemand] {
        let generated = try ArchetypeSetGenerator(functionsPerClass: perClass, days: days, ranges: ranges, seed: seed).generate(threads: 2)
        return zip(generated.set.series, generated.functions).map { series, function in
            LabelledDemand(id: "\(seed) \(series.id)", values: series.values, archetype: Archetype(rawValue: function.behaviour.rawValue)!)
        }
    }
}
