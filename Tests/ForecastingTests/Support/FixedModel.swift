import Forecasting
import Traces

/// A forecaster that says the same of every step of every series: the quantiles of its `row`, which may be wrong.
struct FixedModel: FittedForecaster {
    var name: String { "fixed" }
    var levels: QuantileLevels
    var row: [Float]
    var maximumHorizon: Int? = 4
    var residualPaths: ResidualPaths?
    var reach: Int? { 1 }
    var lowerBound: Float?

    func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        histories.map { history in
            let values = (0..<horizon).flatMap { _ in row }
            return QuantileForecast(history: history, levels: levels, horizon: horizon, values: values, lowerBound: lowerBound)
        }
    }

    func archive() throws(ForecastError) -> ModelArchive { ModelArchive(metadata: ["kind": "fixed"]) }
}

extension ValidationForecasts {
    /// Forecasts of a model at windows that follow each other to the end of every series.
    init(of model: some FittedForecaster, on histories: [History], horizon: Int, isRefitted: Bool = false) throws {
        let origins = histories.flatMap { history in
            stride(from: horizon, through: history.series.count - horizon, by: horizon).map { History(history.series, count: $0) }
        }
        try self.init(of: model, at: origins, horizon: horizon, isRefitted: isRefitted)
    }
}
