/// The cells that name a function in a row of Azure Functions 2019. Valid until the scanner moves on.
struct AzureFunctionNames {
    var owner: Field?
    var app: Field?
    var function: Field?
    var trigger: Field?

    /// Takes the cell of a column.
    mutating func set(_ field: Field, column: Int, _ layout: AzureFunctionsLayout) {
        if column == layout.owner { owner = field }
        if column == layout.app { app = field }
        if column == layout.function { function = field }
        if column == layout.trigger { trigger = field }
    }

    /// Names of the labels in the order in which ``pack(into:)`` writes them.
    static let labels = ["app", "function", "owner", "trigger"]

    /// Appends application, function, owner and trigger with NUL between them, which no name holds.
    /// - Returns: the number of bytes up to the last NUL: the key by which days are joined.
    func pack(into bytes: inout [UInt8]) -> Int {
        let start = bytes.count
        for field in [app, function, owner] {
            if let field { bytes.append(contentsOf: field.bytes) }
            bytes.append(PackedLabels.separator)
        }
        let key = bytes.count - start
        if let trigger { bytes.append(contentsOf: trigger.bytes) }
        return key
    }

    /// Packed names as text; nil when they are no UTF-8 or hold control characters.
    static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var separators = 0
        for byte in bytes where byte < 0x20 {
            guard byte == PackedLabels.separator else { return nil }
            separators += 1
        }
        return separators == labels.count - 1 ? String(validating: bytes, as: UTF8.self) : nil
    }

    /// The first characters of the function's name in packed names.
    static func short(_ names: UnsafeBufferPointer<UInt8>) -> String {
        let start = (names.firstIndex(of: PackedLabels.separator) ?? -1) + 1
        let function = UnsafeBufferPointer(rebasing: names[start...].prefix { $0 != PackedLabels.separator })
        // Characters are bytes as long as everything is ASCII, what follows included, which could belong to the last of them.
        if function.prefix(ShortIdentifiers.prefix + 1).allSatisfy({ $0 < 0x80 }) {
            return String(decoding: UnsafeBufferPointer(rebasing: function.prefix(ShortIdentifiers.prefix)), as: UTF8.self)
        }
        return String(String(decoding: function, as: UTF8.self).prefix(ShortIdentifiers.prefix))
    }

    /// Beginning of the name of the function, for messages.
    var short: String { function.map { String(decoding: $0.bytes.prefix(ShortIdentifiers.prefix), as: UTF8.self) } ?? "" }
}

extension AzureFunctionsLayout {
    /// The names in a row that is split; the function must not be empty.
    func names(_ scanner: CSVScanner) throws(TraceError) -> AzureFunctionNames {
        AzureFunctionNames(
            owner: owner.map { scanner.field($0).trimmed }, app: app.map { scanner.field($0).trimmed },
            function: try scanner.identifier(function), trigger: trigger.map { scanner.field($0).trimmed })
    }
}
