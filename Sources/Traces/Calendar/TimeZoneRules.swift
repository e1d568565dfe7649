/// The rules of one time zone as data: how many seconds its clocks are ahead of UTC at every instant.
///
/// A value without outside state. It holds every tabulated change of the zone and the rule that goes on after the last one, in a
/// canonical form: changes that do not change the offset, and trailing ones that the rule repeats, are dropped, so that the same zone
/// read from a "fat" and a "slim" database is equal. It is encoded whole (name, changes, rule; two or three kilobytes): a model
/// that carries its calendar gives identical features on a machine without a zone database, or with a newer one.
public struct TimeZoneRules: Sendable {
    /// Name as given: `Australia/Melbourne`, `UTC`, `+05:30`.
    public var name: String { storage.name }
    /// Offset before the first change, seconds east of UTC.
    var initialOffset: Int { storage.initialOffset }
    /// Instants of the changes, seconds since 1970, ascending.
    var transitions: [Int64] { storage.transitions }
    /// Offsets from each change on, seconds east of UTC.
    var offsets: [Int32] { storage.offsets }
    /// The POSIX rule after the last change, as text; empty when the last offset stays.
    var footer: String { storage.footer }

    /// Coordinated Universal Time.
    public static let utc = TimeZoneRules(name: "UTC", offset: 0)

    // Immutable and shared: a calendar is copied with every series set, the tables are not.
    private final class Storage: Sendable {
        let name: String
        let initialOffset: Int
        let transitions: [Int64]
        let offsets: [Int32]
        let footer: String
        let rule: PosixTimeZoneRule?
        /// `transitions` and `offsets` continued by the rule from 1970 to 2100, for a search instead of a computation.
        let table: [Int64]
        let tableOffsets: [Int32]
        /// Where the rule, if there is one, has to be worked out: before and after the years for which it was tabulated.
        let ruleBefore: Range<Int64>
        let ruleAfter: Int64

        init(
            name: String, initialOffset: Int, transitions: [Int64], offsets: [Int32], footer: String, rule: PosixTimeZoneRule?,
            table: [Int64], tableOffsets: [Int32], ruleBefore: Range<Int64>, ruleAfter: Int64
        ) {
            (self.name, self.initialOffset, self.transitions, self.offsets) = (name, initialOffset, transitions, offsets)
            (self.footer, self.rule, self.table, self.tableOffsets) = (footer, rule, table, tableOffsets)
            (self.ruleBefore, self.ruleAfter) = (ruleBefore, ruleAfter)
        }
    }

    private let storage: Storage

    private static let tableEnd = Int64(CalendarDate.firstDay(of: 2101)) * 86_400

    /// A zone whose clocks are always `offset` seconds ahead of UTC.
    /// - Precondition: `abs(offset) < 25 h`.
    public init(name: String, offset: Int) {
        precondition(abs(offset) < 25 * 3600, "a zone cannot be \(offset) s from UTC")
        self.init(name: name, initialOffset: offset, transitions: [], offsets: [], footer: "", rule: nil)
    }

