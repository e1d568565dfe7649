import Headroom

/// A relation study for people.
enum StudyRows {
    static func text(_ study: RelationStudy, level: Double) -> String {
        func number(_ value: Double?, _ digits: Int) -> String { value.map { Decimal.text($0, digits: digits) } ?? "–" }
        var table = TextTable(
            ["metric"] + study.references.map { "within: \($0)" } + study.references.map { "across: \($0)" }
                + ["series within", "best differs from \(study.price)'s", "choice costs more %"])
        for relation in study.relations {
            let differs = relation.disagreements
            table.add(
                [relation.metric.name] + relation.withinSeries.map { number($0.mean, 3) } + relation.acrossSeries.map { number($0.mean, 3) }
                    + [
                        "\(relation.withinSeries.map(\.cases).max() ?? 0)", "\(differs.count) of \(differs.total)",
                        number(relation.excess.map { 100 * $0 }, 1),
                    ])
        }
        let mse = study.relations.first { $0.metric.name == study.references.first }
        var lines = [
            "\(study.series) series, \(study.models.count) models: \(study.models.joined(separator: ", ")); capacity is the "
                + "\(Decimal.text(level, digits: 4)) quantile",
            "rank correlations, 1 is agreement: within series over the models (mean over the series counted), across series for a model "
                + "(mean over models)",
            table.text,
        ]
        if let mse {
            lines.append(
                "the best model by \(mse.metric.name) is not the best by \(study.price) on \(mse.disagreements.count) of "
                    + "\(mse.disagreements.total) series")
        }
        return lines.joined(separator: "\n")
    }

    /// JSON: `{"horizon":…,"level":…,"study":{…}}`.
    struct Document: Codable {
        var horizon: Int
        var seasons: [Int]
        var prices: ProvisioningPrices
        var level: Double
        var study: RelationStudy
    }
}
