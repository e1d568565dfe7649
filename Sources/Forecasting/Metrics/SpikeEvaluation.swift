import Traces

/// How well the forecasts of a backtest announce spikes, over all series: what a service that starts capacity ahead of demand wants to know.
public struct SpikeEvaluation: Hashable, Sendable, Codable {
    /// What a spike is and when its announcement is of use.
    public struct Settings: Hashable, Sendable {
        /// What a spike is.
        public var rule: SpikeRule
        /// Quantile level of the path that announces spikes and stands for the allocation.
        public var level: Double
        /// Δ in slots; `nil` for ``SpikeMatching/standardTolerance(horizon:)``.
        public var tolerance: Int?
        /// Slots from a decision to its effect, see ``SpikeMatches/init(tolerance:activationDelay:)``.
        public var activationDelay: Int

        /// Makes settings.
        /// - Precondition: `0 < level < 1`; tolerance and delay are not negative.
        public init(rule: SpikeRule = SpikeRule(), level: Double = 0.9, tolerance: Int? = nil, activationDelay: Int = 1) {
            precondition(level > 0 && level < 1 && tolerance ?? 0 >= 0 && activationDelay >= 0)
            (self.rule, self.level, self.tolerance, self.activationDelay) = (rule, level, tolerance, activationDelay)
        }
    }

    /// Quantile level of the path that announced spikes.
    public var level: Double
    /// Δ in slots.
    public var tolerance: Int
    /// Activation delay in slots.
    public var activationDelay: Int
    /// Slots inside an event, merged gaps included, of all slots of the windows.
    public var spikeSlots: Proportion
    /// Events found, in time, high enough.
    public var scores: SpikeScores
    /// Slots served by the path within Δ slots, see ``ShiftTolerantCoverage``.
    public var shiftTolerantCoverage: Proportion

    /// Scores the forecasts of a backtest.
    ///
    /// At every slot the forecast made last before it is in force. Slots between windows are not looked at, and targets that are not scored
    /// are unknown to events and forecasts alike. An event that has begun before a window counts from its first slot there.
    /// - Parameters:
    ///   - forecasts: in any order; every series of them lies in the set.
    ///   - set: the series, history and future in one.
    ///   - settings: what a spike is and when its announcement is of use.
    /// - Throws: ``ForecastError/levelOutsideRange(_:trained:)`` for a forecast that lacks the level.
    public init(of forecasts: [ScoredForecast], on set: SeriesSet, settings: Settings) throws(ForecastError) {
        let horizon = forecasts.map(\.forecast.horizon).max() ?? 1
        level = settings.level
        tolerance = settings.tolerance ?? SpikeMatching.standardTolerance(horizon: horizon)
        activationDelay = settings.activationDelay
        var matches = SpikeMatches(tolerance: tolerance, activationDelay: activationDelay)
        (spikeSlots, shiftTolerantCoverage) = (Proportion(count: 0, total: 0), Proportion(count: 0, total: 0))
        let bySeries = Dictionary(grouping: forecasts) { $0.forecast.seriesID }
        for series in set.series {
            guard let own = bySeries[series.id] else { continue }
            let windows = try SpikeWindows(own, of: series, level: level)
            let events = settings.rule.events(in: windows.demand, over: windows.inForce.ranges)
            matches.add(actual: events, predicted: settings.rule.events(predictedBy: windows.inForce, values: windows.demand))
            spikeSlots.count += events.reduce(0) { $0 + $1.end - $1.onset + 1 }
            for range in windows.inForce.ranges {
                spikeSlots.total += range.count
                let allocation = range.map { slot in windows.inForce[slot].flatMap { $0.value.isNaN ? nil : $0.value } ?? -.infinity }
                let served = ShiftTolerantCoverage.of(
                    demand: Array(windows.demand[range]), allocation: allocation, tolerance: tolerance)
                shiftTolerantCoverage.count += served.count
                shiftTolerantCoverage.total += served.total
            }
        }
        scores = matches.scores
    }

    enum CodingKeys: String, CodingKey {
        case level, tolerance, scores
        case activationDelay = "activation_delay"
        case spikeSlots = "spike_slots"
        case shiftTolerantCoverage = "shift_tolerant_coverage"
    }
}

/// The scored windows of one series, put together: its demand, and the forecasts in force.
struct SpikeWindows {
    /// Demand from slot 0 on; NaN where unknown or not scored.
    let demand: [Float]
    /// Forecasts in force inside the windows; NaN where the target is not scored.
    let inForce: ForecastInForce

    init(_ forecasts: [ScoredForecast], of series: Series, level: Double) throws(ForecastError) {
        var demand = series.values
        var paths: [ForecastPath] = []
        for one in forecasts {
            guard let known = series.axis.position(of: one.forecast.axis.start), (0...series.count).contains(known) else { continue }
            var path = ForecastPath(known: known, values: try one.forecast.quantile(level))
            for (step, value) in one.actual.enumerated() where value.isNaN {
                path.values[step] = .nan
                if known + step < demand.count { demand[known + step] = .nan }
            }
            paths.append(path)
        }
        var ranges: [Range<Int>] = []
        for path in paths.sorted(by: { $0.known < $1.known }) {
            let range = (path.known..<path.known + path.values.count).clamped(to: 0..<demand.count)
            if let last = ranges.last, last.upperBound >= range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else if !range.isEmpty {
                ranges.append(range)
            }
        }
        self.demand = demand
        inForce = ForecastInForce(paths, over: ranges)
    }
}
