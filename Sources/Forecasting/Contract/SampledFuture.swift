import Traces

/// One sampled future, appended to the history it grows from.
struct SampledFuture {
    private var series: Series
    private let origin: Int

    init(history: History, steps: Int) {
        var series = history.series
        // Future-known covariates stay as far as they reach; past ones are unknown in the future.
        series.values = Array(history.values)
        series.values.reserveCapacity(history.count + steps)
        series.pastCovariates = series.pastCovariates.map { Array($0.prefix(history.count)) }
        let end = history.count + steps
        series.futureCovariates = series.futureCovariates.map { $0 + [Float](repeating: .nan, count: max(0, end - $0.count)) }
        self.series = series
        origin = history.count
    }

    var known: Int { series.count - origin }
    var history: History { History(series) }

    func value(at step: Int) -> Float { series.values[origin + step] }

    /// The first values of the future.
    func values(_ count: Int) -> ArraySlice<Float> { series.values[origin..<origin + count] }

    /// Goes on over all steps of a forecast, by ranks that begin anew where they end.
    mutating func append(_ forecast: QuantileForecast, ranks: ArraySlice<Float>) {
        append(
            (0..<forecast.horizon).map { step in
                ResidualPaths.value(at: ranks[ranks.startIndex + step % ranks.count], in: forecast, step: step)
            })
    }

    /// Goes on with values.
    mutating func append(_ values: [Float]) {
        series.values += values
        for column in series.pastCovariates.indices {
            series.pastCovariates[column] += [Float](repeating: .nan, count: values.count)
        }
    }
}
