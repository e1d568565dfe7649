/// Last steps for series that lie on a grid: missing values at the ends cut off, gaps repaired, bins joined.
struct SeriesFinisher {
    let session: ReadingSession
    let quantity: Quantity
    /// Step that the result shall have; `nil` keeps the grid.
    let step: Int64?

    /// Finishes all series; those without any value are left out and reported.
    func finish(_ drafts: consuming [SeriesDraft]) throws(TraceError) -> FinishedSeries {
        var (series, totals, isComplete) = ([Series](), [TotalAccumulator](), [Bool]())
        series.reserveCapacity(drafts.count)
        for draft in drafts {
            series.append(draft.series)
            totals.append(draft.total)
            isComplete.append(draft.isComplete)
        }
        // The drafts hold the values, too; without them nothing is copied when it is changed.
        drafts = []
        return try finish(series, totals: totals) { isComplete[$0] }
    }

    /// Finishes all series in their place.
    /// - Parameter isComplete: whether it is known of a series that it has values and none of them is missing; such a series is not
    ///   looked at, because tens of thousands of them are not in the cache any more.
    func finish(
        _ drafts: consuming [Series], totals: [TotalAccumulator], isComplete: (Int) -> Bool
    ) throws(TraceError) -> FinishedSeries {
        var finished = FinishedSeries(series: drafts)
        finished.totals.reserveCapacity(totals.count)
        var kept = 0
        for index in totals.indices {
            let isKnown = isComplete(index)
            if !isKnown { try repair(&finished.series[index]) }
            if let step, step != finished.series[index].axis.step {
                finished.series[index] = rebinned(finished.series[index], step: step)
            } else if isKnown {
                finished.keep(index, at: &kept, totals[index])
                continue
            }
            if finished.series[index].values.isEmpty {
                reportEmpty(finished.series[index].id)
            } else {
                finished.keep(index, at: &kept, totals[index])
            }
        }
        finished.series.removeLast(finished.series.count - kept)
        return finished
    }

    /// Cuts off what is missing at both ends and repairs what is missing between; a series without any value is empty afterwards.
    private func repair(_ series: inout Series) throws(TraceError) {
        guard trim(&series) else {
            series = Series(id: series.id, axis: series.axis, values: [])
            return
        }
        try GapRepair.repair(&series, policy: session.options.gaps) { [id = series.id] time in
            session.log.findings.first { $0.series == id && $0.time == time && ($0.kind == .gap || $0.kind == .missingValue) }?.location
        }
    }

    /// Notes that a series was left out.
    func reportEmpty(_ id: String) { session.log.add(.emptySeries) { Finding(kind: .emptySeries, series: id) } }

    /// Cuts missing values off both ends, future covariates excepted; false when nothing is left.
    private func trim(_ series: inout Series) -> Bool {
        let values = series.values
        guard let first = values.firstIndex(where: { !$0.isNaN }), let last = values.lastIndex(where: { !$0.isNaN }) else { return false }
        if first == 0, last == values.count - 1 { return true }
        series = series.regridded(
            axis: series.axis.advanced(by: first), values: Array(values[first...last]),
            pastCovariates: series.pastCovariates.map { Array($0[first...last]) },
            futureCovariates: series.futureCovariates.map { Array($0[first...]) })
        return true
    }

    private func rebinned(_ series: Series, step: Int64) -> Series {
        let rebinning = Rebinning(
            ratio: Int(step / series.axis.step), step: step, quantity: quantity, keepsPartialBins: session.options.partialBins == .keep)
        return rebinning.rebinned(series) { time, count in
            session.log.add(.partialBin, count: count) {
                Finding(kind: .partialBin, series: series.id, time: series.axis.format(time), count: count)
            }
        }
    }
}
