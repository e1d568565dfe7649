/// Short quotations of input for messages: printable, on one line, of bounded length.
enum Excerpt {
    /// Up to 40 characters of a field in quotes, with control characters escaped.
    static func quote(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int = 40) -> String {
        // A character has at most four bytes; one that is cut at the end becomes U+FFFD and is dropped with the rest.
        let isCut = bytes.count > limit * 4
        return quote(
            String(decoding: isCut ? UnsafeBufferPointer(rebasing: bytes[..<(limit * 4)]) : bytes, as: UTF8.self), isCut: isCut,
            limit: limit)
    }

    /// Up to 40 characters of a text in quotes.
    static func quote(_ text: String, isCut: Bool = false, limit: Int = 40) -> String {
        let (shown, isShortened) = shorten(text, limit: limit)
        return "\"\(shown)\(isCut || isShortened ? "…" : "")\""
    }

    /// A name as it can stand in a sentence: up to 80 characters, on one line.
    static func name(_ text: String) -> String {
        let (shown, isShortened) = shorten(text, limit: 80)
        return isShortened ? shown + "…" : shown
    }

    /// The first eight names, and how many more there are.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).map { shorten($0, limit: 40) }.map { $0.isShortened ? $0.shown + "…" : $0.shown }.joined(
            separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }

    /// The first characters, control characters written as `\x07`.
    private static func shorten(_ text: String, limit: Int) -> (shown: String, isShortened: Bool) {
        var result = ""
        for (taken, scalar) in text.unicodeScalars.enumerated() {
            if taken == limit { return (result, true) }
            if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029 {
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.count < 2 ? "0" : "") + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return (result, false)
    }
}
