import CShippedModels

extension ArchetypeClassifier {
    /// The classifier that comes with the program: `models/archetypes.safetensors`, see its card in `models/README.md`.
    /// - Throws: `ModelFileError` or `ForecastError` when the file in the program is unsound.
    public static func shipped(kernels: Kernels = .best) throws -> ArchetypeClassifier {
        var count = 0
        let first = shipped_archetypes(&count)
        let bytes = Array(UnsafeBufferPointer(start: first, count: count))
        return try ArchetypeClassifier(archive: ModelStore.decode(bytes, name: "the shipped classifier"), kernels: kernels)
    }

    /// Reads a classifier from a model file.
    /// - Throws: `ModelFileError` when the file is unsound, `ForecastError` when it is no classifier that this version understands.
    public static func load(_ path: String, kernels: Kernels = .best) throws -> ArchetypeClassifier {
        try ArchetypeClassifier(archive: ModelStore.load(path), kernels: kernels)
    }
}
