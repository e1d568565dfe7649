extension SpikeRule {
    /// Spikes that happened in a range of slots, in order of time.
    /// - Parameters:
    ///   - values: demand from slot 0 on; NaN = unknown. Values before the range serve as history.
    ///   - range: slots to look at; all of them by default.
    /// - Precondition: the range lies inside the values.
    public func events(in values: [Float], over range: Range<Int>? = nil) -> [SpikeEvent] {
        events(in: values, over: [range ?? values.indices])
    }

    /// Spikes that happened in several ranges of slots, in order of time. An event that reaches over the edge of a range is seen as far as
    /// it lies inside.
    /// - Parameters:
    ///   - values: demand from slot 0 on; NaN = unknown. Values outside the ranges serve as history.
    ///   - ranges: ascending, disjoint.
    /// - Precondition: the ranges lie inside the values.
    func events(in values: [Float], over ranges: [Range<Int>]) -> [SpikeEvent] {
        let baseline = baseline(of: values, over: ranges)
        return ranges.flatMap { range in
            collect(range) { t in
                baseline.excess(of: values[t], at: t, known: t).map { (excess: $0.amount, isSpike: $0.isSpike, issued: nil) }
            }
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
        return events(predictedBy: ForecastInForce(paths, over: [range]), values: values)
    }

    /// Spikes that the forecasts in force announced, in order of time.
    func events(predictedBy forecasts: ForecastInForce, values: [Float]) -> [SpikeEvent] {
        let baseline = baseline(of: values, over: forecasts.ranges)
        return forecasts.ranges.flatMap { range in
            collect(range) { t in
                guard let (value, known) = forecasts[t] else { return nil }
                return baseline.excess(of: value, at: t, known: known).map { (excess: $0.amount, isSpike: $0.isSpike, issued: known) }
            }
        }
    }

    private func baseline(of values: [Float], over ranges: [Range<Int>]) -> SpikeBaseline {
        precondition(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= values.count })
        return SpikeBaseline(values, rule: self, start: ranges.first?.lowerBound ?? 0)
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
