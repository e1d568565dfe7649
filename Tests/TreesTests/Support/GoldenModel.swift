import FoundationEssentials
import TestSupport
import Trees

/// A model of `Tests/Golden/trees`, and what LightGBM makes of it.
struct GoldenModel {
    /// All models there are.
    static let names = [
        "regression", "regression-sqrt", "l1", "l1-sqrt", "huber", "fair", "mape", "quantile", "poisson", "gamma", "tweedie", "binary",
        "multiclass", "multiclassova", "cross-entropy", "cross-entropy-lambda", "lambdarank", "custom", "zero-as-missing", "no-missing",
        "categories", "forest", "forest-multiclass", "constant", "dart", "goss",
    ]

    let text: [UInt8]
    let forest: Forest
    let values: GoldenFile
    /// Rows of features.
    let rows: [[Double]]

    init(_ name: String) throws {
        text = Self.text(name)
        forest = try LightGBMText.decode(text)
        values = try GoldenFile(named: "trees/\(name)")
        rows = try values.doubles("rows").rows
    }

    /// The text of a model.
    static func text(_ name: String) -> [UInt8] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return readFile(tests.appending(path: "Golden/trees/\(name).txt").path)
    }
}

extension GoldenFile.Values where Scalar == Double {
    /// The values cut along the first axis.
    var rows: [[Double]] {
        let width = values.count / shape[0]
        return (0..<shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
}
