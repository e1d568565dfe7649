extension History {
    /// How much the latest values vary: their mean absolute deviation from the median, floored at a thousandth of their mean size; 1 when
    /// nothing is known or all is 0.
    package var variation: Double {
        var observed = values.suffix(2048).filter { !$0.isNaN }
        guard !observed.isEmpty else { return 1 }
        let size = observed.reduce(0.0) { $0 + Double(abs($1)) } / Double(observed.count)
        let median = observed.selectMedian()
        let deviation = observed.reduce(0.0) { $0 + Double(abs($1 - median)) } / Double(observed.count)
        let variation = max(deviation, size * 1e-3)
        return variation > 0 ? variation : 1
    }
}
