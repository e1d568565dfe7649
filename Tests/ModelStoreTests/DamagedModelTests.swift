import Forecasting
import ModelStore
import Tensors
import Testing

/// Models of every family, damaged where no digest protects them: a family refuses what it cannot use, and never traps.
@Suite struct DamagedModelTests {
    @Test(arguments: ShippedFamiliesTests.names)
    func isRefusedOrForecasts(name: String) throws {
        let archive = try ShippedFamiliesTests.fitted(name).archive()
        var generator = SplitMix64(state: 17)
        for _ in 0..<500 {
            var damaged = archive
            for _ in 0...Int.random(in: 0..<2, using: &generator) { Self.damage(&damaged, using: &generator) }
            fuzzModelFile(try SafeTensors.encode(damaged))
        }
    }

    private static func damage(_ archive: inout ModelArchive, using generator: inout SplitMix64) {
        let names = archive.tensors.keys.sorted()
        switch Int.random(in: 0..<8, using: &generator) {
        case 0:
            guard let name = names.randomElement(using: &generator) else { return }
            archive.tensors[name] = nil
        case 1:
            guard let name = names.randomElement(using: &generator) else { return }
            archive.tensors[name] = ModelArchive.Tensor([Float](repeating: .nan, count: 4), shape: [2, 2])
        case 2:
            guard let name = names.randomElement(using: &generator), var bytes = archive.tensors[name]?.bytes, !bytes.isEmpty else {
                return
            }
            for _ in 0..<4 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = 0xff }
            archive.tensors[name]?.bytes = bytes
        case 3: archive.metadata.removeValue(forKey: archive.metadata.keys.sorted().randomElement(using: &generator)!)
        default:
            // A number of a JSON value: zero, negative, huge, fractional, not a number.
            let key = archive.metadata.keys.sorted().randomElement(using: &generator)!
            var text = Array(archive.metadata[key]!.utf8)
            let isDigit: (UInt8) -> Bool = { $0 >= 0x30 && $0 <= 0x39 }
            guard
                let start = text.indices.filter({ isDigit(text[$0]) && ($0 == 0 || !isDigit(text[$0 - 1])) }).randomElement(
                    using: &generator)
            else { return }
            let end = text[start...].firstIndex { !isDigit($0) } ?? text.endIndex
            let lies = ["0", "-1", "1", "2", "4096", "1000000", "9223372036854775807", "0.5", "1e30", "null", "\"x\"", "[]", "true"]
            text.replaceSubrange(start..<end, with: Array(lies.randomElement(using: &generator)!.utf8))
            archive.metadata[key] = String(decoding: text, as: UTF8.self)
        }
    }
}
