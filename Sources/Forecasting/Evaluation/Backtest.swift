import Traces

/// Rolling-origin evaluation: a fitted model forecasts at every cutoff from the history up to it, and the truth is put beside it.
///
/// The model is fitted once, on the values before the first cutoff; it sees more history at later cutoffs but is not fitted again.
public struct Backtest: Sendable {
    /// What is forecast when.
    public var plan: BacktestPlan
    /// Season of the scale of MASE, in steps.
    public var season: Int
    /// Series with a seasonal error below this share of their mean size have no scale.
    public var scaleFloor: Double
    /// Whether the scale is computed up to each cutoff instead of the first one.
    public var scaleAtEachCutoff: Bool
    /// Group of every series for grouped scores; `nil` puts all in one.
    public var groups: [String: String]?
    /// Targets that do not count, by series: positions in the series.
    public var unscored: [String: Set<Int>]

    /// Makes a backtest.
    public init(
        plan: BacktestPlan, season: Int, scaleFloor: Double = 0, scaleAtEachCutoff: Bool = false, groups: [String: String]? = nil,
        unscored: [String: Set<Int>] = [:]
    ) {
        (self.plan, self.season, self.scaleFloor) = (plan, season, scaleFloor)
        (self.scaleAtEachCutoff, self.groups, self.unscored) = (scaleAtEachCutoff, groups, unscored)
    }

    /// Groups of series by the decade of their mean size before the first cutoff (`0-1`, `1-10`, `10-100`, …), so that in grouped scores the
    /// busiest series does not decide alone.
    public static func groupsByLevel(of set: SeriesSet, plan: BacktestPlan) -> [String: String] {
        let counts = plan.firstCutoffs(of: set)
        let names = zip(set.series, counts).map { series, count -> (String, String) in
            var (sum, known) = (0.0, 0)
            for value in series.values.prefix(count) where !value.isNaN {
                sum += Double(abs(value))
                known += 1
            }
            let mean = known > 0 ? sum / Double(known) : 0
            var upper = 1.0
            while upper <= mean && upper < 1e30 { upper *= 10 }
            return (series.id, upper == 1 ? "0-1" : "\(upper / 10)-\(upper)")
        }
        return Dictionary(uniqueKeysWithValues: names)
    }

    /// Forecasts every window of the plan.
    /// - Parameters:
    ///   - model: what forecasts.
    ///   - set: the series.
    ///   - source: what answers at a cutoff: the window before it, a stream, or one that learns from its errors.
    /// - Throws: ``ForecastError`` of the model.
    public func run(_ model: any FittedForecaster, on set: SeriesSet, from source: Source = .windows) throws(ForecastError)
        -> [ScoredForecast]
    {
        let origins = plan.origins(in: set)
        let forecasts =
            switch source {
            case .windows: try model.forecast(from: origins, horizon: plan.horizon)
            case .streams: try streamed(model, on: set)
            case .adaptive: try adapted(model, on: set)
            }
        let first = Dictionary(uniqueKeysWithValues: zip(set.series.map(\.id), plan.firstCutoffs(of: set)))
        var scales: [String: Double?] = [:]
        return zip(origins, forecasts).map { origin, forecast in
            let known = scaleAtEachCutoff ? origin.count : first[origin.id] ?? origin.count
            let key = scaleAtEachCutoff ? "\(origin.id)\n\(known)" : origin.id
            if scales[key] == nil {
                scales[key] = .some(SeasonalError.of(origin.series.values[..<known], season: season, floor: scaleFloor))
            }
            return ScoredForecast(
                forecast: forecast, actual: actual(behind: origin), seasonalError: scales[key] ?? nil, cutoff: origin.origin,
                group: groups?[origin.id] ?? "all", ceiling: model.ceiling(of: forecast, history: origin, over: plan.horizon))
        }
    }

    private func actual(behind origin: History) -> [Float] {
        let skipped = unscored[origin.id]
        return (0..<plan.horizon).map { step in
            let position = origin.count + step
            guard position < origin.series.count, skipped?.contains(position) != true else { return .nan }
            return origin.series.values[position]
        }
    }
}
