import Forecasting
import Testing
import Traces

/// A global model knows shapes, not series: what it answers for one that it never saw.
extension NetworkForecaster {
    /// Trained on some waves, forecasts others, of other levels, phases and origins in time, from any history of enough length: better than
    /// either naive rule where both can be asked, and a sentence where the history is too short.
    public func expectUnseenSeriesAreForecast() throws {
        let all = Demand.waves(24, count: 480)
        let known = try SeriesSet(Array(all.series.prefix(16)), quantity: all.quantity)
        let training = TrainingSet(known, seasons: [24])
        let model = try fit(on: training, options: FitOptions(seed: 6))
        let horizon = try #require(model.maximumHorizon)

        // Other names, a unit a hundred times smaller, and a beginning half a year later at another hour.
        let strangers = all.series.suffix(8).enumerated().map { index, series in
            Series(
                id: "new\(index)", axis: series.axis.advanced(by: 4321 + index), values: series.values.map { $0 * (index < 4 ? 1 : 100) })
        }
        let origins = strangers.flatMap { series in
            stride(from: 60, through: series.count - horizon, by: 31).map { History(series, count: $0) }
        }
        let found = pinball(try model.forecast(from: origins, horizon: horizon), origins)
        for rule in [NaiveForecaster.Rule.naive, .seasonalNaive] {
            let naive = try NaiveForecaster(rule, horizon: horizon, levels: model.levels).fit(on: training, options: FitOptions(seed: 6))
            let rival = pinball(try naive.forecast(from: origins, horizon: horizon), origins)
            #expect(found < 0.85 * rival, "\(Self.name) \(found), \(rule.rawValue) \(rival)")
        }

        for count in 0...60 {
            let one = try model.forecast(from: History(strangers[0], count: count), horizon: horizon)
            #expect(allFinite(one.values) && one.horizon == horizon && one.seriesID == "new0")
            if count >= model.schema.minimumHistory {
                #expect(one.note == nil)
            } else {
                let reason = "new0 has \(count) known values, \(model.name) needs \(model.schema.minimumHistory); "
                #expect(one.note?.hasPrefix(reason) == true, "\(one.note ?? "no note")")
            }
        }
    }
}
