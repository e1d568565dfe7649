/// How much each member of an ensemble counts in weighted medians: for every series that was validated, and for any other; for the median of a
/// forecast, which is its point, and for its other quantiles.
public struct MemberWeights: Sendable, Equatable {
    /// All quantiles, and the median by itself.
    private static let respects = 2

    let table: LossWeights

    init(_ table: LossWeights) {
        precondition(table.respects == Self.respects, "members are weighed in \(Self.respects) respects, found \(table.respects)")
        self.table = table
    }

    /// The same weights for all series and quantiles.
    /// - Parameter weights: one for each member, brought to the sum of 1.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` for negative weights, or none above 0.
    public init(_ weights: [Float]) throws(ForecastError) {
        let sum = weights.reduce(0, +)
        guard sum > 0, sum.isFinite, weights.allSatisfy({ $0 >= 0 }) else {
            throw ForecastError.invalidConfiguration("weights of members are not negative and not all 0, found \(weights)")
        }
        self.init(LossWeights(prior: weights.map { $0 / sum }, respects: Self.respects))
    }

    /// Learns weights from what the members would have lost in validation windows (`LossWeights` has the formula): the mean quantile loss
    /// over the levels and known targets of a window, and for the median its absolute error.
    ///
    /// - Parameters:
    ///   - samples: one of every member, of the same origins.
    ///   - prior: weight of every member before anything is learnt; sums to 1.
    ///   - season: in steps, 1 for none; the sizes of series are compared by their seasonal errors.
    public init(learntFrom samples: [ValidationForecasts], prior: [Float], season: Int) {
        precondition(
            !samples.isEmpty && samples.count == prior.count && samples.allSatisfy { $0.count == samples[0].count },
            "weights are learnt from forecasts of the same origins by every member")
        let first = samples[0], spans = first.spans
        var scales: [String: Double] = [:]
        var windows: [LossWeights.Window] = []
        for (index, origin) in first.origins.enumerated() {
            let (levels, horizon) = (first.forecasts[index].levels, first.forecasts[index].horizon)
            let truth = (0..<horizon).map { first.actual(index, step: $0) }
            let middle = levels.index(nearest: 0.5)
            let all = samples.compactMap { QuantileLoss.mean(actual: truth, quantiles: $0.forecasts[index].values, levels: levels.values) }
            guard all.count == samples.count, let span = spans[origin.id] else { continue }
            let points = samples.compactMap { sample in
                QuantileLoss.meanPinball(
                    actual: truth, forecast: (0..<horizon).map { sample.forecasts[index][$0, middle] }, level: 0.5)
            }
            let scale = scales[origin.id] ?? Self.scale(origin, season: season)
            scales[origin.id] = scale
            windows.append(
                LossWeights.Window(
                    series: origin.id, scale: scale, independent: span.windowsWithoutOverlap(horizon: horizon), losses: all + points))
        }
        self.init(LossWeights(learntFrom: windows, prior: prior, respects: Self.respects))
    }

    /// One over the size of a series' errors: its mean seasonal error, and a twentieth of its mean size, which keeps clockwork series finite;
    /// 0 for a series of zeros.
    private static func scale(_ history: History, season: Int) -> Double {
        let (sum, count) = SeriesWeights.size(of: history)
        guard sum > 0 else { return 0 }
        return 1 / ((SeasonalError.of(history.values, season: max(1, season)) ?? 0) + 0.05 * sum / Double(count))
    }

    /// Number of members.
    public var members: Int { table.candidates }

    /// Weights of a series for all quantiles but the median.
    public func quantiles(of series: String) -> ArraySlice<Float> { table[series].prefix(members) }

    /// Weights of a series for the median.
    public func median(of series: String) -> ArraySlice<Float> { table[series].suffix(members) }

    /// Both, `[2, members]`.
    func row(of series: String) -> [Float] { Array(table[series]) }

    /// The mean weight of every member in the quantiles of the series that were validated; for all where none was.
    public var means: [Float] {
        let series = table.rows.isEmpty ? [""] : table.series
        var sums = [Float](repeating: 0, count: members)
        for id in series { for (member, weight) in quantiles(of: id).enumerated() { sums[member] += weight / Float(series.count) } }
        return sums
    }

    /// The same without the members that count little for every series: they move a forecast by less than its rounding, and cost as much as
    /// any other.
    /// - Parameter least: largest weight of a member that may be left out.
    /// - Returns: indices of those that are left, and their weights: all members where none counts more than that anywhere.
    public func withoutIdle(below least: Float = 0.02) -> (kept: [Int], weights: MemberWeights) {
        let places = table.values.indices
        let kept = (0..<members).filter { member in
            places.contains { $0 % members == member && table.values[$0] >= least }
        }
        guard !kept.isEmpty else { return (Array(0..<members), self) }
        var values: [Float] = []
        for start in stride(from: 0, to: table.values.count, by: members) {
            let row = kept.map { table.values[start + $0] }, sum = row.reduce(0, +)
            // Where only such members counted, those that are left count alike.
            values += sum > 0 ? row.map { $0 / sum } : row.map { _ in 1 / Float(kept.count) }
        }
        return (
            kept, MemberWeights(LossWeights(candidates: kept.count, respects: table.respects, rows: table.rows, values: values))
        )
    }
}

extension MemberWeights {
    private static let tensor = "ensemble.weights"

    /// Series that have weights of their own, in the order of their rows.
    var series: [String] { table.series }

    /// Adds the weights to an archive; ``series`` is kept beside them.
    func store(in archive: inout ModelArchive) { archive.tensors[Self.tensor] = table.tensor }

    /// Reads weights.
    /// - Throws: ``ForecastError/invalidArchive(_:)``.
    init(archive: ModelArchive, series: [String], members: Int) throws(ForecastError) {
        self.init(
            try LossWeights(archive: archive, named: Self.tensor, series: series, respects: Self.respects, candidates: members))
    }
}
