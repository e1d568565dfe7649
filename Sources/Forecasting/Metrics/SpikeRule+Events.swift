extension SpikeRule {
    /// Spikes that happened in a range of slots, in order of time.
    /// - Parameters:
    ///   - values: demand from slot 0 on; NaN = unknown. Values before the range serve as history.
    ///   - range: slots to look at; all of them by default.
    /// - Precondition: the range lies inside the values.
    public func events(in values: [Float], over range: Range<Int>? = nil) -> [SpikeEvent] {
        let range = range ?? values.indices
        precondition(range.lowerBound >= 0 && range.upperBound <= values.count)
        let baseline = SpikeBaseline(values, rule: self, start: range.lowerBound)
        return collect(range) { t in
            baseline.excess(of: values[t], at: t, known: t).map { (excess: $0.amount, isSpike: $0.isSpike, issued: nil) }
        }
    }

    /// Spikes that forecasts announced for a range of slots, in order of time: at each slot the forecast made last before it is in force, and
    /// is compared with the baseline known when it was made.
    /// - Parameters:
    ///   - paths: forecasts of one quantile level (0.9 unless there is a reason), in any order.
    ///   - values: demand from slot 0 on; of a path only values before it are used.
    ///   - range: slots to look at; all of them by default. Slots without a forecast have no spike.
    /// - Precondition: the range lies inside the values.
    public func events(predictedBy paths: [ForecastPath], values: [Float], over range: Range<Int>? = nil) -> [SpikeEvent] {
        let range = range ?? values.indices
        precondition(range.lowerBound >= 0 && range.upperBound <= values.count)
        let baseline = SpikeBaseline(values, rule: self, start: range.lowerBound)
        var inForce = [(value: Float, known: Int)](repeating: (.nan, 0), count: range.count)
        for path in paths.sorted(by: { $0.known < $1.known }) {
            for (offset, value) in path.values.enumerated() where range.contains(path.known + offset) {
                inForce[path.known + offset - range.lowerBound] = (value, path.known)
            }
        }
        return collect(range) { t in
            let (value, known) = inForce[t - range.lowerBound]
            return baseline.excess(of: value, at: t, known: known).map { (excess: $0.amount, isSpike: $0.isSpike, issued: known) }
        }
    }

    // Maximal runs of spike slots, gaps merged, short ones dropped.
    private func collect(
        _ range: Range<Int>, _ slot: (Int) -> (excess: Double, isSpike: Bool, issued: Int?)?
    ) -> [SpikeEvent] {
        var events: [SpikeEvent] = []
        var current: SpikeEvent?
        var areaOfGap = 0.0
        for t in range {
            let found = slot(t)
            if let event = current, t - event.end > mergedGap + (found?.isSpike == true ? 1 : 0) {
                events.append(event)
                current = nil
            }
            guard let found else { continue }
            guard found.isSpike else {
                areaOfGap += max(found.excess, 0)
                continue
            }
            if var event = current {
                event.end = t
                event.area += areaOfGap + found.excess
                if found.excess > event.amplitude { (event.amplitude, event.peak) = (found.excess, t) }
                current = event
            } else {
                current = SpikeEvent(onset: t, peak: t, end: t, amplitude: found.excess, area: found.excess, issued: found.issued)
            }
            areaOfGap = 0
        }
        if let current { events.append(current) }
        return events.filter { $0.end - $0.onset + 1 >= minimumLength }
    }
}
