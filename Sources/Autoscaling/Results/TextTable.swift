/// A table for terminals: columns as wide as their longest cell, the first one to the left, numbers to the right.
package struct TextTable {
    package var header: [String]
    package var rows: [[String]] = []

    package init(_ header: [String]) { self.header = header }

    /// Lines without trailing blanks, each ended by a line feed.
    package var text: String {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        let rule = widths.map { String(repeating: "-", count: $0) }
        return ([header, rule] + rows).map { line(of: $0, widths) + "\n" }.joined()
    }

    private func line(of cells: [String], _ widths: [Int]) -> String {
        var out = ""
        for (column, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            if column > 0 { out += "  " }
            out += column == 0 ? cell + padding : padding + cell
        }
        while out.last == " " { out.removeLast() }
        return out
    }
}
