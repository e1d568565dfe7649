import Forecasting
import Testing
import Traces

struct RelationStudyTests {
    static let metrics = ["mse", "mae", "smape", "cost"].map { StudyMetric($0) } + [StudyMetric("recall", isHigherBetter: true)]

    /// Three models on two series: errors say the opposite of costs on the first and the same on the second.
    static let scores: [[[Double]]] = [
        [[1, 1, 1, 3, 0.2], [2, 1, 2, 2, 0.5], [3, 2, 3, 1, 0.9]],
        [[2, 5, 1, 1, .nan], [4, 4, 1, 2, .nan], [6, 3, 1, 3, .nan]],
    ]

    @Test func byHand() throws {
        let study = RelationStudy(scores: Self.scores, models: ["a", "b", "c"], metrics: Self.metrics)
        #expect(study.series == 2 && study.references == ["mse", "mae", "smape"])
        let cost = try #require(study.relations.first { $0.metric.name == "cost" })
        // Within: −1 and 1 with mse; ranks 1.5 1.5 3 against 3 2 1 and the reverse with mae; smape is constant on the second series.
        #expect(cost.withinSeries[0].mean == 0 && cost.withinSeries[0].cases == 2)
        #expect(agree(cost.withinSeries[1].mean, -(0.75.squareRoot() + 1) / 2) && cost.withinSeries[2].mean == -1)
        #expect(cost.withinSeries[2].cases == 1)
        // Across: model a 3 1 against 1 2, model b has the same cost twice, model c 1 3 against 3 6.
        #expect(cost.acrossSeries[0].mean == 0 && cost.acrossSeries[0].cases == 2)
        #expect(cost.disagreements == Proportion(count: 0, total: 2) && cost.excess == 0)
        // By mse model a is chosen twice: costs 3 and 1 where 1 and 1 are to be had.
        let mse = study.relations[0]
        #expect(mse.disagreements == Proportion(count: 1, total: 2) && mse.excess == 1)
        // By mae a and b on the first series, 2.5 on average, and c on the second.
        #expect(study.relations[1].disagreements == Proportion(count: 2, total: 2) && study.relations[1].excess == (2.5 + 3) / 2 - 1)
        // By smape all three of the second are equally good; one of them is the cheapest.
        #expect(study.relations[2].disagreements == Proportion(count: 1, total: 2) && study.relations[2].excess == (3 + 2) / 2.0 - 1)
    }

    /// More is better: the order is turned before it is compared, and series without the metric are left out.
    @Test func directionsAreTurned() throws {
        let recall = try #require(RelationStudy(scores: Self.scores, models: ["a", "b", "c"], metrics: Self.metrics).relations.last)
        #expect(recall.withinSeries[0].mean == -1 && recall.withinSeries[0].cases == 1)
        #expect(recall.disagreements == Proportion(count: 0, total: 1) && recall.excess == 0)
        #expect(recall.acrossSeries[0].mean == nil && recall.acrossSeries[0].cases == 0)
    }

    @Test func seriesScoresByHand() throws {
        let settings = SeriesScores.Settings(
            cost: CostEvaluationTests.settings(), spikes: .init(), ceilings: try QuantileLevels([0.5, 0.9]))
        let all = try SeriesScores.all(of: EvaluationTests.forecasts([2, 6, 10]), on: CostEvaluationTests.set, settings: settings)
        let metrics = SeriesScores.metrics(ceilings: settings.ceilings)
        #expect(all.map(\.series) == ["s0", "s1"] && all.allSatisfy { $0.values.count == metrics.count })
        func value(_ name: String, _ series: Int = 0) throws -> Double {
            all[series].values[try #require(metrics.firstIndex { $0.name == name })]
        }
        // Errors 1 0 1 2 of a mean of 6.5; 6 4 6 14 of 7.5.
        #expect(try agree(value("mse"), 1.5 / (6.5 * 6.5)) && agree(value("mae"), 4.0 / 26) && agree(value("mse", 1), 71 / (7.5 * 7.5)))
        #expect(try agree(value("smape"), 200.0 / 4 * (1.0 / 11 + 1.0 / 13 + 2.0 / 14)))
        #expect(try agree(value("cost"), 14.0 / 26) && agree(value("cost", 1), 110.0 / 30))
        #expect(try value("under_rate", 1) == 0.25 && value("under_rate") == 0 && value("depth95").isNaN && value("churn") == 0)
        // All four of the first lie strictly inside; of the second none does and 10 is on the edge.
        #expect(try agree(value("coverage_distance"), 0.2) && agree(value("coverage_distance", 1), 0.55))
        #expect(try agree(value("ceiling_0.5"), 2.0 / 14) && value("spike_recall").isNaN)
        #expect(try value("shift_tolerant_coverage", 1) == 0.75)
        let directions = Dictionary(uniqueKeysWithValues: metrics.map { ($0.name, $0.isHigherBetter) })
        #expect(directions["spike_f1"] == true && directions["shift_tolerant_coverage"] == true && directions["cost"] == false)
    }
}
