/// Turns rows in any order into series on one regular grid: sorts, treats repeated times, finds the step, and reports what it meets.
struct SeriesAssembler {
    let session: ReadingSession
    let kind: TimeAxis.Kind
    let quantity: Quantity
    /// What the format is known for.
    var habits = FormatHabits()

    private var options: TraceReadingOptions { session.options }

    /// The series of a set, in the order given.
    func assemble(_ list: consuming [Observations]) throws(TraceError) -> FinishedSeries {
        var list = list
        var inference = StepInference()
        for index in list.indices {
            list[index].sort()
            try treatDuplicates(&list[index])
            try checkSpan(list[index])
            inference.add(list[index].times)
        }
        let (native, wanted) = try steps(inference, &list)
        let finisher = SeriesFinisher(session: session, quantity: quantity, step: wanted)
        var limit = GridLimit()
        var drafts: [SeriesDraft] = []
        drafts.reserveCapacity(list.count)
        for index in list.indices where list[index].count > 0 {
            drafts.append(try gridded(list[index], step: native, &limit))
            // Rows are not needed any more; a long trace should not be in memory twice.
            list[index] = Observations(id: "")
        }
        return try finisher.finish(drafts)
    }

    private func location(_ row: UInt32) -> TraceLocation { session.lines.location(row) }

    private func treatDuplicates(_ observations: inout Observations) throws(TraceError) {
        let times = observations.times
        guard let second = times.indices.dropFirst().first(where: { times[$0] == times[$0 - 1] }) else { return }
        var start = second - 1
        var extra = 0
        while start < times.count {
            var end = start + 1
            while end < times.count, times[end] == times[start] { end += 1 }
            if end - start > 1 {
                extra += end - start - 1
                session.log.add(.duplicateTime, count: end - start - 1) {
                    Finding(
                        kind: .duplicateTime, series: observations.id, time: kind.format(times[start]),
                        location: location(observations.rows[start + 1]), count: end - start - 1)
                }
            }
            start = end
        }
        let policy = options.duplicates == .error ? habits.duplicates ?? .error : options.duplicates
        if policy != options.duplicates { session.assume(.repeatedTimes(policy)) }
        switch policy {
        case .error:
            throw .duplicateTimes(
                at: location(observations.rows[second]), series: observations.id, time: kind.format(times[second]), count: extra)
        case .sum: observations.merge(key: { $0 }, values: Average.sum)
        case .mean: observations.merge(key: { $0 }, values: Average.of)
        case .first:
            let first = { (run: ArraySlice<Float>) in run.firstIndex { !$0.isNaN } ?? run.startIndex }
            observations.merge(key: { $0 }, values: { $0[first($0)] }, representative: first)
        case .last:
            let last = { (run: ArraySlice<Float>) in run.lastIndex { !$0.isNaN } ?? run.endIndex - 1 }
            observations.merge(key: { $0 }, values: { $0[last($0)] }, representative: last)
        }
    }

    /// Distances of times must fit 64 bits before anything is computed from them.
    private func checkSpan(_ observations: Observations) throws(TraceError) {
        guard let first = observations.times.first, let last = observations.times.last else { return }
        if last.subtractingReportingOverflow(first).overflow {
            throw .tooSparse(series: observations.id, rows: observations.count, steps: .max)
        }
    }

    /// The step of the grid of the data, and the step asked for. Rows without a common step are binned here when the caller gave one.
    private func steps(_ inference: StepInference, _ list: inout [Observations]) throws(TraceError) -> (native: Int64, wanted: Int64?) {
        guard let asked = try options.step?.length(for: kind) else {
            guard let step = inference.step else {
                if kind == .index { return (1, nil) }
                if let step = habits.step { return (step, nil) }
                throw .unknownStep(series: list.first?.id ?? "")
            }
            if inference.isRegular { return (step, nil) }
            guard let usual = habits.step ?? (options.irregularSteps == .bin ? step : nil), usual >= inference.divisor else {
                throw irregular(list, step: step)
            }
            session.assume(.averaged(TimeStep(usual, kind: kind)))
            for index in list.indices { bin(&list[index], step: usual) }
            return (usual, nil)
        }
        guard let step = inference.step else { return (asked, nil) }
        let native = inference.isRegular ? step : inference.divisor
        if asked < native {
            throw .stepTooFine(requested: TimeStep(asked, kind: kind).description, found: TimeStep(native, kind: kind).description)
        }
        if asked == native { return (native, nil) }
        guard inference.isRegular else {
            for index in list.indices { bin(&list[index], step: asked) }
            return (asked, nil)
        }
        guard asked % native == 0 else {
            throw .stepNotMultiple(requested: TimeStep(asked, kind: kind).description, found: TimeStep(native, kind: kind).description)
        }
        return (native, asked)
    }

