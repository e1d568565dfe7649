public import Traces

/// Arrivals counted in bins of equal width.
public struct ArrivalHistogram: Hashable, Sendable {
    /// Start of the first bin, seconds from the start of the trace.
    public let start: Double
    /// Width of the bins, seconds. The last may reach beyond what the arrivals cover.
    public let width: Double
    /// Arrivals in every bin.
    public let counts: [Int]

    /// Makes a histogram.
    /// - Parameters:
    ///   - start: start of the first bin, seconds from the start of the trace.
    ///   - width: width of the bins, seconds.
    ///   - counts: arrivals in every bin.
    /// - Precondition: `width > 0`.
    public init(start: Double, width: Double, counts: [Int]) {
        precondition(width > 0, "bins of \(width) s")
        (self.start, self.width, self.counts) = (start, width, counts)
    }
}

extension TraceReplay {
    /// All arrivals, or those of one model, counted in bins over what the replay covers.
    ///
    /// - Parameters:
    ///   - width: width of the bins, seconds.
    ///   - model: name of a model; `nil` for all.
    /// - Throws: ``ReplayError/invalidSetting(name:found:expected:)`` for a width that gives no bins or more than ten million,
    ///   ``ReplayError/nothingToReplay(reason:)`` for an unknown model.
    public func histogram(width: Double, model: String? = nil) throws(ReplayError) -> ArrivalHistogram {
        let range = coveredRange
        let bins = ((range.upperBound - range.lowerBound) / width).rounded(.up)
        guard width > 0, bins >= 1, bins <= 1e7 else {
            throw .invalidSetting(name: "the width of bins", found: "\(width) s", expected: "such that there are 1 to 10,000,000 bins")
        }
        var counts = [Int](repeating: 0, count: Int(bins))
        let chosen = model == nil ? models : models.filter { $0.model == model }
        guard !chosen.isEmpty else { throw .nothingToReplay(reason: "there is no model \(model ?? "")") }
        for one in chosen {
            // Under the original's rules some lie behind the end: they are in no bin.
            for time in one.arrivals {
                let bin = Int((time - range.lowerBound) / width)
                if bin < counts.count { counts[bin] += 1 }
            }
        }
        return ArrivalHistogram(start: range.lowerBound, width: width, counts: counts)
    }

    /// Counts per step, a series per model: what forecasters learn from.
    ///
    /// - Parameter step: seconds of a step, a whole number of nanoseconds.
    /// - Returns: counts with a clock; without a known start of the trace it begins at 1970-01-01.
    /// - Throws: ``ReplayError/invalidSetting(name:found:expected:)`` as ``histogram(width:model:)``.
    public func counts(step: Double) throws(ReplayError) -> SeriesSet {
        var series: [Series] = []
        let nanoseconds = step * Double(TimeAxis.nanosecondsPerSecond)
        guard nanoseconds >= 1, nanoseconds < 9e18, nanoseconds.rounded() == nanoseconds else {
            throw .invalidSetting(name: "the step", found: "\(step) s", expected: "a whole number of nanoseconds")
        }
        for model in models {
            let histogram = try histogram(width: step, model: model.model)
            let start = (traceStart ?? 0) * 1_000_000 + Int64(histogram.start * 1e9)
            series.append(
                Series(
                    id: model.model, axis: TimeAxis(kind: .clock, start: start, step: Int64(nanoseconds)),
                    values: histogram.counts.map { Float($0) }))
        }
        do {
            return try SeriesSet(series, quantity: .count("arrivals"))
        } catch {
            throw .conflict("\(error)")
        }
    }
}
