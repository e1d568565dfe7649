import Tensors
import Traces

/// A network that answers with the mixture of several passes with dropout (MC dropout: Gal & Ghahramani, ICML 2016).
public struct FittedDropoutEnsemble: FittedForecaster {
    /// Kind in archives.
    public static let archiveKind = "mc-dropout"
    /// How many passes there may be.
    public static let passCounts = 2...256

    /// The network as it was fitted.
    public let base: any DropoutForecaster
    /// Passes of every forecast.
    public let passes: Int
    /// Seed of the masks.
    public let seed: UInt64
    /// Dependence between steps, of errors relative to the mixture.
    public let residualPaths: ResidualPaths?

    /// Makes a model.
    ///
    /// - Parameters:
    ///   - base: a network that was trained with dropout.
    ///   - passes: passes of every forecast, see ``passCounts``.
    ///   - seed: of the masks.
    ///   - residualPaths: of forecasts of the mixture.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` for a network trained without dropout, too few or too many passes.
    public init(
        _ base: any DropoutForecaster, passes: Int, seed: UInt64, residualPaths: ResidualPaths? = nil
    ) throws(ForecastError) {
        guard base.isTrainedWithDropout else { throw Self.withoutDropout(base.name) }
        try Self.check(passes: passes)
        (self.base, self.passes, self.seed, self.residualPaths) = (base, passes, seed, residualPaths)
    }

    /// What a network without dropout is refused with.
    package static func withoutDropout(_ family: String) -> ForecastError {
        .invalidConfiguration(
            "MC dropout needs a network that is trained with dropout, this \(family) is trained without; set its dropout above 0")
    }

    /// Checks a number of passes.
    package static func check(passes: Int) throws(ForecastError) {
        guard passCounts.contains(passes) else {
            throw ForecastError.invalidConfiguration(
                "MC dropout takes \(passCounts.lowerBound) to \(passCounts.upperBound) passes, found \(passes)")
        }
    }

    /// Such as `lstm with 20 dropout passes`.
    public var name: String { "\(base.name) with \(passes) dropout passes" }
    /// Levels of every forecast.
    public var levels: QuantileLevels { base.levels }
    /// The network's own.
    public var maximumHorizon: Int? { base.maximumHorizon }
    /// The network's own.
    public var reach: Int? { base.reach }

    /// Mixtures of all passes for every history.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        try base.dropoutForecasts(from: histories, horizon: horizon, passes: passes, seed: seed)
    }

    /// What an archive says about the passes.
    private struct Description: Codable {
        var passes: Int, seed: UInt64
    }

    /// The network as data, with passes and seed.
    public func archive() throws(ForecastError) -> ModelArchive {
        var archive = try base.archive()
        archive.metadata["dropout_kind"] = archive.metadata["kind"]
        archive.metadata["kind"] = Self.archiveKind
        try archive.store(Description(passes: passes, seed: seed), under: "mc_dropout")
        residualPaths?.store(in: &archive)
        return archive
    }

    /// Restores a model.
    /// - Parameters:
    ///   - archive: of a network with passes and seed.
    ///   - restore: restores the network from its archive.
    /// - Throws: ``ForecastError/invalidArchive(_:)``; what `restore` throws.
    public init(
        archive: ModelArchive, restore: (ModelArchive) throws(ForecastError) -> any FittedForecaster
    ) throws(ForecastError) {
        let description: Description = try archive.value(under: "mc_dropout")
        let others = [Self.archiveKind, FittedEnsemble.archiveKind, CalibratedForecaster.archiveKind]
        guard let kind = archive.metadata["dropout_kind"], !others.contains(kind) else {
            throw ForecastError.invalidArchive("a model of dropout passes should name the kind of its network")
        }
        var network = archive
        network.metadata["kind"] = kind
        network.metadata["dropout_kind"] = nil
        guard let base = try restore(network) as? any DropoutForecaster else {
            throw ForecastError.invalidArchive("a model of the kind \(kind) makes no passes with dropout")
        }
        do throws(ForecastError) {
            try self.init(
                base, passes: description.passes, seed: description.seed, residualPaths: try ResidualPaths(archive: archive))
        } catch {
            throw ForecastError.invalidArchive("\(error)")
        }
    }
}
