/// Requests while they are read: times by whoever was asked, in the order of the files.
struct ArrivalLog {
    /// What times count from.
    enum Clock { case unix, beginning }

    /// Clock of the times; all of them have the same.
    var clock = Clock.beginning
    /// Whoever was asked, in the order of their first appearance.
    private(set) var ids: [String] = []
    /// Labels of each, for series of counts.
    private(set) var labels: [[String: String]] = []
    /// Nanoseconds since 1970, or since the beginning of the trace, of the requests of each.
    private(set) var times: [[Int64]] = []
    /// How much is counted at each time; empty where every request counts one.
    private(set) var amounts: [[Int64]] = []
    /// What the files cover as far as they say so, in nanoseconds.
    var covered: (from: Int64?, to: Int64?) = (nil, nil)
    /// Whoever was asked, unless somebody else keeps track.
    private var table = IdentifierTable()

    /// The number of somebody with a name that is known to be text.
    mutating func number(of name: String) -> Int {
        var copy = name
        let found = copy.withUTF8 { table.insert($0) }
        return found.isNew ? add(name) : found.index
    }

    /// The number of somebody by a cell of a row.
    mutating func number(_ scanner: CSVScanner, column: Int) throws(TraceError) -> Int {
        let cell = try scanner.identifier(column)
        if let found = table.find(cell.bytes) { return found }
        let name = try scanner.text(cell, column: column)
        _ = table.insert(cell.bytes)
        return add(name)
    }

    /// Adds somebody who is not there yet.
    mutating func add(_ name: String, labels one: [String: String] = [:], times known: [Int64] = []) -> Int {
        ids.append(name)
        labels.append(one)
        times.append(known)
        amounts.append([])
        return ids.count - 1
    }

    /// Adds a request.
    @inline(__always)
    mutating func append(_ time: Int64, to number: Int) { times[number].append(time) }

    /// Adds a request that counts as much as `amount`.
    mutating func append(_ time: Int64, amount: Int64, to number: Int) {
        times[number].append(time)
        amounts[number].append(amount)
    }

    /// First and last time of all requests; `nil` without any.
    var range: ClosedRange<Int64>? {
        var (first, last) = (Int64.max, Int64.min)
        for one in times { for time in one { (first, last) = (min(first, time), max(last, time)) } }
        return first <= last ? first...last : nil
    }

    /// Sorts the requests of each by time and hands them over in seconds from the beginning of the trace, which is the whole second
    /// before the first request where times are of a clock.
    /// - Parameter start: beginning of the trace in nanoseconds since 1970, where times count from it.
    /// - Returns: `nil` without any request.
    consuming func trace(start: Int64?) -> ArrivalTrace? {
        guard let range else { return nil }
        let second = TimeAxis.nanosecondsPerSecond
        let first = min(covered.from ?? (clock == .unix ? range.lowerBound : 0), range.lowerBound).dividedDown(by: second)
        // Where a log was cut is not known: the whole second behind the last request.
        let last = max(covered.to?.dividedDown(by: second) ?? .min, range.upperBound.dividedDown(by: second) + 1)
        let origin = clock == .unix ? first * second : 0
        var arrivals: [[Double]] = []
        arrivals.reserveCapacity(ids.count)
        for index in ids.indices {
            var one: [Int64] = []
            swap(&one, &times[index])
            if zip(one, one.dropFirst()).contains(where: >) { one.sort() }
            // Whole seconds apart from the rest, so that nothing is lost far from 1970.
            arrivals.append(one.map { Double(($0 - origin) / second) + Double(($0 - origin) % second) / 1e9 })
        }
        let base = origin / second
        let unix = clock == .unix ? first * 1_000 : start.map { $0.dividedDown(by: 1_000_000) }
        return ArrivalTrace(ids: ids, arrivals: arrivals, span: Double(first - base)..<Double(last - base), start: unix)
    }
}
