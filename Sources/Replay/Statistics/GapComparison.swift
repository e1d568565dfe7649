/// Distance of two samples.
enum GapComparison {
    /// Gaps of ascending times, ascending.
    static func sortedGaps(_ times: [Double]) -> [Double] {
        guard times.count > 1 else { return [] }
        return (1..<times.count).map { times[$0] - times[$0 - 1] }.sorted()
    }

    /// Largest distance of the two distribution functions (Kolmogorov and Smirnov) of ascending samples; `nil` where one is empty.
    static func distance(_ a: [Double], _ b: [Double]) -> Double? {
        guard !a.isEmpty, !b.isEmpty else { return nil }
        var (i, j, most) = (0, 0, 0.0)
        while i < a.count, j < b.count {
            let value = min(a[i], b[j])
            while i < a.count, a[i] == value { i += 1 }
            while j < b.count, b[j] == value { j += 1 }
            most = max(most, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
        }
        return most
    }
}
