/// Times of rows that have none, from the distance that the publisher states and the number of the day or week in the name of the file.
struct RowClock {
    /// Distance of rows in nanoseconds.
    let step: Int64
    /// Time of the next row.
    private(set) var next: Int64

    /// - Parameters:
    ///   - header: columns of the file.
    ///   - stem: its name; without a number in it the file continues the one before.
    ///   - origin: time of the first row of day 1 or week 1.
    ///   - last: time of the row before.
    /// - Returns: `nil` for columns of another format.
    init?(header: [String], stem: String, origin: Int64, after last: Int64?) {
        let second = TimeAxis.nanosecondsPerSecond
        let number: Int?
        let period: Int64
        switch header {
        case Self.alibaba: (step, period, number) = (10 * second, 86_400 * second, FileDays.number(in: stem))
        case Self.google: (step, period, number) = (300 * second, 7 * 86_400 * second, Self.week(in: stem))
        default: return nil
        }
        if let number {
            next = origin + Int64(max(number, 1) - 1) * period
        } else {
            next = last.map { [step] in $0 + step } ?? origin
        }
    }

    /// Columns of Alibaba 2018, means over all machines in 10 s.
    static let alibaba = ["cpu_util_percent", "mem_util_percent", "net_in", "net_out", "disk_io_percent"]
    /// Columns of Google 2019, means over all instances in 5 min.
    static let google = ["avg_cpu", "avg_mem", "avg_assigned_mem", "avg_cycles_per_instruction"]
    /// Columns of Azure V2, which has times.
    static let azure = ["timestamp", "cpu_usage", "assigned_mem"]

    /// Moves to the row behind. There is no memory for rows that leave 64 bits.
    mutating func advance() { next &+= step }

    /// The number in `week1` or `week_2`, 1 to 3 digits.
    private static func week(in stem: String) -> Int? {
        let bytes = Array(stem.utf8)
        let word = Array("week".utf8)
        guard let start = bytes.indices.last(where: { bytes[$0...].starts(with: word) }) else { return nil }
        let rest = bytes[(start + word.count)...].drop { $0 == 0x5f || $0 == 0x2d }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        return (1...3).contains(digits.count) ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : nil
    }
}
