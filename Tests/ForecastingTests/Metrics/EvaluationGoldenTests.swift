import FoundationEssentials
import Forecasting
import Testing
import Traces

/// Scores of the accuracy judge itself (Tests/Golden/metrics_golden.py), which ours must equal to rounding.
struct EvaluationGoldenTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            struct Series: Decodable {
                var id, group: String
                var values: [Float]
                var known: [Int]
                var errors: [Double?]
            }
            struct Contender: Decodable {
                var quantiles: [Float]
                var ceilings: [Float]?
                var scores: [String: Double]
            }
            var name, grouping: String
            var season, horizon: Int
            var eachCutoff: Bool
            var scaleFloor: Double
            var levels: [Double]
            var notScored: [Place]
            var series: [Series]
            var contenders: [Contender]
            var ratios: [String: Double]
        }
        /// `["s1", 17]`
        struct Place: Decodable, Hashable {
            var id: String
            var position: Int
            init(id: String, position: Int) { (self.id, self.position) = (id, position) }
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                id = try container.decode(String.self)
                position = try container.decode(Int.self)
            }
        }
        var magic: String
        var version: Int
        var cases: [Case]
    }

    static func golden() throws -> [Golden.Case] {
        let path = GoldenFolder.path + "/metrics.json"
        let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(filePath: path)))
        try #require(
            golden.magic == "headroom-golden-metrics" && golden.version == 1,
            "\(path) is of another version; write it again with python3 Tests/Golden/metrics_golden.py PATH/TO/score.py")
        return golden.cases
    }

    static func evaluation(_ task: Golden.Case, _ contender: Golden.Case.Contender) throws -> Evaluation {
        let levels = try QuantileLevels(task.levels)
        let skipped = Set(task.notScored)
        let size = task.horizon * levels.count
        var forecasts: [ScoredForecast] = []
        for one in task.series {
            let series = Series(id: one.id, axis: .index(), values: one.values)
            for (k, known) in one.known.enumerated() {
                let window = forecasts.count
                let history = History(series, count: known)
                let error = SeasonalError.of(
                    one.values[..<(task.eachCutoff ? known : one.known[0])], season: task.season, floor: task.scaleFloor)
                #expect(agree(error, one.errors[k]), "\(task.name): seasonal error of \(one.id)")
                forecasts.append(
                    ScoredForecast(
                        forecast: QuantileForecast(
                            history: history, levels: levels, horizon: task.horizon,
                            values: Array(contender.quantiles[window * size..<(window + 1) * size])),
                        actual: (known..<known + task.horizon).map {
                            skipped.contains(.init(id: one.id, position: $0)) ? .nan : one.values[$0]
                        }, seasonalError: error, cutoff: history.origin, group: one.group,
                        ceiling: contender.ceilings.map { Ceiling(window: task.horizon, samples: [$0[window]]) }))
            }
        }
        return try Evaluation(of: forecasts, levels: levels, grouping: try #require(Evaluation.Grouping(rawValue: task.grouping)))
    }

    /// A number, or anything else.
    struct Number: Decodable {
        var value: Double?
        init(from decoder: any Decoder) throws { value = try? decoder.singleValueContainer().decode(Double.self) }
    }

    /// Numbers of an encoded value by the judge's names.
    static func numbers(_ value: some Encodable) throws -> [String: Double] {
        return try JSONDecoder().decode([String: Number].self, from: JSONEncoder().encode(value)).compactMapValues(\.value)
    }

    @Test func everyScoreEqualsTheJudges() throws {
        let cases = try Self.golden()
        #expect(cases.count == 3)
        for task in cases {
            var evaluations: [Evaluation] = []
            for contender in task.contenders {
                let evaluation = try Self.evaluation(task, contender)
                evaluations.append(evaluation)
                let found = try Self.numbers(evaluation.summary)
                #expect(contender.scores.count == 15)
                for (name, expected) in contender.scores {
                    #expect(
                        agree(found[name], expected, 1e-9),
                        "\(task.name): \(name) is \(String(describing: found[name])), the judge says \(expected)")
                }
            }
            let ratios = try Self.numbers(evaluations[0].ratios(to: evaluations[1]))
            #expect(task.ratios.count == 8)
            for (name, expected) in task.ratios {
                #expect(
                    agree(ratios[name], expected, 1e-9),
                    "\(task.name): ratio of \(name) is \(String(describing: ratios[name])), not \(expected)")
            }
        }
    }
}
