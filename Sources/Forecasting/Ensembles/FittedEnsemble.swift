import Tensors
import Traces

/// Several models of the same levels and horizon that answer as one.
public struct FittedEnsemble: FittedForecaster {
    /// Kind in archives.
    public static let archiveKind = "ensemble"
    /// How many members there may be.
    public static let sizes = 2...64

    /// The models.
    public let members: [any FittedForecaster]
    /// How their forecasts become one.
    public let pool: EnsemblePool
    /// How much each member counts; `nil` for all alike.
    public let weights: MemberWeights?
    /// Dependence between steps, of errors relative to pooled forecasts.
    public let residualPaths: ResidualPaths?
    /// Longest horizon of the members.
    public let maximumHorizon: Int?
    private let threads: Int

    /// Makes an ensemble.
    ///
    /// - Parameters:
    ///   - members: fitted models, themselves neither ensembles nor calibrated: what is calibrated is the pooled forecast.
    ///   - pool: how their forecasts become one.
    ///   - weights: how much each counts; only for the pool of medians.
    ///   - residualPaths: of pooled forecasts.
    ///   - compute: threads that pool.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` for too few or too many members, or such that do not go together.
    public init(
        _ members: [any FittedForecaster], pool: EnsemblePool, weights: MemberWeights? = nil, residualPaths: ResidualPaths? = nil,
        compute: Compute
    ) throws(ForecastError) {
        try Self.check(size: members.count)
        guard !members.contains(where: { $0 is FittedEnsemble || $0 is CalibratedForecaster || $0 is FittedDropoutEnsemble }) else {
            throw ForecastError.invalidConfiguration("the members of an ensemble are single models, neither calibrated nor ensembles")
        }
        let first = members[0]
        // Rules of any horizon go with models of a trained one.
        let horizons = Set(members.compactMap(\.maximumHorizon))
        guard members.allSatisfy({ $0.levels == first.levels }), horizons.count <= 1 else {
            throw ForecastError.invalidConfiguration("the members of an ensemble should have the same levels and the same horizon")
        }
        guard residualPaths.map({ paths in horizons.first.map { $0 == paths.horizon } ?? true }) ?? true else {
            throw ForecastError.invalidConfiguration("the residual paths of an ensemble should have the horizon of its members")
        }
        guard weights.map({ pool == .median && $0.members == members.count }) ?? true else {
            throw ForecastError.invalidConfiguration(
                "an ensemble with weights takes medians of quantiles and has one weight for each member")
        }
        (self.members, self.pool, self.weights) = (members, pool, weights)
        (self.residualPaths, threads, maximumHorizon) = (residualPaths, compute.threads, horizons.first)
    }

    static func check(size: Int) throws(ForecastError) {
        guard sizes.contains(size) else {
            throw ForecastError.invalidConfiguration(
                "an ensemble has \(sizes.lowerBound) to \(sizes.upperBound) members, found \(size)")
        }
    }

    /// Such as `lstm ensemble of 5`, or `stack of gbt, lstm`.
    public var name: String {
        if weights != nil { return "stack of \(members.map(\.name).joined(separator: ", "))" }
        let kinds = Set(members.map(\.name))
        return (kinds.count == 1 ? "\(members[0].name) " : "") + "ensemble of \(members.count)"
    }

    /// Levels of every forecast.
    public var levels: QuantileLevels { members[0].levels }
    /// Whether streams of a member do.
    public var streamsCarryState: Bool { members.contains(where: \.streamsCarryState) }

    /// The largest of the members.
    public var reach: Int? {
        let bounded = members.compactMap(\.reach)
        return bounded.count == members.count ? bounded.max() : nil
    }

    /// Pooled forecasts for every history.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        var answers: [[QuantileForecast]] = []
        for member in members { answers.append(try member.forecast(from: histories, horizon: horizon)) }
        let results = Collected<QuantileForecast?>(count: histories.count, empty: nil)
        let (all, pool, weights) = (answers, pool, weights)
        Parallel.forEach(histories.count, threads: threads) { index in
            results.set(index, pool.pooled(all.map { $0[index] }, weights: weights))
        }
        return results.values.compactMap { $0 }
    }

    /// A stream of every member, pooled.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream {
        var streams: [any ForecastStream] = []
        for member in members { streams.append(try member.stream(from: history)) }
        return EnsembleStream(streams, pool: pool, weights: weights)
    }
}
