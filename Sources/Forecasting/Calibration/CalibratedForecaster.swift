import Traces

/// A fitted forecaster whose quantiles are corrected by what its validation forecasts have taught.
public struct CalibratedForecaster: FittedForecaster {
    /// Kind in archives: an engine that does not know calibrations must not take the model for an uncalibrated one.
    public static let archiveKind = "calibrated"

    /// The model as it was fitted.
    public let base: any FittedForecaster
    /// What corrects it.
    public let calibration: Calibration
    /// Dependence between steps, of errors relative to corrected forecasts.
    public let residualPaths: ResidualPaths?
    /// Distributions of maxima over windows, and sample paths.
    public let ceilings: CeilingModel?

    init(_ base: any FittedForecaster, calibration: Calibration, residualPaths: ResidualPaths?, ceilings: CeilingModel?) {
        (self.base, self.calibration, self.residualPaths, self.ceilings) = (base, calibration, residualPaths, ceilings)
    }

    /// Calibrates a model.
    ///
    /// - Parameters:
    ///   - base: a fitted model, not calibrated yet.
    ///   - sample: its validation forecasts (``FitOptions/validated``).
    ///   - configuration: method and groups.
    ///   - quantity: what the values measure.
    ///   - calendar: of the hours of the week.
    ///   - seasons: in steps, most important first.
    /// - Returns: `nil` for too few validation forecasts.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` for groups that these series do not have.
    public init?(
        _ base: any FittedForecaster, on sample: ValidationForecasts, configuration: CalibrationConfiguration, quantity: Quantity,
        calendar: DemandCalendar, seasons: [Int] = []
    ) throws(ForecastError) {
        guard
            let (calibration, corrected) = try Calibration.learnt(configuration, on: sample, quantity: quantity, calendar: calendar)
        else { return nil }
        let paths = ResidualPathEstimator(horizon: calibration.horizon).estimate(from: corrected)
        self.init(
            base, calibration: calibration, residualPaths: paths,
            ceilings: paths.map { CeilingModel(on: corrected, paths: $0, seasons: seasons) })
    }

    /// The model's own name.
    public var name: String { base.name }
    /// Levels of every forecast.
    public var levels: QuantileLevels { base.levels }
    /// The model's own.
    public var maximumHorizon: Int? { base.maximumHorizon }
    /// The model's own.
    public var streamsCarryState: Bool { base.streamsCarryState }
    /// The model's own, or what tells whether demand is whole and of what kind.
    public var reach: Int? { base.reach.map { max($0, Calibration.wholeSpan, SeriesClusters.span, ceilings?.span ?? 0) } }

    /// Corrected quantiles for every history.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        let forecasts = try base.forecast(from: histories, horizon: horizon)
        return zip(histories, forecasts).map { calibration.corrected($1, of: $0) }
    }

    /// Distribution of the maximum from sample paths, marginals and the past of the series.
    public func ceiling(of forecast: QuantileForecast, history: History, over window: Int) -> Ceiling? {
        ceilings?.ceiling(of: forecast, history: history, over: window, isWhole: calibration.isWhole(history))
    }

    /// Sample paths: within the trained horizon those of the copula, whose every step has the calibrated distribution; beyond it, and of models that
    /// draw from their own forecasts step by step, those of the model.
    public func samplePaths(from history: History, horizon: Int, count: Int, seed: UInt64) throws(ForecastError) -> SamplePaths {
        if base.drawsAutoregressively { return try base.samplePaths(from: history, horizon: horizon, count: count, seed: seed) }
        guard let ceilings, horizon <= calibration.horizon else {
            return try closedLoopPaths(from: history, horizon: horizon, count: count, seed: seed)
        }
        guard count >= 1 else { throw ForecastError.invalidConfiguration("at least 1 sample path can be drawn, found \(count)") }
        let forecast = try forecast(from: history, horizon: horizon)
        let draws = PathDraws(PathLevels(ceilings.copula, count: count, steps: horizon, seed: seed), at: levels)
        return SamplePaths(forecast, draws: draws)
    }

    /// A stream of the model whose forecasts are corrected.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream {
        CalibratedStream(try base.stream(from: history), calibration: calibration, ceilings: ceilings, history: history)
    }

    /// The model with its calibration.
    public func archive() throws(ForecastError) -> ModelArchive {
        var archive = try base.archive()
        archive.metadata["base_kind"] = archive.metadata["kind"]
        archive.metadata["kind"] = Self.archiveKind
        try calibration.store(in: &archive)
        if let residualPaths { residualPaths.store(in: &archive) }
        try ceilings?.store(in: &archive)
        return archive
    }

    /// Restores a model.
    /// - Parameters:
    ///   - archive: with a calibration.
    ///   - restore: restores the model underneath from its archive.
    /// - Throws: ``ForecastError/invalidArchive(_:)``; what `restore` throws.
    public init(
        archive: ModelArchive, restore: (ModelArchive) throws(ForecastError) -> any FittedForecaster
    ) throws(ForecastError) {
        let calibration = try Calibration(archive: archive)
        let base = try restore(Self.baseArchive(of: archive))
        guard base.levels == calibration.levels, base.maximumHorizon.map({ $0 == calibration.horizon }) ?? true else {
            throw ForecastError.invalidArchive("the calibration is of other levels or another horizon than the model")
        }
        let ceilings = try CeilingModel(archive: archive, levels: base.levels)
        guard ceilings.map({ $0.copula.steps == calibration.horizon }) ?? true else {
            throw ForecastError.invalidArchive("the ceilings are of another horizon than the calibration")
        }
        self.init(base, calibration: calibration, residualPaths: try ResidualPaths(archive: archive), ceilings: ceilings)
    }

    /// The archive of the model underneath; the archive itself when it has no calibration.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when it does not say of what kind that is, or claims to be calibrated twice.
    public static func baseArchive(of archive: ModelArchive) throws(ForecastError) -> ModelArchive {
        guard archive.metadata["kind"] == archiveKind else { return archive }
        guard let kind = archive.metadata["base_kind"], kind != archiveKind else {
            throw ForecastError.invalidArchive("a calibrated model should name the kind of the model underneath")
        }
        var base = archive
        base.metadata["kind"] = kind
        base.metadata["base_kind"] = nil
        return base
    }
}

extension FittedForecaster {
    /// The model underneath a calibration, or the model itself.
    public var uncalibrated: any FittedForecaster { (self as? CalibratedForecaster)?.base ?? self }
    /// What its quantiles are corrected by, if anything.
    public var calibration: Calibration? {
        guard let calibrated = self as? CalibratedForecaster else { return nil }
        // Without its type the name would mean this very property.
        let own: Calibration = calibrated.calibration
        return own
    }
}
