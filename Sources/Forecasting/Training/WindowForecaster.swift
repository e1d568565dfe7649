import Tensors
import Traces

/// A neural family: it brings a network and its settings; how a fit begins, goes on or starts from a fitted model is the same for all.
package protocol WindowForecaster: Forecaster, Equatable where Fitted: FittedWindowForecaster, Fitted.Configuration == Self {
    /// Levels of every forecast.
    var levels: QuantileLevels { get }
    /// Horizon H in steps.
    var horizon: Int { get }
    /// Context length L in steps; `nil` where the family chooses it.
    var context: Int? { get }
    /// Transform of the demand; `nil` tries both where demand has a lower bound.
    var transform: TargetTransform? { get }
    /// How its windows are brought to a common size.
    var scaling: WindowScaling { get }
    /// Steps of a further training on everything, see ``WindowFit/refitShare``.
    var refitShare: Double { get }
    /// How it is trained.
    var training: TrainingConfiguration { get set }

    /// Checks the settings, before anything is computed from them.
    /// - Throws: ``ForecastError/invalidHorizon(_:)``, ``ForecastError/invalidConfiguration(_:)``.
    func validate() throws(ForecastError)

    /// Context length for a training set with these seasons.
    func contextLength(seasons: [Int]) -> Int

    /// Ages of the windows of a context length.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` where such windows are too long for the network.
    func ages(context: Int) throws(ForecastError) -> AgeSchedule

    /// The network for a layout of windows.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)``.
    func network(_ assembler: WindowAssembler) throws(ForecastError) -> Fitted.Network
}

/// What a ``WindowForecaster`` becomes.
package protocol FittedWindowForecaster: WindowedForecaster {
    /// Makes a model from what a fit gave.
    init(configuration: Configuration, model: WindowModel<Network>, curve: [TrainingState.Round])

    /// Restores a model.
    init(archive: ModelArchive, compute: Compute) throws(ForecastError)
}

extension FittedWindowForecaster where Configuration: WindowForecaster, Configuration.Fitted == Self {
    /// Restores a model of an archive that holds a configuration, a schema, a curve and the parameters.
    /// - Parameters:
    ///   - archive: the archive.
    ///   - compute: where it will compute its forecasts.
    ///   - isSound: whether the settings of the family are in range and agree with the windows; horizon and context are looked at already.
    ///   - check: refuses settings in words of its own.
    /// - Throws: ``ForecastError/invalidArchive(_:)``.
    package init(
        restoring archive: ModelArchive, compute: Compute, isSound: (Configuration, WindowSchema) -> Bool,
        check: (Configuration, WindowSchema) throws(ForecastError) -> Void = { (_, _) throws(ForecastError) in }
    ) throws(ForecastError) {
        let configuration: Configuration = try archive.value(under: "configuration")
        let schema: WindowSchema = try archive.value(under: "schema")
        try schema.validate()
        guard schema.horizon == configuration.horizon, configuration.context ?? schema.context == schema.context,
            isSound(configuration, schema)
        else { throw ForecastError.invalidArchive("configuration and schema contradict each other") }
        let assembler = WindowAssembler(schema: schema)
        let network: Network
        do throws(ForecastError) {
            try check(configuration, schema)
            network = try configuration.network(assembler)
        } catch {
            throw ForecastError.invalidArchive("\(error)")
        }
        let model = try WindowModel(
            archive: archive, name: Configuration.name, network: network, assembler: assembler, levels: configuration.levels,
            compute: compute)
        self.init(configuration: configuration, model: model, curve: try archive.value(under: "curve"))
    }
}

extension WindowForecaster {
    /// Median and mean absolute deviation.
    package var scaling: WindowScaling { .robust }

    /// No further training.
    package var refitShare: Double { 0 }

    /// Plain windows.
    package func ages(context: Int) throws(ForecastError) -> AgeSchedule { .none }

    /// Trains on the known values of every history, from the start, from a checkpoint or from a fitted model.
    /// - Throws: ``ForecastError``; what a checkpoint sink throws.
    package func fitWindows(on set: TrainingSet, options: FitOptions) throws -> Fitted {
        try validate()
        try set.checkCovariates()
        if let pretrained = options.pretrained { return try tune(pretrained, on: set, options: options) }
        let resumed = try options.resume.map { try Fitted(archive: $0, compute: options.compute) }
        if let resumed, resumed.configuration != self { throw ForecastError.otherCheckpoint }
        let schema = WindowSchema(
            training: set, context: contextLength(seasons: set.seasons), horizon: horizon, transform: .identity, scaling: scaling)
        return try windowFit(context: schema.context).fit(
            on: set, schema: schema, transform: transform, resumed: resumed.map { .init($0.model) }, options: options
        ) { Fitted(configuration: self, model: $0.model, curve: $0.curve) }
    }

    /// Trains a fitted model further: its windows, settings and levels stay, the horizon must be the same.
    private func tune(_ pretrained: Pretrained, on set: TrainingSet, options: FitOptions) throws -> Fitted {
        let archive = try CalibratedForecaster.baseArchive(of: pretrained.archive)
        let kind = archive.metadata["kind"] ?? ""
        guard ![FittedEnsemble.archiveKind, FittedDropoutEnsemble.archiveKind].contains(kind) else {
            throw ForecastError.invalidConfiguration(
                "a training starts from a single model, and that to start from is an ensemble (\(kind)); give one that was trained alone")
        }
        let start = try Fitted(archive: archive, compute: options.compute)
        try options.checkTuning(of: start.configuration.horizon, wanted: horizon)
        var configuration = start.configuration
        configuration.training = training
        let schema = start.model.assembler.schema
        return try configuration.windowFit(context: schema.context).fit(
            on: set, schema: schema, transform: nil, resumed: nil, pretrained: .init(start.model), options: options
        ) { Fitted(configuration: configuration, model: $0.model, curve: $0.curve) }
    }

    private func windowFit(context: Int) throws(ForecastError) -> WindowFit<Fitted.Network> {
        WindowFit(name: Self.name, levels: levels, training: training, ages: try ages(context: context), refitShare: refitShare) {
            (assembler) throws(ForecastError) in try network(assembler)
        }
    }
}

extension WindowFit.Start {
    init(_ model: WindowModel<Network>) { self.init(schema: model.assembler.schema, parameters: model.parameters) }
}
