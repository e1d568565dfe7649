/// Scores of several models by several metrics, for a table and for bars.
public struct ScoreTable: Hashable, Sendable {
    /// A column.
    public struct Metric: Hashable, Sendable {
        /// Its name: `MASE`.
        public var name: String
        /// What it says, with the direction that is better: `median error relative to seasonal naive, lower is better`.
        public var meaning: String
        /// A value to compare with: 1 for relative scores, the nominal share for coverage; `nil` without one.
        public var reference: Double?
        /// Decimals to show.
        public var places: Int

        /// Makes a metric.
        public init(name: String, meaning: String, reference: Double? = nil, places: Int = 3) {
            (self.name, self.meaning, self.reference, self.places) = (name, meaning, reference, places)
        }
    }

    /// Names of the models, a row each.
    public var models: [String]
    /// Columns.
    public var metrics: [Metric]
    /// Values `[model][metric]`; `nil` where there is none.
    public var values: [[Double?]]
    /// Models to compare with, by name: drawn in grey.
    public var rivals: Set<String>

    /// Makes a table.
    /// - Precondition: a row per model with a value per metric.
    public init(models: [String], metrics: [Metric], values: [[Double?]], rivals: Set<String> = []) {
        precondition(values.count == models.count && values.allSatisfy { $0.count == metrics.count })
        (self.models, self.metrics, self.values, self.rivals) = (models, metrics, values, rivals)
    }
}
