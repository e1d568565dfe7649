/// The name of a minute column in public copies of Azure Functions 2019: `480`, `minute_1` or `1_minute`.
struct AzureMinuteColumn {
    /// The number in the name, 0 … 1440.
    let number: Int

    init?(_ name: String) {
        var digits = name.utf8[...]
        for byte in "minute_".utf8 where digits.first.map({ $0 | 0x20 }) == byte | 0x20 && digits.count > 1 { digits.removeFirst() }
        if digits.count == name.utf8.count {
            let ending = Array("_minute".utf8)
            let isEnding = digits.count > ending.count && digits.suffix(ending.count).map { $0 == 0x5f ? $0 : $0 | 0x20 } == ending
            if isEnding { digits.removeLast(ending.count) }
        } else if name.utf8.count - digits.count != 7 {
            return nil
        }
        guard (1...4).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard number <= 1_440 else { return nil }
    }
}