    /// Checks and canonicalises what a file or an encoded model holds.
    /// - Throws: the reason, when lengths, order or ranges are wrong, or the rule is unreadable or contradicts the last change.
    init(
        checking name: String, initialOffset: Int, transitions: [Int64], offsets: [Int32], footer: String
    ) throws(InvalidRules) {
        guard transitions.count == offsets.count else {
            throw InvalidRules(reason: "\(transitions.count) changes with \(offsets.count) offsets")
        }
        guard zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }), transitions.allSatisfy(TimeZoneFile.timeRange.contains)
        else {
            throw InvalidRules(reason: "the times of the changes do not ascend")
        }
        guard ([initialOffset] + offsets.map(Int.init)).allSatisfy(TimeZoneFile.offsetRange.contains) else {
            throw InvalidRules(reason: "an offset is more than a day from UTC")
        }
        var rule: PosixTimeZoneRule?
        if !footer.isEmpty {
            rule = PosixTimeZoneRule(footer)
            guard let rule else { throw InvalidRules(reason: "the footer is not a rule with dates") }
            if let last = transitions.last, let offset = offsets.last, rule.offset(at: last) != Int(offset) {
                throw InvalidRules(reason: "the footer contradicts the last change")
            }
        }
        self.init(
            name: name, initialOffset: initialOffset, transitions: transitions, offsets: offsets, footer: footer, rule: rule)
    }

    /// Why encoded rules are not usable.
    struct InvalidRules: Error {
        var reason: String
    }

    private init(
        name: String, initialOffset: Int, transitions: [Int64], offsets: [Int32], footer: String, rule: PosixTimeZoneRule?
    ) {
        var (times, values) = ([Int64](), [Int32]())
        var before = Int32(initialOffset)
        for (time, offset) in zip(transitions, offsets) where offset != before {
            times.append(time)
            values.append(offset)
            before = offset
        }
        // The change before the last one hands over to the rule as well when the rule makes the last one itself.
        if let rule {
            while times.count > 1, rule.offset(at: times[times.count - 2]) == Int(values[values.count - 2]),
                let next = rule.nextChange(after: times[times.count - 2]), next.time == times[times.count - 1],
                next.offset == Int(values[values.count - 1])
            {
                times.removeLast()
                values.removeLast()
            }
        }
        var (table, tableOffsets) = (times, values)
        var (ruleBefore, ruleAfter) = (Int64.max..<Int64.max, Int64.max)
        if let rule {
            // The rule holds from the last change on, or always. It is tabulated from 1970 on: a file may put its last change
            // thousands of millions of years back.
            let holdsFrom = times.last ?? .min
            var time = max(holdsFrom, 0)
            if holdsFrom < 0 {
                ruleBefore = holdsFrom..<0
                table.append(0)
                tableOffsets.append(Int32(rule.offset(at: 0)))
            }
            while let next = rule.nextChange(after: time), next.time < Self.tableEnd {
                table.append(next.time)
                tableOffsets.append(Int32(next.offset))
                time = next.time
            }
            ruleAfter = max(Self.tableEnd, time)
        }
        storage = Storage(
            name: name, initialOffset: initialOffset, transitions: times, offsets: values, footer: footer, rule: rule, table: table,
            tableOffsets: tableOffsets, ruleBefore: ruleBefore, ruleAfter: ruleAfter)
    }

    /// Seconds east of UTC at an instant.
    /// - Parameter seconds: seconds since 1970-01-01T00:00:00Z.
    /// - Precondition: at most 2⁶⁰ s from 1970.
    /// - Complexity: O(log changes); beyond the year 2100 the rule of the zone is worked out each time.
    public func offset(at seconds: Int64) -> Int {
        precondition(TimeZoneFile.timeRange.contains(seconds), "an instant \(seconds) s from 1970 is outside every calendar")
        return stretch(around: seconds).offset
    }

    /// A stretch of time around an instant during which the offset stays the same, and that offset: what a cursor remembers.
    /// It is the whole stretch inside the table, and one second where the rule is worked out.
    func stretch(around seconds: Int64) -> (from: Int64, until: Int64, offset: Int) {
        let storage = storage
        if let rule = storage.rule, storage.ruleBefore.contains(seconds) || seconds >= storage.ruleAfter {
            return (seconds, seconds + 1, rule.offset(at: seconds))
        }
        guard let first = storage.table.first, seconds >= first else {
            return (.min, min(storage.table.first ?? .max, storage.ruleBefore.lowerBound), storage.initialOffset)
        }
        let index = position(of: seconds)
        let end = index + 1 < storage.table.count ? storage.table[index + 1] : storage.ruleAfter
        return (storage.table[index], end, Int(storage.tableOffsets[index]))
    }

    // Index of the last change at or before an instant.
    private func position(of seconds: Int64) -> Int {
        let table = storage.table
        var (low, high) = (0, table.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if table[middle] <= seconds { low = middle } else { high = middle }
        }
        return low
    }
}

extension TimeZoneRules: Hashable {
    /// Whether two zones have the same name and rules.
    public static func == (a: TimeZoneRules, b: TimeZoneRules) -> Bool {
        a.storage === b.storage
            || (a.name == b.name && a.initialOffset == b.initialOffset && a.transitions == b.transitions && a.offsets == b.offsets
                && a.footer == b.footer)
    }

    /// Hashes name and rule; zones of one name seldom differ in more.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(footer)
    }
}
