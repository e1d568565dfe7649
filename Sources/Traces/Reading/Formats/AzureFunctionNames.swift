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

    /// Owner, application and function with NUL between them: the key by which days are joined.
    func key(into key: inout [UInt8]) {
        key.removeAll(keepingCapacity: true)
        if let owner { key.append(contentsOf: owner.bytes) }
        key.append(0)
        if let app { key.append(contentsOf: app.bytes) }
        key.append(0)
        if let function { key.append(contentsOf: function.bytes) }
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
