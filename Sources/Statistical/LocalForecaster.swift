import Forecasting
import Tensors
import Traces

/// A forecaster from a rule that is estimated from every history.
public struct LocalForecaster<Model: LocalModel>: Forecaster, Hashable {
    /// Name of the rule.
    public static var name: String { Model.name }

    /// The rule.
    public var model: Model
    /// Steps of the residual paths that fitting learns for ceilings.
    public var horizon: Int
    /// Levels of every forecast.
    public var levels: QuantileLevels

    /// Makes a configuration.
    public init(_ model: Model, horizon: Int, levels: QuantileLevels = .standard) {
        (self.model, self.horizon, self.levels) = (model, horizon, levels)
    }

    /// Forecasts the end of the histories, for calibration and residual paths; the rule itself has nothing to learn from others.
    /// - Throws: `ForecastError.invalidHorizon(_:)`.
    public func fit(on training: TrainingSet, options: FitOptions) throws -> FittedLocal<Model> {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        let setting = LocalSetting(
            seasons: training.seasons.filter { $0 > 1 }, quantity: training.quantity, levels: levels,
            instructionSet: options.compute.instructionSet)
        let bare = FittedLocal(model, setting: setting, residualPaths: nil, threads: options.compute.threads)
        let origins = ResidualPathEstimator(horizon: horizon).origins(in: training.histories, minimumHistory: 2)
        let paths = try options.residualPaths(of: bare, at: origins, horizon: horizon)
        return FittedLocal(model, setting: setting, residualPaths: paths, threads: options.compute.threads)
    }
}
