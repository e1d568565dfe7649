import TestSupport
import Testing
import Traces

/// Decimal numbers are rounded correctly, like the standard library does.
struct NumberParserTests {
    private func parse(_ text: String) -> Double? {
        var value = Double.nan
        var text = text
        let outcome = text.withUTF8 { bytes in bytes.baseAddress.map { NumberParser.parse($0, bytes.count, into: &value) } }
        return outcome == .number ? value : nil
    }

    @Test func agreesWithTheStandardLibrary() {
        var state: UInt64 = 42
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 16
        }
        for _ in 0..<200_000 {
            var text = next() % 2 == 0 ? "-" : ""
            for _ in 0...(next() % 20) { text += String(next() % 10) }
            if next() % 2 == 0 {
                text += "."
                for _ in 0...(next() % 20) { text += String(next() % 10) }
            }
            if next() % 3 == 0 { text += "e\(Int(next() % 80) - 40)" }
            #expect(parse(text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
    }

    /// Numbers half way between two doubles, and as near to that as can be written: what is above, below and on the tie.
    @Test func ties() {
        var state: UInt64 = 7
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 11
        }
        func check(_ text: String) { #expect(parse(text)?.bitPattern == Double(text)?.bitPattern, "\(text)") }
        for _ in 0..<20_000 {
            let mantissa = next() % (1 << 52) + (1 << 52)
            for shift in [1, 2, 5, 9] {
                // Between two doubles of 53 bits, as a whole number and with a fraction of one half.
                let tie = mantissa << UInt64(shift) + 1 << UInt64(shift - 1)
                for near in [tie - 1, tie, tie + 1] { check("\(near)") }
                check("\(tie).0000000000000000000000000000001")
                check("\(tie)e-\(next() % 60)")
                check("\(tie)e\(next() % 40)")
            }
            check("\(mantissa).5")
            check("-\(mantissa).50000000000000000001")
            check("\(mantissa).49999999999999999999")
        }
    }

    /// What programs write: all 15 to 17 digits of doubles of every size that traces have.
    @Test func printedDoublesComeBack() {
        var state: UInt64 = 9
        for _ in 0..<200_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Double(state >> 11) * 0x1p-53 * Double(sign: .plus, exponent: Int(state % 160) - 80, significand: 1)
            #expect(parse("\(value)") == value, "\(value)")
        }
    }

    @Test func shortestDecimalsComeBack() {
        for exponent in -300...300 {
            let value = 1.2345678901234567 * Double(sign: .plus, exponent: exponent, significand: 1)
            #expect(parse(value.description) == value)
        }
        for value: Double in [
            0, 1, 0.1, 1 / 3, .pi, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 0x1p53 + 2, 1e22, 1e23,
        ] {
            #expect(parse(value.description) == value)
        }
    }

    @Test func wordsAndNonsense() {
        func outcome(_ text: String) -> NumberParser.Outcome? {
            var value = 0.0
            var text = text
            return text.withUTF8 { bytes in bytes.baseAddress.map { NumberParser.parse($0, bytes.count, into: &value) } }
        }
        for text in ["", " ", "\t ", "nan", "NaN", "-nan", "NAN", "null", "NULL", "na", "NA"] {
            #expect(outcome(text) == .missing, "\(text)")
        }
        for text in ["inf", "-inf", "Infinity"] { #expect(outcome(text) == .infinite, "\(text)") }
        for text in ["1e309", "-2e308"] { #expect(outcome(text) == .outOfRange, "\(text)") }
        for text in ["nano", "n", "infinit", "1a", "0x1p3", "1e+", "1e-", String(repeating: "1", count: 1_025)] {
            #expect(outcome(text) == .malformed, "\(text)")
        }
    }
}
