/// How much the usual errors say about what provisioning needs: do they order models alike, and does the model they choose cost the least?
///
/// - *Within series*: Spearman's rank correlation of a metric and a reference (an error) over the models, for each series; the mean over
///   the series in which both order the models at all. 1: the error ranks models as the metric does.
/// - *Across series*: the same correlation over the series, for each model; the mean over the models. 1: the metric is bad on the series on
///   which the error is.
/// - *Disagreement*: series whose best model by a metric is not the best by the price metric, and what choosing by the metric costs: Σ
///   price of the chosen models over Σ price of the best ones, less 1. Where several models are equally good by the metric their mean price
///   counts, and it agrees when one of them is among the best by price.
///
/// Signs are turned where more is better, so that agreement is always positive.
public struct RelationStudy: Hashable, Sendable, Codable {
    /// A mean rank correlation.
    public struct Correlation: Hashable, Sendable, Codable {
        /// The error it is a correlation with.
        public var reference: String
        /// Mean correlation, −1…1; `nil` when there is none.
        public var mean: Double?
        /// Series, or models, that it is a mean over.
        public var cases: Int
    }

    /// What the study says of one metric.
    public struct Relation: Hashable, Sendable, Codable {
        /// The metric.
        public var metric: StudyMetric
        /// Correlations over the models within a series, one for each reference.
        public var withinSeries: [Correlation]
        /// Correlations over the series for a model, one for each reference.
        public var acrossSeries: [Correlation]
        /// Series whose best model by this metric is not the best by price, of those with at least two models that have both.
        public var disagreements: Proportion
        /// What choosing by this metric costs beyond the best choice, as a share of its price: 0.2 is a fifth more. `nil` when the best
        /// choice costs nothing.
        public var excess: Double?

        enum CodingKeys: String, CodingKey {
            case metric, disagreements, excess
            case withinSeries = "within_series"
            case acrossSeries = "across_series"
        }
    }

    /// Names of the models.
    public var models: [String]
    /// Number of series.
    public var series: Int
    /// Errors that metrics are compared with.
    public var references: [String]
    /// The metric by which the best model costs least.
    public var price: String
    /// By metric, in the order given.
    public var relations: [Relation]

    /// Studies scores.
    /// - Parameters:
    ///   - scores: `[series][model][metric]`; NaN where there is none.
    ///   - models: names.
    ///   - metrics: names and directions; the references and the price are among them.
    ///   - references: names of the errors to compare with.
    ///   - price: name of the metric that a choice pays; less is better, not negative.
    /// - Precondition: as many models and metrics in all scores; references and price are metrics.
    public init(
        scores: [[[Double]]], models: [String], metrics: [StudyMetric], references: [String] = ["mse", "mae", "smape"],
        price: String = "cost"
    ) {
        precondition(scores.allSatisfy { $0.count == models.count && $0.allSatisfy { $0.count == metrics.count } })
        func index(_ name: String) -> Int {
            guard let index = metrics.firstIndex(where: { $0.name == name }) else {
                preconditionFailure("\(name) is not among the metrics")
            }
            return index
        }
        // From here on less is better everywhere.
        let signs = metrics.map { $0.isHigherBetter ? -1.0 : 1 }
        let turned = scores.map { $0.map { zip($0, signs).map { $0 * $1 } } }
        (self.models, series, self.references, self.price) = (models, scores.count, references, price)
        let priced = index(price)
        relations = metrics.indices.map { metric in
            let (disagreements, excess) = Self.choices(by: metric, price: priced, in: turned)
            return Relation(
                metric: metrics[metric],
                withinSeries: references.map { name in
                    let reference = index(name)
                    return Self.mean(
                        turned.map { row in Ranking.rankCorrelation(row.map { $0[metric] }, row.map { $0[reference] }) }, of: name)
                },
                acrossSeries: references.map { name in
                    let reference = index(name)
                    return Self.mean(
                        models.indices.map { model in
                            Ranking.rankCorrelation(turned.map { $0[model][metric] }, turned.map { $0[model][reference] })
                        }, of: name)
                },
                disagreements: disagreements, excess: excess)
        }
    }

    private static func mean(_ correlations: [Double?], of reference: String) -> Correlation {
        let known = correlations.compactMap(\.self)
        return Correlation(reference: reference, mean: Scored.mean(known), cases: known.count)
    }

    private static func choices(by metric: Int, price: Int, in scores: [[[Double]]]) -> (Proportion, Double?) {
        var disagreements = Proportion(count: 0, total: 0)
        var (paid, least) = (0.0, 0.0)
        for row in scores {
            let both = row.filter { !$0[metric].isNaN && !$0[price].isNaN }
            guard both.count >= 2 else { continue }
            let best = both.map { $0[metric] }.min()!
            let prices = both.filter { $0[metric] == best }.map { $0[price] }
            let lowest = both.map { $0[price] }.min()!
            disagreements.total += 1
            disagreements.count += prices.contains(lowest) ? 0 : 1
            paid += prices.reduce(0, +) / Double(prices.count)
            least += lowest
        }
        return (disagreements, least > 0 ? paid / least - 1 : nil)
    }
}
