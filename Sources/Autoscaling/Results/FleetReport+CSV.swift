import Traces

extension FleetReport {
    /// Every score as a tidy table in CSV: a row for each series and policy, a column for each variable. What is unknown is empty.
    public var csv: String {
        var out = Self.columns.map(\.name).joined(separator: ",") + "\n"
        for report in series {
            for (result, score) in zip(report.results, report.scores) {
                out += Self.columns.map { $0.value(Row(series: report.series, result: result, score: score)) }.joined(separator: ",") + "\n"
            }
        }
        return out
    }

    private struct Row {
        var series: String
        var result: SimulationResult
        var score: PolicyScore
    }

    private struct Column: Sendable {
        var name: String
        var value: @Sendable (Row) -> String
    }

    private static func number(_ name: String, _ value: @escaping @Sendable (Row) -> Double?) -> Column {
        Column(name: name) { row in value(row).map { $0.isFinite ? "\($0)" : "" } ?? "" }
    }

    private static func count(_ name: String, _ value: @escaping @Sendable (Row) -> Int?) -> Column {
        Column(name: name) { row in value(row).map { "\($0)" } ?? "" }
    }

    private static func quoted(_ name: String) -> String {
        var field: [UInt8] = []
        field.append(field: name)
        return String(decoding: field, as: UTF8.self)
    }

    private static let columns: [Column] = [
        Column(name: "series") { quoted($0.series) },
        Column(name: "policy") { quoted($0.result.policy) },
        number("seconds") { $0.result.totals.seconds },
        number("replica_seconds") { $0.result.totals.replicaSeconds },
        number("ready_replica_seconds") { $0.result.totals.readyReplicaSeconds },
        number("needed_replica_seconds") { $0.result.totals.neededReplicaSeconds },
        number("over_replica_seconds") { $0.result.totals.overReplicaSeconds },
        number("under_replica_seconds") { $0.result.totals.underReplicaSeconds },
        number("violated_seconds") { $0.result.totals.violatedSeconds },
        number("utilization") { $0.score.utilization },
        number("cost") { $0.score.cost },
        count("scale_outs") { $0.score.scaleOuts },
        count("scale_ins") { $0.score.scaleIns },
        count("flips") { $0.score.flips },
        count("replica_travel") { $0.result.totals.replicaTravel },
        count("requests") { $0.result.requests?.arrived },
        count("served") { $0.result.requests?.served },
        count("late") { $0.result.requests?.late },
        count("dropped") { $0.result.requests?.dropped },
        count("timed_out") { $0.result.requests?.timedOut },
        count("unfinished") { $0.result.requests?.unfinished },
        count("retries") { $0.result.requests?.retries },
        count("cold_starts") { $0.result.requests?.coldStarts },
        number("violation_share") { $0.score.requests?.violationShare },
        number("mean_response_seconds") { $0.score.requests?.meanResponseSeconds },
        number("p50_seconds") { $0.score.requests?.p50Seconds },
        number("p95_seconds") { $0.score.requests?.p95Seconds },
        number("p99_seconds") { $0.score.requests?.p99Seconds },
        number("p999_seconds") { $0.score.requests?.p999Seconds },
        number("mean_wait_seconds") { $0.score.requests?.meanWaitSeconds },
        number("wait_p99_seconds") { $0.score.requests?.waitP99Seconds },
    ]
}
