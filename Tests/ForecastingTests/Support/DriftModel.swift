import Forecasting
import Traces

/// A forecaster whose answers can be worked out on paper: the last known value plus one per step, and `width` around it.
struct DriftModel: FittedForecaster {
    var name: String { "drift" }
    var levels = try! QuantileLevels([0.1, 0.5, 0.9])
    var maximumHorizon: Int? = 2
    var residualPaths: ResidualPaths?
    var width: Float = 1
    var lowerBound: Float?

    func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        if let maximumHorizon, horizon > maximumHorizon { throw .horizonTooLong(requested: horizon, trained: maximumHorizon) }
        return histories.map { history in
            let last = history.values.last { !$0.isNaN } ?? 0
            var values: [Float] = []
            for step in 1...horizon {
                let middle = last + Float(step)
                values += [middle - width, middle, middle + width]
            }
            return QuantileForecast(history: history, levels: levels, horizon: horizon, values: values, lowerBound: lowerBound)
        }
    }

    func archive() throws(ForecastError) -> ModelArchive { throw .invalidArchive("a model of tests only") }
}
