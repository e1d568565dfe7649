import Tensors
import Testing
import Trees

/// Golden models with damage: whatever comes of it, it is a whole model or a sentence.
@Suite struct DamagedTextTests {
    @Test(arguments: GoldenModel.names)
    func changedBytesDoNoHarm(name: String) {
        let text = GoldenModel.text(name)
        var random = RandomStream(seed: 1, purpose: "damage \(name)")
        for _ in 0..<200 {
            var damaged = text
            for _ in 0...random.int(below: 3) {
                // Half of the changes are digits and separators, which stay nearer to a model.
                let byte =
                    random.int(below: 2) == 0
                    ? UInt8(truncatingIfNeeded: random.next()) : Array("0123456789-. =\n".utf8)[random.int(below: 15)]
                damaged[random.int(below: damaged.count)] = byte
            }
            damaged.withUnsafeBytes(fuzzLightGBMText)
        }
    }

    @Test(arguments: GoldenModel.names)
    func cutsAreNoticed(name: String) {
        let text = GoldenModel.text(name)
        let (trees, section) = (text.offset(of: "end of trees"), text.offset(of: "\nparameters:\n") + 13)
        // Between the two nothing tells that a section follows.
        for count in Array(stride(from: 0, to: trees, by: 7)) + Array(section..<text.offset(of: "end of parameters")) {
            #expect(throws: LightGBMTextError.self, "\(count) bytes") { try LightGBMText.decode(Array(text[..<count])) }
        }
    }

    @Test(arguments: ["regression", "multiclass", "categories"])
    func missingAndDoubledLinesDoNoHarm(name: String) {
        let lines = GoldenModel.text(name).split(separator: 10, omittingEmptySubsequences: false)
        for index in lines.indices {
            Array(lines[..<index] + lines[(index + 1)...]).flatMap { $0 + [10] }.withUnsafeBytes(fuzzLightGBMText)
            Array(lines[...index] + lines[index...]).flatMap { $0 + [10] }.withUnsafeBytes(fuzzLightGBMText)
        }
    }
}

extension [UInt8] {
    /// Where a text first occurs.
    fileprivate func offset(of text: String) -> Int { indices.first { self[$0...].starts(with: text.utf8) }! }
}
