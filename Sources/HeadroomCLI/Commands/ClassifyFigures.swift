import Headroom
import Plots

extension Figure {
    /// Examples of a class in a picture.
    private static let examplesOfAClass = 3

    /// The surest windows of every class, each of another series, with twice their length before them.
    static func classExamples(_ series: [Series], _ classes: [[WindowClass]], length: Int) throws -> Figure {
        let names = Archetype.allCases.map(\.rawValue) + [WindowOutcome.idle.name]
        let examples = names.flatMap { name in
            zip(series, classes).compactMap { series, windows -> (Series, WindowClass)? in
                windows.filter { $0.outcome.name == name }.max { $0.confidence < $1.confidence }.map { (series, $0) }
            }.sorted { $0.1.confidence > $1.1.confidence }.prefix(examplesOfAClass).map { series, window in
                WindowExample(
                    group: name, title: "\(name) \(Decimal.text(window.confidence, digits: 2))",
                    values: Array(series.values[window.start..<min(series.count, window.start + length)]),
                    before: Array(series.values[max(0, window.start - 2 * length)..<window.start]))
            }
        }
        return try .windowExamples(examples, step: "1 min")
    }

    /// How often the classifier was right of all windows that it was so sure of, with and without what came before.
    static func reliability(of study: ArchetypeStudy) throws -> Figure {
        let rows = study.rows.filter { $0.name == "classifier" }
        return try .reliability(
            rows.map { row in
                ReliabilityCurve(
                    model: row.usesContext ? "classifier, with context" : "classifier, the window alone",
                    bins: row.scores.reliability.bins.map { bin in
                        let count = Double(max(1, bin.count))
                        return (bin.confidence / count, Double(bin.right) / count, bin.count)
                    })
            })
    }
}
