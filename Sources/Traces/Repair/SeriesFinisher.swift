/// Last steps for series that lie on a grid: missing values at the ends cut off, gaps repaired, bins joined.
struct SeriesFinisher {
    let session: ReadingSession
    let quantity: Quantity
    /// Step that the result shall have; `nil` keeps the grid.
    let step: Int64?

    /// Finishes all series; those without any value are left out and reported.
    func finish(_ drafts: consuming [SeriesDraft]) throws(TraceError) -> FinishedSeries {
        var drafts = drafts
        return try finish(drafts.count) { index in
            var draft = SeriesDraft(series: Series(id: "", axis: .index(), values: []), total: TotalAccumulator())
            swap(&draft, &drafts[index])
            return draft
        }
    }

    /// Finishes as many series as `draft` makes, one at a time.
    func finish(_ count: Int, draft: (Int) -> SeriesDraft) throws(TraceError) -> FinishedSeries {
        var finished = FinishedSeries()
        finished.series.reserveCapacity(count)
        finished.totals.reserveCapacity(count)
        for index in 0..<count {
            // Changed in place: nobody else holds the values.
            var draft = draft(index)
            if !draft.isComplete {
                guard trim(&draft.series) else {
                    reportEmpty(draft.series.id)
                    continue
                }
                try GapRepair.repair(&draft.series, policy: session.options.gaps) { [id = draft.series.id] time in
                    session.log.findings.first {
                        $0.series == id && $0.time == time && ($0.kind == .gap || $0.kind == .missingValue)
                    }?.location
                }
            }
            if let step, step != draft.series.axis.step { draft.series = rebinned(draft.series, step: step) }
            guard !draft.series.values.isEmpty else {
                reportEmpty(draft.series.id)
                continue
            }
            finished.series.append(draft.series)
            finished.totals.append(draft.total.total)
        }
        return finished
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
