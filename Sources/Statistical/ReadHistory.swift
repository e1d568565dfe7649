/// How much of a history a rule reads: a number of latest values, or three cycles of a season where these are more.
enum ReadHistory {
    /// Numbers of values that may be asked for.
    static let lengths = 16...10_000_000

    /// Stops for a number that is out of range.
    static func check(_ length: Int) { precondition(lengths.contains(length), "a history of \(length) values") }

    /// Decodes a number.
    /// - Throws: `DecodingError` for one outside ``lengths``.
    static func decoded<Key: CodingKey>(_ fields: KeyedDecodingContainer<Key>, _ key: Key) throws -> Int {
        let length = try fields.decode(Int.self, forKey: key)
        guard lengths.contains(length) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: fields,
                debugDescription: "a history has \(lengths.lowerBound) to \(lengths.upperBound) values, found \(length)")
        }
        return length
    }

    /// Values that are read.
    static func reach(_ length: Int, seasons: [Int], longest: Int) -> Int { max(length, 3 * (seasons.filter { $0 <= longest }.max() ?? 1)) }
}
