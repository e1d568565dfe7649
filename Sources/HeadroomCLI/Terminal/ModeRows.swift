import Headroom

/// Comparisons of fluid time and events as tables.
enum ModeRows {
    /// Mean concurrency from which on fluid time is meant to be right.
    static let enough = 5.0

    static func text(_ comparisons: [ModeComparison]) -> String {
        var table = TextTable([
            "series", "concurrency", "requests", "replica·min", "fluid", "broken", "fluid", "off by", "events", "fluid",
        ])
        for row in comparisons.sorted(by: { $0.meanConcurrency > $1.meanConcurrency }) {
            table.add([
                String(row.series.prefix(24)), Decimal.text(row.meanConcurrency, digits: 2), "\(row.requests)",
                Decimal.text(row.eventReplicaMinutes, digits: 0), signed(100 * row.replicaError, 2) + " %",
                Decimal.text(100 * row.eventViolationShare, digits: 3) + " %",
                Decimal.text(100 * row.fluidViolationShare, digits: 3) + " %", signed(100 * row.violationError, 3),
                Decimal.text(1000 * row.eventSeconds, digits: 1) + " ms", Decimal.text(1000 * row.fluidSeconds, digits: 1) + " ms",
            ])
        }
        return table.text + "\n\n" + summary("mean concurrency of 5 and more", comparisons.filter { $0.meanConcurrency >= enough })
            + summary("less", comparisons.filter { $0.meanConcurrency < enough })
    }

    private static func summary(_ name: String, _ rows: [ModeComparison]) -> String {
        guard !rows.isEmpty else { return "" }
        let replicas = rows.map { abs($0.replicaError) }.max() ?? 0
        let violations = rows.map { abs($0.violationError) }.max() ?? 0
        let mean = rows.reduce(0) { $0 + abs($1.violationError) } / Double(rows.count)
        return "\(name): \(rows.count) series, replica-minutes off by at most \(Decimal.text(100 * replicas, digits: 2)) %, "
            + "broken promises by at most \(Decimal.text(100 * violations, digits: 2)) points, "
            + "\(Decimal.text(100 * mean, digits: 3)) in the mean\n"
    }

    private static func signed(_ value: Double, _ digits: Int) -> String { (value < 0 ? "" : "+") + Decimal.text(value, digits: digits) }

    static func csv(_ comparisons: [ModeComparison]) -> String {
        let header = """
            series,policy,mean_concurrency,requests,event_replica_minutes,fluid_replica_minutes,event_violation_share,\
            fluid_violation_share,event_seconds,fluid_seconds

            """
        var out = Array(header.utf8)
        for row in comparisons {
            let numbers = [
                row.meanConcurrency, Double(row.requests), row.eventReplicaMinutes, row.fluidReplicaMinutes, row.eventViolationShare,
                row.fluidViolationShare, row.eventSeconds, row.fluidSeconds,
            ]
            out.append(field: row.series)
            out += Array(",\(row.policy),\(numbers.map { "\($0)" }.joined(separator: ","))\n".utf8)
        }
        return String(decoding: out, as: UTF8.self)
    }
}
