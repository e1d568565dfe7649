extension TimeZoneRules: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, initialOffset, transitions, offsets, footer
    }

    /// Reads rules that ``encode(to:)`` wrote, with the same checks as for a zone file.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .name)
        let initialOffset = try container.decode(Int.self, forKey: .initialOffset)
        let transitions = try container.decode([Int64].self, forKey: .transitions)
        let offsets = try container.decode([Int32].self, forKey: .offsets)
        let footer = try container.decode(String.self, forKey: .footer)
        do throws(InvalidRules) {
            try self.init(checking: name, initialOffset: initialOffset, transitions: transitions, offsets: offsets, footer: footer)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not the rules of a time zone: \(error.reason)"))
        }
    }

    /// Writes name, changes and rule.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(initialOffset, forKey: .initialOffset)
        try container.encode(transitions, forKey: .transitions)
        try container.encode(offsets, forKey: .offsets)
        try container.encode(footer, forKey: .footer)
    }
}
