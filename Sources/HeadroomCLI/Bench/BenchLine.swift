/// One JSON line of a benchmark, with the fields and the rounding of the other libraries' scripts, so that both join.
struct BenchLine {
    /// A value of a field.
    enum Value {
        case text(String)
        case integer(Int)
        /// Rounded to five decimals.
        case number(Double)
    }

    let bench: String
    let peer: String
    let `case`: String
    let threads: Int
    let metric: String
    let value: Double
    let unit: String
    /// What else is known, in the order it is to be printed.
    var more: [(String, Value)]

    /// The line, without its end.
    var json: String {
        var fields: [(String, Value)] = [
            ("bench", .text(bench)), ("peer", .text(peer)), ("case", .text(`case`)), ("threads", .integer(threads)),
            ("metric", .text(metric)),
        ]
        fields.append(("value", .number(value)))
        fields.append(("unit", .text(unit)))
        let body = (fields + more).map { name, value in "\(Self.quoted(name)): \(text(value, of: name))" }.joined(separator: ", ")
        return "{\(body)}"
    }

    private func text(_ value: Value, of name: String) -> String {
        switch value {
        case .text(let text): Self.quoted(text)
        case .integer(let number): "\(number)"
        case .number(let number): Self.rounded(number, decimals: name == "value" ? (abs(number) < 1e4 ? 6 : 1) : 5)
        }
    }

    /// A decimal number; `null` for what JSON has no number for.
    static func rounded(_ number: Double, decimals: Int) -> String {
        guard number.isFinite else { return "null" }
        let scale = [1.0, 10, 100, 1e3, 1e4, 1e5, 1e6][decimals]
        // Beyond that a double has no such decimals to round.
        return abs(number) * scale < 9e15 ? "\((number * scale).rounded() / scale)" : "\(number)"
    }

    /// A JSON string.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..<" ": result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
