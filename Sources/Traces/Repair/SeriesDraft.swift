/// A series on its grid before gaps are repaired and bins joined, with the sum of its values as written.
struct SeriesDraft {
    var series: Series
    var total: TotalAccumulator
    /// Whether it is known that there are values and none of them is missing.
    var isComplete = false
}

/// Series that are ready for a set, with their totals.
struct FinishedSeries {
    var series: [Series] = []
    var totals: [TraceTotal] = []

    /// Keeps the series at `index` as the next one.
    mutating func keep(_ index: Int, at kept: inout Int, _ total: TotalAccumulator) {
        if kept != index { series.swapAt(kept, index) }
        kept += 1
        totals.append(total.total)
    }
}
