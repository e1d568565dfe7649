import Headroom

/// AAPA's experiment for people and for tables.
enum AAPARows {
    static func text(_ document: AAPADocument) -> String {
        var parts: [String] = []
        if let compatible = document.compatible {
            parts.append(
                "AAPA as published: its simulator, in which pods do not serve, and its policies. For comparison only (docs/aapa.md).")
            parts.append("published\n" + published(compatible.published))
            parts.append("four hours of known class\n" + table(compatible.hours))
            parts.append("functions, classes by the published rules; pods and actions by the hour\n" + table(compatible.functions))
        }
        if let corrected = document.corrected {
            parts.append(
                "AAPA corrected: one capacity model for all policies, \(corrected.hasRequests ? "requests" : "demand that flows").\n"
                    + table(corrected))
            if corrected.hasRequests { parts.append(requestTable(corrected) + "\n\n" + RequestScore.legend.trimmed) }
            parts.append(
                "Differences are to the HPA, means over functions with bootstrap 95 % intervals; REI: 0.5 objective, 0.3 efficiency, "
                    + "0.2 stability.\n" + PolicyScore.legend(corrected.prices).trimmed)
        }
        return parts.joined(separator: "\n\n")
    }

    private static func number(_ value: Double?, _ digits: Int) -> String { value.map { Decimal.text($0, digits: digits) } ?? "–" }
    private static func percent(_ value: Double?, _ digits: Int = 2) -> String { number(value.map { 100 * $0 }, digits) }

    private static func published(_ rows: [PublishedAAPAResults]) -> String {
        var table = TextTable([
            "class", "HPA violations %", "AAPA violations %", "HPA pod·min", "AAPA pod·min", "change: violations %", "response %",
            "resources %",
        ])
        for row in rows {
            table.add([
                row.archetype.rawValue, percent(row.hpaViolationRate, 1), percent(row.aapaViolationRate, 1), number(row.hpaPodMinutes, 0),
                number(row.aapaPodMinutes, 0), percent(row.violationChange, 0), percent(row.responseChange, 0),
                percent(row.resourceChange, 0),
            ])
        }
        return table.text
    }

    private static let compatibleHeader = [
        "class", "functions", "policy", "violations %", "mean ms", "P99 ms", "pod·min/h", "actions/h", "REI simulator", "REI example",
        "REI figures",
    ]

    private static func table(_ report: CompatibleScalingReport) -> String {
        var table = TextTable(compatibleHeader)
        for group in report.groups {
            for row in group.policies {
                table.add(
                    [group.archetype, "\(group.functions)", row.policy, percent(row.violationRate)]
                        + [1000 * row.meanResponse, 1000 * row.response99].map { number($0, 0) }
                        + [row.podMinutesPerHour, row.actionsPerHour].map { number($0, 1) }
                        + [row.simulatorIndex, row.visualisationIndex, row.figureIndex].map { number($0, 3) })
            }
        }
        return table.text
    }

    private static func table(_ report: AAPAStudyReport) -> String {
        var table = TextTable([
            "class", "functions", "policy", report.hasRequests ? "broken %" : "unserved %", "less the HPA's", "violated time %",
            "missing r·min", "replica·h", "× needed",
            "less the HPA's",
            "total index", "actions", "flips", "REI", "objective", "efficiency", "stability",
        ])
        for group in report.groups {
            for row in group.policies {
                let needed = row.totals.neededReplicaSeconds
                table.add([
                    group.archetype, "\(group.functions)", row.policy,
                    percent(row.requests?.violationShare ?? row.score.unservedDemandShare),
                    interval(row.unservedDifference, 100), percent(row.score.violationTimeShare),
                    number(row.score.underProvisionedReplicaMinutes, 0), number(row.score.replicaHours, 1),
                    number(needed > 0 ? row.totals.replicaSeconds / needed : nil, 2), interval(row.costDifference, 1),
                    number(row.score.totalCostIndex, 2), "\(row.totals.scalingEvents)", "\(row.totals.flips)", number(row.index.value, 3),
                    number(row.index.objective, 3), number(row.index.efficiency, 3), number(row.index.stability, 3),
                ])
            }
        }
        return table.text
    }

