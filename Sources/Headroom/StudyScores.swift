/// Every score of a study: by series, model and metric.
public struct StudyScores: Sendable, Hashable {
    /// Ids of the series.
    public var series: [String]
    /// Names of the models.
    public var models: [String]
    /// Metrics.
    public var metrics: [StudyMetric]
    /// Values `[series][model][metric]`; NaN where there is none.
    public var values: [[[Double]]]

    /// Makes a table of scores.
    /// - Precondition: as many values as series, models and metrics.
    public init(series: [String], models: [String], metrics: [StudyMetric], values: [[[Double]]]) {
        precondition(values.count == series.count && values.allSatisfy { $0.count == models.count })
        precondition(values.allSatisfy { $0.allSatisfy { $0.count == metrics.count } })
        (self.series, self.models, self.metrics, self.values) = (series, models, metrics, values)
    }

    /// CSV text, header included: a row per series and model, `unique_id,model` and a column per metric, empty where there is no score.
    public var csv: [UInt8] {
        var lines = [(["unique_id", "model"] + metrics.map(\.name)).joined(separator: ",")]
        for (id, rows) in zip(series, values) {
            for (model, row) in zip(models, rows) {
                let cells = row.map { $0.isNaN ? "" : "\($0)" }
                lines.append(([ForecastTable.field(id), ForecastTable.field(model)] + cells).joined(separator: ","))
            }
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}
