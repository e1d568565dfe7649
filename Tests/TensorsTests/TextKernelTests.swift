import CKernels
import Tensors
import Testing

/// The kernels that scan text, compared with their references at every level of instructions. Texts end before forbidden memory.
struct TextKernelTests {
    private static let levels = InstructionSet.supported.filter { $0 != .scalar }.map { hk_isa(rawValue: UInt32($0.rawValue)) }
    private static let comma = UInt8(ascii: ",")

    private struct Counts: Equatable {
        var length: Int
        var sum: UInt64 = 0
        var values: [Float] = []
    }

    private func counts(_ level: hk_isa, _ text: GuardedBytes, count: Int) -> Counts {
        let out = GuardedFloats(Array(repeating: -1, count: count), offset: 0)
        var sum: UInt64 = 0
        let length = hk_kernels_for(level).pointee.parse_counts(out.pointer, &sum, text.pointer, text.count, count, Self.comma)
        expectIntact(out)
        return length == 0 ? Counts(length: 0) : Counts(length: length, sum: sum, values: out.values)
    }

    private func text(_ random: inout RandomStream, count: Int, longShare: Int) -> [UInt8] {
        var cells: [String] = []
        for _ in 0..<count {
            let digits = random.int(below: 100) < longShare ? 1 + random.int(below: 9) : 1
            cells.append((0..<digits).map { _ in String(random.int(below: 10)) }.joined())
        }
        return Array(cells.joined(separator: ",").utf8)
    }

    @Test(arguments: levels) func countsMatchTheReference(level: hk_isa) {
        var random = RandomStream(seed: 5, purpose: "text kernels")
        for count in Array(1...70) + [255, 1_440] {
            for longShare in [0, 3, 50, 100] {
                let row = text(&random, count: count, longShare: longShare)
                for tail in ["", "\n", "\r\n", ",", ",5", "\n1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7"] {
                    let guarded = GuardedBytes(row + Array(tail.utf8))
                    let found = counts(level, guarded, count: count)
                    #expect(found == counts(HK_ISA_SCALAR, guarded, count: count), "\(count) numbers, \(longShare) % long")
                    #expect(found.length == row.count)
                }
            }
        }
    }

    @Test(arguments: levels) func everyOddByteIsSeen(level: hk_isa) {
        var random = RandomStream(seed: 6, purpose: "text kernels")
        for count in [1, 15, 16, 17, 18, 33, 60] {
            for longShare in [0, 30] {
                let row =
                    text(&random, count: count, longShare: longShare) + Array("\n0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0".utf8)
                for place in row.indices {
                    for byte in [UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "\n"), 0, 0xff, Self.comma, 0x37] {
                        var odd = row
                        odd[place] = byte
                        let guarded = GuardedBytes(odd)
                        #expect(
                            counts(level, guarded, count: count) == counts(HK_ISA_SCALAR, guarded, count: count),
                            "\(count) numbers, byte \(byte) at \(place)")
                    }
                }
            }
        }
    }

    @Test(arguments: levels) func cutTextsAreRefused(level: hk_isa) {
        var random = RandomStream(seed: 7, purpose: "text kernels")
        let row = text(&random, count: 80, longShare: 20)
        for length in row.indices {
            let guarded = GuardedBytes(Array(row[..<length]))
            #expect(counts(level, guarded, count: 80) == counts(HK_ISA_SCALAR, guarded, count: 80), "\(length) bytes")
        }
        let ten = GuardedBytes(
            Array((Array(repeating: "1", count: 40) + ["1234567890"] + Array(repeating: "1", count: 40)).joined(separator: ",").utf8))
        #expect(counts(level, ten, count: 81).length == 0, "ten digits are too many")
    }

    @Test(arguments: levels) func structureMatchesTheReference(level: hk_isa) {
        var random = RandomStream(seed: 8, purpose: "text kernels")
        let alphabets: [[UInt8]] = [[Self.comma], Array("abcdefgh,".utf8), Array("ab,\n\"\r;".utf8), Array(0...255)]
        for length in sweptLengths {
            for alphabet in alphabets {
                let text = GuardedBytes((0..<length).map { _ in alphabet[random.int(below: alphabet.count)] })
                func places(_ level: hk_isa) -> [UInt32] {
                    let room = length + Int(HK_STRUCTURE_SLACK)
                    return [UInt32](unsafeUninitializedCapacity: room) { buffer, count in
                        count = hk_kernels_for(level).pointee.find_structure(buffer.baseAddress!, text.pointer, length, Self.comma)
                    }
                }
                let expected = (0..<length).filter { [Self.comma, 0x0a, 0x22].contains(text.pointer[$0]) }.map(UInt32.init)
                #expect(places(level) == expected)
                #expect(places(HK_ISA_SCALAR) == expected)
            }
        }
    }
}
