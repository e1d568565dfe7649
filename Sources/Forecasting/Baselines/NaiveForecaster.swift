import Tensors
import Traces

/// The rivals that are always present: naive, seasonal naive and seasonal quantile.
public struct NaiveForecaster: Forecaster, Hashable {
    /// Which rule.
    public enum Rule: String, Sendable, Codable, CaseIterable {
        /// The last value repeated, quantiles from past one-step errors.
        case naive
        /// The last season repeated, quantiles from past seasonal errors.
        case seasonalNaive = "seasonal-naive"
        /// Quantiles of the values at the same phase of past seasons; without a season, of the most recent values.
        case seasonalQuantile = "seasonal-quantile"
        /// The last season repeated, normal quantiles with the deviation of past seasonal errors: the reference of public leaderboards.
        case seasonalNormal = "seasonal-normal"
    }

    /// Name of the family; a configuration's own name is its rule's.
    public static let name = "naive"

    /// Which rule.
    public var rule: Rule
    /// Steps of the residual paths that fitting learns for ceilings.
    public var horizon: Int
    /// Levels of every forecast.
    public var levels: QuantileLevels

    /// Makes a configuration.
    public init(_ rule: Rule, horizon: Int, levels: QuantileLevels = .standard) {
        (self.rule, self.horizon, self.levels) = (rule, horizon, levels)
    }

    /// Learns residual paths from a backtest on the end of the histories; the rules themselves have no parameters.
    public func fit(on training: TrainingSet, options: FitOptions) throws -> FittedNaive {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        let bare = FittedNaive(
            rule: rule, season: rule == .naive ? 1 : training.seasons.first { $0 > 1 } ?? 1, levels: levels,
            lowerBound: training.quantity.lowerBound,
            residualPaths: nil)
        let estimator = ResidualPathEstimator(horizon: horizon)
        let paths = try options.residualPaths(
            of: bare, at: estimator.origins(in: training.histories, minimumHistory: 2), horizon: horizon)
        return FittedNaive(rule: rule, season: bare.season, levels: levels, lowerBound: bare.lowerBound, residualPaths: paths)
    }
}

/// A fitted naive rule.
public struct FittedNaive: FittedForecaster, Equatable {
    /// Kind of the family in archives.
    public static let archiveKind = "naive"

    /// Which rule.
    public let rule: NaiveForecaster.Rule
    /// Season in steps, 1 for none.
    public let season: Int
    /// Levels of every forecast.
    public let levels: QuantileLevels
    /// Smallest possible value.
    public let lowerBound: Float?
    /// Dependence between steps.
    public let residualPaths: ResidualPaths?

    /// Past seasons that the seasonal quantile looks at, and recent values when there is no season.
    static let seasonsBack = 20, recentValues = 256

    init(rule: NaiveForecaster.Rule, season: Int, levels: QuantileLevels, lowerBound: Float?, residualPaths: ResidualPaths?) {
        (self.rule, self.season, self.levels) = (rule, season, levels)
        (self.lowerBound, self.residualPaths) = (lowerBound, residualPaths)
    }

    /// Name of the rule.
    public var name: String { rule.rawValue }
    /// Any horizon is possible.
    public var maximumHorizon: Int? { nil }
    /// Values that quantiles are taken from, and the latest season.
    public var reach: Int? {
        rule == .seasonalQuantile
            ? max(Self.recentValues, (Self.seasonsBack + 1) * season) : season + max(SeasonalErrors.span, 3 * season)
    }

    /// Quantiles for every history, however short it is.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        return histories.map { history in
            // A history that does not hold two seasons has no seasonal error: the ladder steps down to naive.
            let usable = season > 1 && history.count < season + 1 ? 1 : season
            let rung = rule == .seasonalQuantile ? "the quantiles of recent values answer" : "naive answers"
            let note =
                usable < season ? "\(history.id) has \(history.count) values, a season of \(season) needs \(season + 1); \(rung)" : nil
            let values =
                rule == .seasonalQuantile
                ? seasonalQuantiles(of: history, horizon: horizon, season: usable)
                : SeasonalErrors(season: usable, lowerBound: lowerBound, isNormal: rule == .seasonalNormal).quantiles(
                    of: history, horizon: horizon, levels: levels)
            return QuantileForecast(history: history, levels: levels, horizon: horizon, values: values, lowerBound: lowerBound, note: note)
        }
    }

    private func seasonalQuantiles(of history: History, horizon: Int, season: Int) -> [Float] {
        let values = history.series.values
        var out: [Float] = []
        out.reserveCapacity(horizon * levels.count)
        var cache: [Int: [Float]] = [:]
        for step in 0..<horizon {
            let phase = step % season
            if let known = cache[phase] {
                out += known
                continue
            }
            var sample = known(values[..<history.count], back: season, from: history.count - season + phase)
            // Never seen at this phase: what was seen lately at any.
            if sample.isEmpty && season > 1 { sample = known(values[..<history.count], back: 1, from: history.count - 1) }
            let row =
                sample.isEmpty
                ? [Float](repeating: lowerBound ?? 0, count: levels.count)
                : levels.values.map { EmpiricalQuantiles.value(at: $0, sorted: sample) }
            cache[phase] = row
            out += row
        }
        return out
    }

    /// Known values at a position and every `step` before it, as many as the rule looks at, ascending.
    private func known(_ values: ArraySlice<Float>, back step: Int, from last: Int) -> [Float] {
        let most = step > 1 ? Self.seasonsBack : Self.recentValues
        var sample: [Float] = []
        var position = last
        while position >= 0 && sample.count < most {
            if !values[position].isNaN { sample.append(values[position]) }
            position -= step
        }
        return sample.sorted()
    }

    private struct Parameters: Codable {
        var rule: NaiveForecaster.Rule, season: Int, levels: QuantileLevels, lowerBound: Float?
    }

    /// The model as data.
    public func archive() throws(ForecastError) -> ModelArchive {
        var archive = ModelArchive(metadata: ["kind": Self.archiveKind])
        try archive.store(Parameters(rule: rule, season: season, levels: levels, lowerBound: lowerBound), under: "configuration")
        residualPaths?.store(in: &archive)
        return archive
    }

    /// Restores a model.
    public init(archive: ModelArchive, compute: Compute) throws(ForecastError) {
        let parameters: Parameters = try archive.value(under: "configuration")
        guard (1...100_000_000).contains(parameters.season) else {
            throw ForecastError.invalidArchive("a season lies between 1 and 100000000 steps, found \(parameters.season)")
        }
        self.init(
            rule: parameters.rule, season: parameters.season, levels: parameters.levels, lowerBound: parameters.lowerBound,
            residualPaths: try ResidualPaths(archive: archive))
    }
}
