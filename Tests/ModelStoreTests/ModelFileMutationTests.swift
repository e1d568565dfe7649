import Forecasting
import ModelStore
import Testing

/// Damaged files, thousands of them, reproducibly: a file is refused with a sentence, or it holds exactly what was saved.
@Suite struct ModelFileMutationTests {
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func damagedFileIsRefusedOrUnchanged(seed: UInt64) throws {
        let archive = sampleArchive()
        let original = try ModelStore.encode(archive)
        var generator = SplitMix64(state: seed)
        var accepted = 0
        for round in 0..<40_000 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<4, using: &generator) { Self.mutate(&bytes, using: &generator) }
            do {
                let read = try ModelStore.decode(bytes, name: "m.safetensors")
                accepted += 1
                #expect(read == archive, "seed \(seed), round \(round)")
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        // Spaces for padding and the like: accepted files exist, but they are rare.
        #expect(accepted < 4000)
    }

    /// Without digest the layout checks stand alone: whatever is accepted must be consistent in itself.
    @Test(arguments: [UInt64(11), 12])
    func damagedLayoutIsRefusedOrConsistent(seed: UInt64) throws {
        let original = try SafeTensors.encode(sampleArchive())
        var generator = SplitMix64(state: seed)
        for round in 0..<40_000 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<3, using: &generator) { Self.mutate(&bytes, using: &generator) }
            guard let read = try? SafeTensors.decode(bytes) else { continue }
            #expect(read.tensors.values.allSatisfy { $0.shape.reduce($0.type.size, *) == $0.bytes.count }, "seed \(seed), round \(round)")
            #expect(try SafeTensors.decode(SafeTensors.encode(read)) == read, "seed \(seed), round \(round)")
        }
    }

    private static func mutate(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
        guard !bytes.isEmpty else { return bytes.append(.random(in: .min ... .max, using: &generator)) }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[place] = .random(in: .min ... .max, using: &generator)
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(Array("{}[]\",:0123456789\\u -eE.".utf8).randomElement(using: &generator)!, at: place)
        case 4: bytes.removeLast(bytes.count - place)
        case 5:
            let end = Int.random(in: place..<min(bytes.count, place + 64), using: &generator)
            bytes.insert(contentsOf: bytes[place...end], at: Int.random(in: 0...bytes.count, using: &generator))
        default:
            // A digit in the header: lies about lengths, shapes and offsets.
            let digits = bytes.indices.prefix(1500).filter { bytes[$0] >= 0x30 && bytes[$0] <= 0x39 }
            if let digit = digits.randomElement(using: &generator) { bytes[digit] = 0x30 + .random(in: 0..<10, using: &generator) }
        }
    }
}
