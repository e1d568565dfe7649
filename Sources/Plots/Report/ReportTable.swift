import Autoscaling

/// A table of a page: words in the first column, numbers right-aligned in the others.
public struct ReportTable: Hashable, Sendable {
    /// Headings of the columns.
    public var header: [String]
    /// Rows of as many cells.
    public var rows: [[String]]
    /// Rows that are set off, by position: a rival, a total.
    public var quietRows: Set<Int>
    /// What the columns mean, under the table; may be empty.
    public var note: String

    /// Makes a table.
    /// - Precondition: every row has a cell per heading.
    public init(header: [String], rows: [[String]], quietRows: Set<Int> = [], note: String = "") {
        precondition(rows.allSatisfy { $0.count == header.count })
        (self.header, self.rows, self.quietRows, self.note) = (header, rows, quietRows, note)
    }

    /// The scores of a simulation, without the columns that only matter for close study.
    public init(_ scores: [PolicyScore], prices: SimulationPrices) {
        self.init(
            header: PolicyScore.headings, rows: scores.map(\.cells),
            quietRows: Set(scores.indices.filter { scores[$0].policy == "oracle" }), note: PolicyScore.legend(prices))
    }

    /// What became of the requests under every policy.
    /// - Parameter scores: of a simulation.
    /// - Returns: `nil` where no policy met requests.
    public init?(requestsOf scores: [PolicyScore]) {
        let scores = scores.filter { $0.requests != nil }
        guard !scores.isEmpty else { return nil }
        self.init(
            header: RequestScore.headings, rows: scores.compactMap { score in score.requests?.cells(score.policy) },
            quietRows: Set(scores.indices.filter { scores[$0].policy == "oracle" }), note: RequestScore.legend)
    }

    /// The scores of a backtest.
    public init(_ table: ScoreTable) {
        self.init(
            header: ["model"] + table.metrics.map(\.name),
            rows: zip(table.models, table.values).map { model, values in
                [model] + zip(values, table.metrics).map { value, metric in value?.fixed(metric.places) ?? "–" }
            },
            note: table.metrics.filter { !$0.meaning.isEmpty }.map { "\($0.name): \($0.meaning)." }.joined(separator: " "))
    }

    var html: String {
        var out = "<div class=\"scroll\"><table>\n<thead><tr>"
        out += header.map { "<th scope=\"col\">\(HTML.escaped($0))</th>" }.joined() + "</tr></thead>\n<tbody>\n"
        for (index, row) in rows.enumerated() {
            out += quietRows.contains(index) ? "<tr class=\"quiet\">" : "<tr>"
            for (column, cell) in row.enumerated() {
                out += column == 0 ? "<th scope=\"row\">\(HTML.escaped(cell))</th>" : "<td>\(HTML.escaped(cell))</td>"
            }
            out += "</tr>\n"
        }
        out += "</tbody></table></div>\n"
        return note.isEmpty ? out : out + "<p class=\"note\">\(HTML.escaped(note))</p>\n"
    }
}
