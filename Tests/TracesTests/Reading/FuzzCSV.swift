import Traces

/// Runs the whole reader on arbitrary bytes, once as it would be recognised and once for every format it could be forced to be.
///
/// Also compiled into the long-running fuzzer, see `Tests/Fuzz/run.sh`. Returns the number of readings that succeeded.
/// - Precondition: never traps; every success is consistent with itself.
@discardableResult
func fuzzCSV(_ bytes: UnsafeRawBufferPointer) -> Int {
    let source = ByteSource.memory(name: "fuzz.csv", bytes: Array(bytes))
    var successes = 0
    for options in FuzzOptions.all {
        checkBlocks(source, options)
        do {
            let reading = try TraceReader.read([source], options: options)
            checkConsistency(reading, gaps: options.gaps)
            checkRoundTrip(reading.set)
            successes += 1
        } catch {
            precondition(!error.description.isEmpty && !error.description.contains("\n"), "an error is one sentence: \(error.description)")
        }
    }
    return successes
}

/// Reading in tiny blocks, by the reference kernels, gives the same values or the same error.
private func checkBlocks(_ source: ByteSource, _ options: TraceReadingOptions) {
    var tiny = options
    (tiny.blockBytes, tiny.threads, tiny.kernelLevel) = (37, 1, 0)
    let whole = Result { () throws(TraceError) in try TraceReader.read([source], options: options) }
    let pieces = Result { () throws(TraceError) in try TraceReader.read([source], options: tiny) }
    switch (whole, pieces) {
    case (.success(let one), .success(let other)):
        precondition(one.totals == other.totals && one.findings == other.findings && one.findingCounts == other.findingCounts)
        precondition(one.assumptions == other.assumptions && one.sources == other.sources)
        for (a, b) in zip(one.set.series, other.set.series) {
            precondition(a.id == b.id && a.axis == b.axis && a.labels == b.labels)
            precondition(a.values.map(\.bitPattern) == b.values.map(\.bitPattern))
        }
        precondition(one.set.series.count == other.set.series.count)
    case (.failure(let one), .failure(let other)): precondition(one == other, "\(one.description) but in blocks \(other.description)")
    default: preconditionFailure("blocks change whether a table can be read")
    }
}

private enum FuzzOptions {
    static let all: [TraceReadingOptions] = {
        let recognised = [
            TraceReadingOptions(),
            TraceReadingOptions(timeUnit: .seconds, step: .seconds(60), gaps: .interpolate, duplicates: .mean, maximumLineBytes: 4_096),
            TraceReadingOptions(
                step: .positions(3), measures: EventMeasure.allCases, gaps: .zero, duplicates: .last, partialBins: .keep, maximumFindings: 3
            ),
        ]
        let fine = TraceReadingOptions(step: .seconds(1), gaps: .missing, partialBins: .keep)
        let forced = TraceFormat.allCases.map {
            TraceReadingOptions(
                format: $0, columns: LongTableColumns(id: "unique_id", pastCovariates: $0 == .longCSV ? ["x"] : []), quantity: .count(),
                gaps: .missing, duplicates: .sum, outOfOrder: .sort)
        }
        return recognised + [fine] + forced
    }()
}

private func checkConsistency(_ reading: TraceReading, gaps: GapPolicy) {
    let set = reading.set
    precondition(!set.series.isEmpty && reading.totals.count == set.series.count && reading.rows > 0)
    precondition(Set(set.series.map(\.id)).count == set.series.count)
    for series in set.series {
        precondition(!series.values.isEmpty && series.axis.step > 0)
        precondition(!series.values.contains { $0.isInfinite }, "values are finite or missing")
        precondition(gaps == .missing || set.quantity.kind == .count || !series.values.contains(where: \.isNaN), "gaps are repaired")
        _ = series.axis.format(series.axis.time(at: series.count - 1))
    }
    for (kind, count) in reading.findingCounts {
        precondition(count >= reading.findings.lazy.filter { $0.kind == kind }.count)
    }
    for finding in reading.findings { precondition(!finding.description.isEmpty) }
    for assumption in reading.assumptions { precondition(!assumption.description.isEmpty) }
}

/// What is written comes back, unless it is too large to try or has no step to be seen.
private func checkRoundTrip(_ set: SeriesSet) {
    let cells = set.series.reduce(0) { $0 + $1.count }
    guard cells < 20_000, set.series.contains(where: { $0.count > 1 }) else { return }
    let bytes = LongTableWriter.bytes(of: set)
    let step = TimeStep(set.series[0].axis)
    // Longer steps than ten years cannot be asked for.
    guard step.kind == .index || step.length <= 315_576_000_000_000_000 else { return }
    let options = TraceReadingOptions(format: .longCSV, quantity: set.quantity, step: step, gaps: .missing)
    do {
        let back = try TraceReader.read([.memory(name: "back.csv", bytes: bytes)], options: options).set
        precondition(back.series.map(\.id) == set.series.map(\.id))
        for (one, other) in zip(back.series, set.series) {
            precondition(one.axis == other.axis)
            precondition(zip(one.values, other.values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN } && one.count == other.count)
        }
    } catch {
        preconditionFailure("a table that was written cannot be read: \(error.description)")
    }
}
