import Headroom

/// Scores of a streaming service as tables.
enum StreamingRows {
    /// What was simulated.
    static func title(_ simulation: StreamSimulation, optimum: Double) -> String {
        let scenario = simulation.scenario
        return "\(simulation.trace.name): slots \(simulation.slots.lowerBound) to \(simulation.slots.upperBound - 1), "
            + "latency \(simulation.table.latency.source), \(scenario.mode.rawValue), weights \(scenario.weighting.rawValue), "
            + "activation delay \(scenario.activationDelay); the clairvoyant optimum costs \(Decimal.text(optimum, digits: 0))"
    }

    /// A table for people.
    static func text(_ scores: [StreamScore]) -> String {
        var table = TextTable([
            "policy", "seed", "events", "> 18 ms", "> 20 ms", "> 22 ms", "% > 22", "instance-min", "moves", "stream-min > 100 ms", "cost",
            "regret",
        ])
        for score in scores {
            table.add([
                score.policy + (score.extrapolated ? " *" : ""), "\(score.seed)", "\(score.events)", "\(score.slotsOver18)",
                "\(score.slotsOver20)", "\(score.slotsOver22)",
                Decimal.text(100 * Double(score.slotsOver22) / Double(max(1, score.slots)), digits: 3), "\(score.instanceMinutes)",
                "\(score.streamMoves)", Decimal.text(score.streamMinutesOver100, digits: 1), Decimal.text(score.cost, digits: 0),
                score.regret.map { Decimal.text($0, digits: 0) } ?? "–",
            ])
        }
        let note = "\n* latencies of loads beyond the measured ones are extrapolated"
        return table.text + (scores.contains(where: \.extrapolated) ? note : "")
    }

    /// The same figures for programs.
    static func csv(_ scores: [StreamScore]) -> String {
        let header =
            "policy,seed,slots,events,slots_over_18,slots_over_20,slots_over_22,instance_minutes,stream_moves,stream_minutes_over_100,cost,"
            + "regret,extrapolated"
        let rows = scores.map { score in
            [
                score.policy, "\(score.seed)", "\(score.slots)", "\(score.events)", "\(score.slotsOver18)",
                "\(score.slotsOver20)", "\(score.slotsOver22)", "\(score.instanceMinutes)", "\(score.streamMoves)",
                "\(score.streamMinutesOver100)", "\(score.cost)", score.regret.map { "\($0)" } ?? "", "\(score.extrapolated)",
            ].joined(separator: ",")
        }
        return ([header] + rows).joined(separator: "\n")
    }

    /// Means over the weeks of the hard benchmark.
    static func text(_ rows: [HardBenchmarkResult.Row]) -> String {
        var table = TextTable(["policy", "cost", "instance-min", "violated", "events", "against best reactive", "gap closed %"])
        for row in rows {
            let interval = row.differenceInterval.map { " ± \(Decimal.text($0, digits: 0))" } ?? ""
            table.add([
                row.policy, Decimal.text(row.cost, digits: 0), Decimal.text(row.instanceMinutes, digits: 0),
                Decimal.text(row.violatedSlots, digits: 1), Decimal.text(row.events, digits: 1),
                row.difference.map { Decimal.text($0, digits: 0) + interval } ?? "–",
                row.gapClosed.map { Decimal.text(100 * $0, digits: 1) } ?? "–",
            ])
        }
        return table.text
    }

    /// The same figures for programs.
    static func csv(_ rows: [HardBenchmarkResult.Row]) -> String {
        let header = "policy,cost,instance_minutes,violated_slots,events,difference,difference_interval,gap_closed"
        let lines = rows.map { row in
            [
                row.policy, "\(row.cost)", "\(row.instanceMinutes)", "\(row.violatedSlots)", "\(row.events)",
                row.difference.map { "\($0)" } ?? "", row.differenceInterval.map { "\($0)" } ?? "", row.gapClosed.map { "\($0)" } ?? "",
            ].joined(separator: ",")
        }
        return ([header] + lines).joined(separator: "\n")
    }
}
