import FoundationEssentials

/// What it takes to make a data set again: a few kilobytes that stand for all of it.
public struct SynthesisManifest: Codable, Hashable, Sendable {
    /// Version of the engine that wrote it.
    public var engine: String
    /// Version of the generators; data sets are the same bits as long as it is the same.
    public var generator: Int
    /// What was made: `dimensional`, `thirdeye`, `archetypes`, `ladder`, `surgery`.
    public var kind: String
    /// Seed of the run.
    public var seed: UInt64
    /// FNV-1a of the recipe's bytes, 16 hexadecimal digits.
    public var digest: String
    /// The recipe itself.
    public var recipe: String

    /// Version of the generators in this engine.
    public static let currentGenerator = 1

    /// Makes a manifest.
    public init(engine: String, kind: String, seed: UInt64, recipe: String) {
        (self.engine, generator, self.kind, self.seed, self.recipe) = (engine, Self.currentGenerator, kind, seed, recipe)
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in recipe.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let digits = String(hash, radix: 16)
        digest = String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The manifest as JSON.
    public func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [0x0a]
    }
}