    private func irregular(_ list: [Observations], step: Int64) -> TraceError {
        for one in list {
            for index in one.times.indices.dropFirst() where (one.times[index] - one.times[index - 1]) % step != 0 {
                let found = TimeStep(one.times[index] - one.times[index - 1], kind: kind)
                return .irregularStep(
                    at: location(one.rows[index]), series: one.id, time: kind.format(one.times[index]),
                    expected: TimeStep(step, kind: kind).description, found: found.description)
            }
        }
        preconditionFailure("an irregular trace has a distance that is no multiple of its step")
    }

    /// Puts rows without a common step into bins: counts add up, rates and gauges average. How far the rows at the ends reach is not
    /// known, so that the outer bins of counts are partial unless the first row begins one.
    private func bin(_ observations: inout Observations, step: Int64) {
        guard let first = observations.times.first else { return }
        if options.counters == .increase { observations.dropIncreases(over: step) }
        observations.merge(
            key: { $0.dividedDown(by: step) * step }, values: quantity.kind == .count ? Average.sum : Average.of)
        guard quantity.kind == .count, options.partialBins == .drop else { return }
        var kept = 0..<observations.count
        if first % step != 0 { kept = kept.dropFirst() }
        kept = kept.dropLast()
        for index in 0..<observations.count where !kept.contains(index) {
            session.log.add(.partialBin) {
                Finding(
                    kind: .partialBin, series: observations.id, time: kind.format(observations.times[index]),
                    location: location(observations.rows[index]))
            }
        }
        if kept.isEmpty { session.log.add(.emptySeries) { Finding(kind: .emptySeries, series: observations.id) } }
        observations.select(Array(kept))
    }

    /// Rows on the grid; absent rows and empty cells become NaN and are reported.
    private func gridded(_ observations: Observations, step: Int64, _ limit: inout GridLimit) throws(TraceError) -> SeriesDraft {
        var observations = observations
        if options.counters == .increase { observations.dropIncreases(over: step) }
        let times = observations.times
        let (first, rows) = (times[0], times.count)
        let steps = GridLimit.steps(from: first, to: times[rows - 1], step: step)
        try limit.take(steps: steps, rows: rows, series: observations.id)
        report(observations, step: step)
        let positions = steps == rows ? nil : times.map { Int(($0 - first) / step) }
        func placed(_ values: [Float]) -> [Float] {
            guard let positions else { return values }
            var result = [Float](repeating: .nan, count: steps)
            for (row, position) in positions.enumerated() { result[position] = values[row] }
            return result
        }
        let series = Series(
            id: observations.id, axis: TimeAxis(kind: kind, start: first, step: step), values: placed(observations.values),
            pastCovariates: observations.past.map(placed), futureCovariates: observations.future.map(placed),
            staticCovariates: observations.statics)
        return SeriesDraft(series: series, total: observations.total)
    }

    private func report(_ observations: Observations, step: Int64) {
        let (times, values) = (observations.times, observations.values)
        // Rows behind the last value carry covariates of the future: nothing is missing there.
        let end = observations.future.isEmpty ? values.count : (values.lastIndex { !$0.isNaN } ?? -1) + 1
        var row = 0
        while row < end {
            let absent = row == 0 ? 0 : Int((times[row] - times[row - 1]) / step) - 1
            if absent > 0 {
                session.log.add(.gap, count: absent) {
                    Finding(
                        kind: .gap, series: observations.id, time: kind.format(times[row - 1] + step),
                        location: location(observations.rows[row]), count: absent)
                }
            }
            var next = row + 1
            if values[row].isNaN {
                while next < end, values[next].isNaN, times[next] - times[next - 1] == step { next += 1 }
                session.log.add(.missingValue, count: next - row) {
                    Finding(
                        kind: .missingValue, series: observations.id, time: kind.format(times[row]),
                        location: location(observations.rows[row]), count: next - row)
                }
            }
            row = next
        }
    }
}
