extension FeatureRange {
    /// Reads an entry of `feature_infos`: `none`, `[lowest:highest]`, or categories with colons between them; `nil` for anything else.
    init?(text word: UnsafeRawBufferPointer) {
        if word.elementsEqual("none".utf8) {
            self = .unused
            return
        }
        let isInterval = word.first == UInt8(ascii: "[") && word.last == UInt8(ascii: "]") && word.count > 2
        let inner = isInterval ? word[1..<word.count - 1] : word[...]
        let parts = inner.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(UnsafeRawBufferPointer.init(rebasing:))
        if isInterval {
            guard parts.count == 2, let lowest = TextNumber.double(parts[0]), let highest = TextNumber.double(parts[1]), lowest <= highest
            else {
                return nil
            }
            self = .numerical(lowest: lowest, highest: highest)
        } else {
            var categories: [Int] = []
            for part in parts {
                guard case .value(let category) = TextNumber.integer(part) else { return nil }
                categories.append(category)
            }
            self = .categorical(categories)
        }
    }

    /// The entry of `feature_infos`.
    var text: String {
        switch self {
        case .unused: "none"
        case .numerical(let lowest, let highest): "[\(TextNumber.shortest(lowest)):\(TextNumber.shortest(highest))]"
        case .categorical(let categories): categories.isEmpty ? "none" : categories.map(String.init).joined(separator: ":")
        }
    }
}
