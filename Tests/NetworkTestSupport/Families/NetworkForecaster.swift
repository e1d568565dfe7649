import Forecasting
import Tensors

/// The configuration of a neural family, as the tests see that all families share.
public protocol NetworkForecaster: Forecaster, Equatable where Fitted: FittedNetwork, Fitted.Configuration == Self {
    /// How it is trained.
    var training: TrainingConfiguration { get set }
}

/// A trained model of a neural family, as the tests see that all families share.
public protocol FittedNetwork: FittedForecaster {
    /// Its configuration.
    associatedtype Configuration: NetworkForecaster where Configuration.Fitted == Self
    /// Its network.
    associatedtype Network: WindowNetwork

    /// Kind of the family in archives.
    static var archiveKind: String { get }
    /// Configuration it was trained with.
    var configuration: Configuration { get }
    /// Network, windows and parameters.
    var model: WindowModel<Network> { get }
    /// Losses of every training round.
    var curve: [TrainingState.Round] { get }

    /// Restores a model.
    init(archive: ModelArchive, compute: Compute) throws(ForecastError)
}

extension FittedNetwork {
    /// Parameters, flat.
    public var parameters: [Float] { model.parameters }
    /// Layout of its windows.
    var schema: WindowSchema { model.assembler.schema }
}
