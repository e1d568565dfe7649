#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Numbers, times and spans as people read them.
enum NumberText {
    /// A whole number with commas: `1,234,567`.
    static func grouped(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var out = ""
        for (i, digit) in digits.enumerated() {
            if i > 0 && (digits.count - i) % 3 == 0 { out += "," }
            out.append(digit)
        }
        return (number < 0 ? "-" : "") + out
    }

    /// A number in at most four significant digits, or all digits of its whole part: `1,234,567`, `12.34`, `0.001234`, `1.234e-09`.
    static func short(_ number: Double) -> String {
        if !number.isFinite { return "\(number)" }
        if number == 0 { return "0" }
        let size = abs(number)
        if size >= 1e15 || size < 1e-5 { return scientific(number) }
        if size >= 999.95 || number == number.rounded() { return grouped(Int(number.rounded())) }
        let decimals = max(0, 3 - Int(log10(size).rounded(.down)))
        let scale = pow(10, Double(decimals))
        let digits = String(Int((size * scale).rounded()))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        var out = padded.prefix(padded.count - decimals) + "." + padded.suffix(decimals)
        while out.last == "0" { out.removeLast() }
        if out.last == "." { out.removeLast() }
        return (number < 0 ? "-" : "") + out
    }

    private static func scientific(_ number: Double) -> String {
        var exponent = Int(log10(abs(number)).rounded(.down))
        var mantissa = (number / pow(10, Double(exponent)) * 1000).rounded() / 1000
        if abs(mantissa) >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(abs(exponent) < 10 ? "0" : "")\(abs(exponent))"
    }

    /// A share as a percentage: `0 %`, `0.4 %`, `71.2 %`, `100 %`; what is not nothing or all never reads so.
    static func percent(_ share: Double) -> String {
        if share > 0 && share < 0.0005 { return "< 0.1 %" }
        if share < 1 && share > 0.9995 { return "> 99.9 %" }
        return short((share * 1000).rounded() / 10) + " %"
    }

    /// A span of seconds in its two largest units: `5 min`, `1 h 30 min`, `55 days`, `0.5 s`.
    static func span(seconds: Double) -> String {
        if seconds < 60 || seconds >= 1e15 { return short(seconds) + " s" }
        var rest = Int(seconds.rounded())
        var parts: [String] = []
        for (name, length) in [("day", 86_400), ("h", 3600), ("min", 60), ("s", 1)] {
            let count = rest / length
            rest %= length
            // Units that follow directly: "2 days 5 s" would hide that the hours are missing by chance.
            if count > 0 {
                parts.append("\(grouped(count)) \(name)\(name == "day" && count != 1 ? "s" : "")")
            } else if !parts.isEmpty {
                break
            }
            if parts.count == 2 { break }
        }
        return parts.joined(separator: " ")
    }

    /// A time of an axis: RFC 3339 in UTC, with a fraction only where there is one, or the index.
    static func time(_ time: Int64, on axis: TimeAxis) -> String {
        guard axis.kind == .clock else { return String(time) }
        let seconds = time.dividedDown(by: TimeAxis.nanosecondsPerSecond)
        let fraction = time - seconds * TimeAxis.nanosecondsPerSecond
        let date = CalendarDate(daysSinceEpoch: Int(seconds.dividedDown(by: 86_400)))
        let second = Int(seconds) - date.daysSinceEpoch * 86_400
        let clock = [second / 3600, second / 60 % 60, second % 60].map { CalendarDate.padded($0, 2) }.joined(separator: ":")
        var digits = CalendarDate.padded(Int(fraction), 9)
        while digits.last == "0" { digits.removeLast() }
        return "\(date)T\(clock)\(digits.isEmpty ? "" : "." + digits)Z"
    }
}
