/// What can be wrong with a file that should hold trees, or take them.
public enum ForestFileError: Error, Equatable, Sendable {
    /// A file that is no sound LightGBM model.
    case notLightGBM(file: String, LightGBMTextError)
    /// A model of a family without trees.
    case noTrees(file: String, family: String)
    /// A model of more levels than one forest holds.
    case severalForests(file: String, count: Int)
    /// A forest that cannot be laid out for fast evaluation.
    case notCompiled(file: String, ForestCompilationError)
}

extension ForestFileError: CustomStringConvertible {
    /// One sentence: which file, what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .notLightGBM(let file, let error): "\(file): \(error)"
        case .noTrees(let file, let family):
            "\(file): only a single model of boosted trees (gbt) can be written in LightGBM's format, this one is \(family); train one with "
                + "--model gbt"
        case .severalForests(let file, let count):
            "\(file): its levels take \(count) forests, a LightGBM file holds one; train with fewer --levels"
        case .notCompiled(let file, let error): "\(file): \(error)"
        }
    }
}
