/// Collects findings: every one is counted, the first ones of each kind are kept with their place.
struct FindingLog {
    /// The findings kept, in the order they were made.
    private(set) var findings: [Finding] = []
    /// Complete counts by kind: sums of ``Finding/count``.
    private(set) var counts: [Finding.Kind: Int] = [:]
    private var kept: [Finding.Kind: Int] = [:]
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Adds a finding; `make` runs only when the finding is kept.
    mutating func add(_ kind: Finding.Kind, count: Int = 1, _ make: () -> Finding) {
        counts[kind, default: 0] += count
        if kept[kind, default: 0] < limit {
            kept[kind, default: 0] += 1
            findings.append(make())
        }
    }
}
