import Headroom

/// Why `--model auto` chose as it did, as a table.
enum SelectionRows {
    static func text(_ selection: ModelSelection, name: String) -> String {
        var table = TextTable(["model", "validation loss", "weight", "fit s", ""])
        for row in selection.rows {
            table.add([
                row.name, row.loss.map { Decimal.text($0, digits: 3) } ?? "–",
                row.weight > 0 ? "\(Decimal.text(100 * Double(row.weight), digits: 1)) %" : "–",
                row.seconds.map { Decimal.text($0, digits: 1) } ?? "–", row.note ?? "",
            ])
        }
        let whole = selection.loss.map { ", together \(Decimal.text($0, digits: 3))" } ?? ""
        return "\(name) learnt its weights from \(selection.forecasts) forecasts at the end of the training time "
            + "(loss beside the best model\(whole)):\n" + table.text
    }
}
