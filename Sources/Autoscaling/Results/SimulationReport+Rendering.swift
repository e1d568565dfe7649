import FoundationEssentials

extension SimulationReport {
    /// The comparison as a table for a terminal.
    public var text: String {
        let hours = results.first.map { ($0.totals.seconds + $0.totals.unknownSeconds) / 3600 } ?? 0
        var out = "Series \(series): \(hours.fixed(1)) h, capacity \(deployment.capacityPerReplica.readable) per replica"
        out += ", start-up \(deployment.startUpDelay.text), metrics \(deployment.metricDelay.text) old, sync \(deployment.sync.text)"
        out += ", \(deployment.minimumReplicas) to \(deployment.maximumReplicas) replicas, \(initialReplicas) at the start\n\n"
        out += PolicyScore.table(scores) + "\n" + PolicyScore.legend(prices) + RequestScore.table(scores)
        if let unknown = results.first?.totals.unknownSeconds, unknown > 0 {
            out += "Demand is missing for \((unknown / 60).fixed(1)) min, which nothing here counts.\n"
        }
        return out
    }

    /// The comparison as JSON with sorted keys.
    /// - Parameter timelines: whether to write every sub-step, as far as the report holds them.
    /// - Throws: what encoding throws.
    public func json(timelines: Bool = false) throws -> String {
        try ReportEncoding.text(of: timelines ? self : withoutTimelines)
    }
}

extension FleetReport {
    /// The comparison over all series as a table for a terminal.
    public var text: String {
        let hours = (totals.first.map { $0.seconds + $0.unknownSeconds } ?? 0) / 3600
        var out = "\(series.count) series, \(hours.fixed(1)) h of simulated time in all; sums over the series\n\n"
        out += PolicyScore.table(scores) + "\n" + PolicyScore.legend(prices) + RequestScore.table(scores)
        if let unknown = totals.first?.unknownSeconds, unknown > 0 {
            out += "Demand is missing for \((unknown / 60).fixed(1)) min, which nothing here counts.\n"
        }
        return out
    }

    /// The comparison as JSON with sorted keys.
    /// - Throws: what encoding throws.
    public func json(timelines: Bool = false) throws -> String {
        var copy = self
        if !timelines { copy.series = series.map(\.withoutTimelines) }
        return try ReportEncoding.text(of: copy)
    }
}

private enum ReportEncoding {
    static func text(of report: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self) + "\n"
    }
}

extension PolicyScore {
    /// Headings of the table, in the order of ``cells``.
    package static let headings = [
        "policy", "violated time", "unserved", "longest", "missing r·min", "idle r·min", "replica·h", "cost index", "total index",
        "utilisation", "out", "in", "flips",
    ]

    /// The row of the table.
    package var cells: [String] {
        [
            policy, violationTimeShare.percent(2), unservedDemandShare.percent(2), Duration.seconds(longestViolationSeconds).text,
            underProvisionedReplicaMinutes.grouped(1), overProvisionedReplicaMinutes.grouped(0), replicaHours.grouped(1),
            costIndex?.fixed(3) ?? "–", totalCostIndex?.fixed(3) ?? "–", utilization.percent(1), "\(scaleOuts)", "\(scaleIns)", "\(flips)",
        ]
    }

    static func table(_ scores: [PolicyScore]) -> String {
        var table = TextTable(headings)
        table.rows = scores.map(\.cells)
        return table.text
    }

    /// What the columns mean, in a few lines.
    package static func legend(_ prices: SimulationPrices) -> String {
        """
        Violated: demand above ready capacity. Missing and idle: ready replicas below and above the need, in replica-minutes.
        Cost index: replica-hours relative to the oracle, the cheapest policy without avoidable violations. Total index: cost relative to
        the oracle's with \(prices.replicaHour.readable) per replica-hour, \(prices.missingReplicaHour.readable) per missing replica-hour, \
        \(prices.scalingEvent.readable) per scaling event. Flips: events reversed within 10 min.

        """
    }
}

extension Double {
    /// As few decimals as show four significant digits: `0.01667`, `2.5`, `12`.
    package var readable: String {
        guard isFinite, self != 0 else { return self == 0 ? "0" : "–" }
        var (places, magnitude) = (0, abs(self))
        while magnitude < 1000 && places < 9 {
            magnitude *= 10
            places += 1
        }
        var text = fixed(places)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