    private static func requestTable(_ report: AAPAStudyReport) -> String {
        var table = TextTable(["class"] + RequestScore.headings)
        for group in report.groups {
            for row in group.policies { if let score = row.score.requests { table.add([group.archetype] + score.cells(row.policy)) } }
        }
        return table.text
    }

    private static func interval(_ difference: PairedDifference, _ scale: Double) -> String {
        let numbers = [difference.mean, difference.low, difference.high].map { Decimal.text(scale * $0, digits: 2) }
        return "\(numbers[0]) (\(numbers[1]) … \(numbers[2]))"
    }

    /// One row a class and policy, shares as fractions.
    static func csv(_ document: AAPADocument) -> String {
        var lines: [String] = []
        if let compatible = document.compatible {
            lines.append(
                "set,class,functions,policy,violation_rate,mean_response_s,p99_response_s,pod_minutes_per_hour,actions_per_hour,"
                    + "rei_simulator,rei_visualisation,rei_figures")
            for (name, report) in [("hours", compatible.hours), ("functions", compatible.functions)] {
                for group in report.groups {
                    for row in group.policies {
                        let numbers = [
                            row.violationRate, row.meanResponse, row.response99, row.podMinutesPerHour, row.actionsPerHour,
                            row.simulatorIndex, row.visualisationIndex, row.figureIndex,
                        ]
                        lines.append(
                            "\(name),\(group.archetype),\(group.functions),\(row.policy),"
                                + numbers.map { "\($0)" }.joined(separator: ","))
                    }
                }
            }
        }
        if let corrected = document.corrected {
            lines.append(
                "class,functions,policy,unserved_share,unserved_minus_hpa,unserved_low,unserved_high,violated_time_share,missing_replica_minutes,"
                    + "replica_hours,needed_replica_hours,cost_minus_hpa,cost_low,cost_high,total_cost_index,scaling_events,flips,rei,"
                    + "rei_objective,rei_efficiency,rei_stability,requests,violation_share,mean_response_seconds,p99_seconds,cold_start_share"
            )
            for group in corrected.groups {
                for row in group.policies {
                    let numbers: [Double?] = [
                        row.score.unservedDemandShare, row.unservedDifference.mean, row.unservedDifference.low, row.unservedDifference.high,
                        row.score.violationTimeShare, row.score.underProvisionedReplicaMinutes, row.score.replicaHours,
                        row.totals.neededReplicaSeconds / 3600, row.costDifference.mean, row.costDifference.low, row.costDifference.high,
                        row.score.totalCostIndex,
                    ]
                    let index = [row.index.value, row.index.objective, row.index.efficiency, row.index.stability].map { "\($0)" }
                    let requests = row.score.requests
                    let ends = [
                        requests?.violationShare, requests?.meanResponseSeconds, requests?.p99Seconds, requests?.coldStartShare,
                    ].map { $0.map { "\($0)" } ?? "" }
                    let cells =
                        numbers.map { $0.map { "\($0)" } ?? "" } + ["\(row.totals.scalingEvents)", "\(row.totals.flips)"] + index
                        + [requests.map { "\($0.arrived)" } ?? ""] + ends
                    lines.append("\(group.archetype),\(group.functions),\(row.policy)," + cells.joined(separator: ","))
                }
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension AAPAStudyReport {
    fileprivate var hasRequests: Bool { groups.contains { $0.policies.contains { $0.requests != nil } } }
}

extension String {
    fileprivate var trimmed: String {
        var copy = self
        while copy.last?.isNewline == true { copy.removeLast() }
        return copy
    }
}
