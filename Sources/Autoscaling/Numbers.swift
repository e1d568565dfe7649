extension Double {
    /// The number with a fixed count of decimals, rounded half away from zero; `–` for NaN and infinities. Used in tables and labels.
    package func fixed(_ places: Int) -> String {
        guard isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(self) * scale).rounded(.toNearestOrAwayFromZero)
        guard scaled < 9e15 else { return "\(self)" }
        let digits = String(Int64(scaled))
        let sign = self < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// Like ``fixed(_:)`` with commas between groups of three digits: `12,345.6`.
    package func grouped(_ places: Int) -> String {
        let text = fixed(places)
        let whole = text.prefix { $0 != "." }
        let digits = whole.drop { $0 == "-" }
        guard digits.count > 3, digits.allSatisfy(\.isNumber) else { return text }
        var out = ""
        for (i, digit) in digits.enumerated() {
            if i > 0 && (digits.count - i) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return whole.prefix(whole.count - digits.count) + out + text.dropFirst(whole.count)
    }

    /// A share as a percentage: `3.27 %`.
    package func percent(_ places: Int) -> String { isFinite ? (self * 100).fixed(places) + " %" : "–" }

    /// The smallest whole number that is not below this one, except for what rounding added: `3.0000000000000004` is 3.
    ///
    /// Demand and capacity are decimal numbers to people and binary ones to machines; without the slack of one part in 10⁹ a demand of
    /// exactly three replicas would now and then need four. Bounded to 0…10⁹; NaN gives 0.
    package var ceiledToReplicas: Int {
        guard self > 0 else { return 0 }
        return Int(Swift.min((self * (1 - 1e-9)).rounded(.up), 1e9))
    }
}
