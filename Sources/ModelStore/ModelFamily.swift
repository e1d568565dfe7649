import Attention
import Dense
import Forecasting
import Recurrent
import Statistical
import Tensors
import Trees

/// A way back from an archive to a model: the kind that files name, and what restores it.
public struct ModelFamily: Sendable {
    /// Restores a model from its archive for a place to compute.
    public typealias Restore = @Sendable (ModelArchive, Compute) throws(ForecastError) -> any FittedForecaster

    /// What the metadata key `kind` says.
    public let kind: String
    /// Restores a model.
    public let restore: Restore

    /// Makes an entry of the table.
    public init(kind: String, restore: @escaping Restore) {
        self.kind = kind
        self.restore = restore
    }

    /// Every model family of this engine. A new family is loadable everywhere once it has its line here.
    public static let all: [ModelFamily] = [
        ModelFamily(kind: FittedNaive.archiveKind) { (archive, compute) throws(ForecastError) in
            try FittedNaive(archive: archive, compute: compute)
        },
        ModelFamily(kind: FittedLSTM.archiveKind) { (archive, compute) throws(ForecastError) in
            try FittedLSTM(archive: archive, compute: compute)
        },
        ModelFamily(kind: FittedTransformer.archiveKind) { (archive, compute) throws(ForecastError) in
            try FittedTransformer(archive: archive, compute: compute)
        },
        ModelFamily(kind: FittedMLP.archiveKind) { (archive, compute) throws(ForecastError) in
            try FittedMLP(archive: archive, compute: compute)
        },
        ModelFamily(kind: FittedGBT.archiveKind) { (archive, compute) throws(ForecastError) in
            try FittedGBT(archive: archive, compute: compute)
        },
        local(RecentQuantiles.self), local(DecayedHistogramModel.self), local(Croston.self), local(TSB.self), local(Intermittent.self),
        local(MSTL.self), local(ETS.self), local(Theta.self), local(ARIMA.self),
        ModelFamily(kind: CalibratedForecaster.archiveKind) { (archive, compute) throws(ForecastError) in
            try CalibratedForecaster(archive: archive) { (base) throws(ForecastError) in try underneath(base, compute) }
        },
        ModelFamily(kind: FittedEnsemble.archiveKind) { (archive, compute) throws(ForecastError) in
            try FittedEnsemble(archive: archive, compute: compute) { (member) throws(ForecastError) in try underneath(member, compute) }
        },
        ModelFamily(kind: FittedDropoutEnsemble.archiveKind) { (archive, compute) throws(ForecastError) in
            try FittedDropoutEnsemble(archive: archive) { (base) throws(ForecastError) in try underneath(base, compute) }
        },
    ]

    private static func local<Model: LocalModel>(_ model: Model.Type) -> ModelFamily {
        ModelFamily(kind: FittedLocal<Model>.archiveKind) { (archive, compute) throws(ForecastError) in
            try FittedLocal<Model>(archive: archive, compute: compute)
        }
    }

    /// Restores a model that others stand on.
    private static func underneath(_ archive: ModelArchive, _ compute: Compute) throws(ForecastError) -> any FittedForecaster {
        guard let family = all.first(where: { $0.kind == archive.metadata[ModelStore.Key.kind] }) else {
            throw ForecastError.invalidArchive("no family of this version is called \(archive.metadata[ModelStore.Key.kind] ?? "")")
        }
        return try family.restore(archive, compute)
    }
}

extension ModelStore {
    /// Reads a model file and restores the model in it.
    /// - Parameters:
    ///   - path: ends in `.safetensors`.
    ///   - compute: where the model will compute its forecasts.
    ///   - families: the families to choose from.
    /// - Throws: ``ModelFileError`` when the file is unsound, of an unknown kind, or unusable for its family.
    public static func loadForecaster(
        _ path: String, compute: Compute, families: [ModelFamily] = ModelFamily.all
    ) throws(ModelFileError) -> any FittedForecaster {
        try restore(load(path), name: path, compute: compute, families: families)
    }

    /// Restores the model of an archive.
    /// - Parameters:
    ///   - archive: an archive as ``load(_:)`` and ``decode(_:name:)`` give it.
    ///   - name: what errors call the archive, usually a path.
    ///   - compute: where the model will compute its forecasts.
    ///   - families: the families to choose from.
    /// - Throws: ``ModelFileError/unknownKind(file:kind:known:)``, ``ModelFileError/notRestorable(file:kind:_:)``.
    public static func restore(
        _ archive: ModelArchive, name: String = "model", compute: Compute, families: [ModelFamily] = ModelFamily.all
    ) throws(ModelFileError) -> any FittedForecaster {
        guard let kind = archive.metadata[Key.kind] else { throw ModelFileError.missingMetadata(file: name, key: Key.kind) }
        guard let family = families.first(where: { $0.kind == kind }) else {
            throw ModelFileError.unknownKind(file: name, kind: kind, known: families.map(\.kind))
        }
        do {
            return try family.restore(archive, compute)
        } catch {
            throw ModelFileError.notRestorable(file: name, kind: kind, error)
        }
    }

    /// Writes a fitted model with the record of its training.
    /// - Throws: `ForecastError` when the model cannot be archived, ``ModelFileError`` when it cannot be written.
    public static func save(_ model: any FittedForecaster, provenance: Provenance, to path: String) throws {
        var archive = try model.archive()
        try archive.setProvenance(provenance)
        try save(archive, to: path)
    }
}
