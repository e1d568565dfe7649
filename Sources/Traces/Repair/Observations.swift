/// The rows of one series as they were read: any order, any distances.
struct Observations {
    var id: String
    /// Nanoseconds since 1970, or positions.
    var times: [Int64] = []
    /// Values, NaN = missing.
    var values: [Float] = []
    /// Where each row came from, by ``LineTable``.
    var rows: [UInt32] = []
    /// Past and future covariates `[column][row]`.
    var past: [[Float]] = []
    var future: [[Float]] = []
    /// Static covariates `[column]`.
    var statics: [Float] = []
    /// Sum of the values as written.
    var total = TotalAccumulator()
    /// Turns values into increases, where the series is read as a counter.
    var counter = CounterIncrease()
    /// Whether no row is earlier than the one before it.
    var isSorted = true

    init(id: String, past: Int = 0, future: Int = 0) {
        self.id = id
        self.past = Array(repeating: [], count: past)
        self.future = Array(repeating: [], count: future)
    }

    /// Number of rows.
    var count: Int { times.count }

    /// Makes values missing that are increases over several steps: those behind absent rows.
    mutating func dropIncreases(over step: Int64) {
        for row in times.indices.dropFirst() where times[row] - times[row - 1] > step { values[row] = .nan }
    }

    /// Keeps the rows of these numbers, in this order.
    mutating func select(_ order: [Int]) {
        times = order.map { times[$0] }
        values = order.map { values[$0] }
        rows = order.map { rows[$0] }
        for column in past.indices { past[column] = order.map { [source = past[column]] in source[$0] } }
        for column in future.indices { future[column] = order.map { [source = future[column]] in source[$0] } }
    }

    /// Sorts by time; rows of the same time keep their order.
    mutating func sort() {
        guard !isSorted else { return }
        let order = times.indices.sorted { [times] in times[$0] == times[$1] ? $0 < $1 : times[$0] < times[$1] }
        select(order)
        isSorted = true
    }

    /// Replaces runs of rows by one row each: the time of `key`, values combined by `combine`, covariates averaged or taken from
    /// `representative`.
    mutating func merge(
        key: (Int64) -> Int64, values combine: (ArraySlice<Float>) -> Float, representative: ((ArraySlice<Float>) -> Int)? = nil
    ) {
        var merged = Observations(id: id, past: past.count, future: future.count)
        var start = 0
        while start < count {
            let time = key(times[start])
            var end = start + 1
            while end < count, key(times[end]) == time { end += 1 }
            let run = start..<end
            let chosen = representative.map { $0(values[run]) }
            merged.times.append(time)
            merged.values.append(run.count == 1 ? values[start] : combine(values[run]))
            merged.rows.append(rows[start])
            for column in past.indices { merged.past[column].append(chosen.map { past[column][$0] } ?? Average.of(past[column][run])) }
            for column in future.indices {
                merged.future[column].append(chosen.map { future[column][$0] } ?? Average.of(future[column][run]))
            }
            start = end
        }
        (times, values, rows, past, future) = (merged.times, merged.values, merged.rows, merged.past, merged.future)
    }
}

/// Sums and means that leave missing values out, in Double.
enum Average {
    /// The sum; NaN when everything is missing.
    static func sum(_ values: ArraySlice<Float>) -> Float {
        var (sum, count) = (0.0, 0)
        for value in values where !value.isNaN { (sum, count) = (sum + Double(value), count + 1) }
        return count == 0 ? .nan : Float(sum)
    }

    /// The mean; NaN when everything is missing.
    static func of(_ values: ArraySlice<Float>) -> Float {
        var (sum, count) = (0.0, 0)
        for value in values where !value.isNaN { (sum, count) = (sum + Double(value), count + 1) }
        return count == 0 ? .nan : Float(sum / Double(count))
    }
}
