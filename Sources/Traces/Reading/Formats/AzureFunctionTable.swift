/// The functions of an Azure Functions 2019 trace while it is read: their minutes grow file by file.
struct AzureFunctionTable {
    private struct State {
        var total = TotalAccumulator()
        /// Minutes that are there.
        var count = 0
        /// Rows merged into the current file's minutes, for running means.
        var merged = 1
        /// Whether no value is known to be missing.
        var isComplete = true
    }

    /// The functions as they will be handed out, but for the identifier, which is short and not yet unique, and the axis. Kept as
    /// series from the beginning, so that at the end nothing of tens of thousands of them has to be touched again.
    private var series: [Series] = []
    private var states: [State] = []
    private var index = HashIndex()
    /// What a function without calls looks like so far: 0 where a file covers the minute, NaN elsewhere.
    private(set) var template: [Float] = []
    /// Position at which the minutes of the current file begin.
    private(set) var fileStart = 0

    /// Number of functions.
    var count: Int { series.count }

    /// Places the next file on the grid: behind those before it, or exactly where the last one is.
    /// - Returns: false when it overlaps them otherwise.
    mutating func begin(at start: Int, minutes: Int) -> Bool {
        if start >= template.count {
            template.append(contentsOf: repeatElement(.nan, count: start - template.count))
            template.append(contentsOf: repeatElement(0, count: minutes))
            for index in states.indices { states[index].merged = 1 }
        } else if start != fileStart || start + minutes != template.count {
            return false
        }
        fileStart = start
        return true
    }

    /// The function with a key, as ``AzureFunctionNames/pack(into:)`` packs it.
    func find(_ hash: UInt64, _ key: UnsafeBufferPointer<UInt8>) -> Int? {
        index.find(hash) { series[$0].packedLabels.begins(with: key) }
    }

    /// Adds a function by its packed names.
    mutating func add(_ names: String, short: String, hash: UInt64) -> Int {
        index.append(hash)
        let labels = PackedLabels(names: AzureFunctionNames.labels, values: names)
        series.append(Series(id: short, axis: .index(), values: [], packedLabels: labels))
        states.append(State())
        return series.count - 1
    }

    /// First characters of the name of a function.
    func short(_ function: Int) -> String { series[function].id }

    /// Puts a row behind what a function has; false when it has these minutes already.
    /// - Parameter isComplete: whether no value of the row is missing.
    mutating func append(_ row: [Float], _ total: TotalAccumulator, to function: Int, isComplete: Bool) -> Bool {
        states[function].total.add(total)
        if !isComplete { states[function].isComplete = false }
        let known = states[function].count
        guard known <= fileStart else { return false }
        if known == 0, fileStart == 0 {
            series[function].values = row
        } else {
            series[function].values.reserveCapacity(template.count)
            series[function].values.append(contentsOf: template[known..<fileStart])
            series[function].values.append(contentsOf: row)
        }
        states[function].merged = 1
        states[function].count = fileStart + row.count
        return true
    }

    /// Merges a row into minutes that a function has already.
    mutating func merge(_ row: [Float], into function: Int, policy: DuplicatePolicy) {
        states[function].merged += 1
        let share = 1 / Double(states[function].merged)
        for (offset, new) in row.enumerated() where !new.isNaN {
            let old = series[function].values[fileStart + offset]
            let value: Float =
                switch policy {
                case .error, .first: old.isNaN ? new : old
                case .last: new
                case .sum: old.isNaN ? new : Float(Double(old) + Double(new))
                case .mean: old.isNaN ? new : Float(Double(old) + (Double(new) - Double(old)) * share)
                }
            series[function].values[fileStart + offset] = value
        }
    }

    /// Everything as series with unique identifiers on one grid.
    /// - Returns: the series, the total of each, and whether it is known that a series has all its values.
    mutating func take(axis: TimeAxis) -> (series: [Series], totals: [TotalAccumulator], isComplete: [Bool]) {
        index = HashIndex()
        let isCovered = !template.contains(where: \.isNaN)
        ShortIdentifiers.makeUnique(
            &series, function: { $0.packedLabels.value(1) }, app: { $0.packedLabels.value(0) }, owner: { $0.packedLabels.value(2) })
        for index in series.indices {
            series[index].axis = axis
            if states[index].count < template.count { series[index].values.append(contentsOf: template[states[index].count...]) }
        }
        let (totals, isComplete) = (states.map(\.total), states.map { isCovered && $0.isComplete })
        states = []
        var taken: [Series] = []
        swap(&taken, &series)
        return (taken, totals, isComplete)
    }
}
