import Headroom

/// Scores of ways to tell archetypes, for people.
enum ArchetypeRows {
    static func text(_ study: ArchetypeStudy) -> String {
        var table = TextTable(["", "context", "balanced"] + Archetype.allCases.map(\.rawValue) + ["ECE", "Brier", "log loss"])
        for row in study.rows {
            let recalls = Archetype.allCases.map { row.scores.recall(of: $0) }
            table.add(
                [row.name, row.usesContext ? "yes" : "no"]
                    + ([row.scores.balancedAccuracy] + recalls + [row.scores.calibrationError, row.scores.brier, row.scores.logLoss]).map {
                        Decimal.text($0, digits: 3)
                    })
        }
        guard let last = study.rows.last(where: \.usesContext) else { return table.text }
        let bins = last.scores.reliability.bins.filter { $0.count > 0 }.map { bin in
            let count = Double(bin.count)
            return
                "  \(Decimal.text(bin.confidence / count, digits: 3)) said, \(Decimal.text(Double(bin.right) / count, digits: 3)) right, "
                + "\(bin.count) windows"
        }
        return ([table.text, "", "reliability of the classifier with context:"] + bins).joined(separator: "\n")
    }

    static func text(_ study: CompatibleStudy) -> String {
        "AAPA's accuracy: trees on the 37 features agree with the labels of AAPA's rules on "
            + "\(Decimal.text(100 * study.agreement, digits: 2)) % of \(study.windows) windows they did not see; with the truth they agree on "
            + "\(Decimal.text(100 * study.accuracy, digits: 2)) %, the rules themselves on "
            + "\(Decimal.text(100 * study.ruleAccuracy, digits: 2)) %"
    }
}
