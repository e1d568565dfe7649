/// What stands behind the trees of a model and still belongs to it.
struct LightGBMParameters {
    /// Entries `[name: value]` of the parameters section.
    private var values: [String: String] = [:]
    /// Levels of ``ForestObjective/quantiles(levels:)``, in a line of our own, see ``LightGBMText/encode(_:)``.
    private(set) var quantileLevels: [Double]?

    static let quantileLevelsKey = "quantile_levels: "

    /// Reads the rest of a text.
    init(_ lines: inout TextLines) throws(LightGBMTextError) {
        var isInside = false
        while let line = lines.next() {
            if line.equals("parameters:") {
                isInside = true
            } else if line.equals("end of parameters") {
                isInside = false
            } else if isInside, line.starts(with: "["), line.bytes.last == UInt8(ascii: "]") {
                let entry = line.text.dropFirst().dropLast().split(separator: ":", maxSplits: 1)
                if entry.count == 2 { values[String(entry[0])] = String(entry[1].drop { $0 == " " }) }
            } else if line.starts(with: "quantile_levels: ") {
                quantileLevels = []
                for word in line.text.dropFirst(Self.quantileLevelsKey.count).split(separator: " ") {
                    guard let level = Double(word) else {
                        throw LightGBMTextError(
                            line: line.number, .notANumber(key: "quantile_levels", index: quantileLevels!.count, found: String(word)))
                    }
                    quantileLevels!.append(level)
                }
            }
        }
        if isInside { throw LightGBMTextError(.truncated(expected: "\"end of parameters\"")) }
    }

    /// A number of the section, if it is there.
    func number(_ name: String, of objective: String) throws(LightGBMTextFault) -> Double? {
        guard let text = values[name] else { return nil }
        guard let value = Double(text), value.isFinite else { throw .invalidParameter(name, objective: objective, found: text) }
        return value
    }
}
