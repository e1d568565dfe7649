/// Labels of a series in one piece of text: tens of thousands of functions have the same names of labels, and dictionaries of their own
/// took a seventh of the memory of a day of minutes, and as long to make as to read it.
struct PackedLabels: Sendable {
    /// Names in ascending order, usually shared by all series of a trace.
    private let names: [String]
    /// Values in the order of the names, with ``separator`` between them; an empty one means that there is no such label.
    private let values: String
    /// Holds the labels instead when a value contains the separator or is empty.
    private let odd: [String: String]?

    /// Between values; readers refuse it within them.
    static let separator: UInt8 = 0

    /// Packs a dictionary.
    init(_ labels: [String: String]) {
        let isOdd = labels.values.contains { $0.isEmpty || $0.utf8.contains(Self.separator) }
        let names = isOdd ? [] : labels.keys.sorted()
        self.names = names
        values = names.map { labels[$0] ?? "" }.joined(separator: "\0")
        odd = isOdd ? labels : nil
    }

    /// - Parameters:
    ///   - names: in ascending order.
    ///   - values: as many, with ``separator`` between them; empty ones are left out.
    init(names: [String], values: String) {
        self.names = names
        self.values = values
        odd = nil
    }

    /// A value by its place among the names.
    func value(_ place: Int) -> Substring {
        var start = values.utf8.startIndex
        for _ in 0..<place {
            guard let end = values.utf8[start...].firstIndex(of: Self.separator) else { return "" }
            start = values.utf8.index(after: end)
        }
        return Substring(values.utf8[start...].prefix { $0 != Self.separator })
    }

    /// Whether the packed values begin with these bytes.
    func begins(with bytes: UnsafeBufferPointer<UInt8>) -> Bool { values.utf8.starts(with: bytes) }

    /// The labels by name.
    var dictionary: [String: String] {
        if let odd { return odd }
        if names.isEmpty { return [:] }
        var result = [String: String](minimumCapacity: names.count)
        let parts = values.utf8.split(separator: Self.separator, omittingEmptySubsequences: false)
        for (name, part) in zip(names, parts) where !part.isEmpty { result[name] = String(Substring(part)) }
        return result
    }
}

extension PackedLabels: Equatable {
    static func == (a: PackedLabels, b: PackedLabels) -> Bool {
        let isSame = a.odd == nil && b.odd == nil && a.names == b.names && a.values == b.values
        return isSame || a.dictionary == b.dictionary
    }
}
