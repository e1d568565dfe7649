/// Joins the steps of a series into coarser ones by the kind of its quantity: counts add up, rates and gauges average.
///
/// Bins are aligned to multiples of the new step since 1970-01-01T00:00:00Z, or position 0. A value belongs to the bin that holds its
/// time. A bin of counts with a missing value is missing; an average is over what is there. Covariates average. The first and last
/// bin of counts are left out when the data cover them only in part, unless the caller keeps them.
struct Rebinning {
    let ratio: Int
    let step: Int64
    let quantity: Quantity
    let keepsPartialBins: Bool

    /// One bin: sum and number of the values there.
    private struct Bin {
        var sum = 0.0
        var count = 0
        var mean: Float { count == 0 ? .nan : Float(sum / Double(count)) }
    }

    /// The series on the coarser grid. `report` is told about every bin left out: its time, and how many values were in it.
    func rebinned(_ series: Series, report: (Int64, Int) -> Void) -> Series {
        let axis = series.axis
        let start = axis.start.dividedDown(by: step) * step
        let offset = Int((axis.start - start) / axis.step)
        func bins(_ values: [Float]) -> [Bin] {
            var bins = [Bin](repeating: Bin(), count: (offset + values.count + ratio - 1) / ratio)
            for (index, value) in values.enumerated() where !value.isNaN {
                bins[(offset + index) / ratio].sum += Double(value)
                bins[(offset + index) / ratio].count += 1
            }
            return bins
        }
        let binned = bins(series.values)
        var values = binned.map { quantity.kind == .count && $0.count > 0 ? Float($0.sum) : $0.mean }
        var kept = 0..<values.count
        if quantity.kind == .count {
            let last = values.count - 1
            // Cells of a bin that lie within the series; an edge bin may have fewer than `ratio`.
            func covered(_ bin: Int) -> Int { min((bin + 1) * ratio, offset + series.count) - max(bin * ratio, offset) }
            for bin in values.indices where binned[bin].count < covered(bin) { values[bin] = .nan }
            if !keepsPartialBins, !values.isEmpty {
                for bin in last == 0 ? [0] : [0, last] where covered(bin) < ratio {
                    report(start + Int64(bin) * step, binned[bin].count)
                    kept = bin == 0 ? min(1, kept.upperBound)..<kept.upperBound : kept.lowerBound..<max(kept.lowerBound, bin)
                }
            }
            while let bin = kept.first, values[bin].isNaN { kept = kept.dropFirst() }
            while let bin = kept.last, values[bin].isNaN { kept = kept.dropLast() }
        }
        return series.regridded(
            axis: TimeAxis(kind: axis.kind, start: start + Int64(kept.lowerBound) * step, step: step),
            values: Array(values[kept]), pastCovariates: series.pastCovariates.map { bins($0)[kept].map(\.mean) },
            futureCovariates: series.futureCovariates.map { bins($0)[kept.lowerBound...].map(\.mean) })
    }
}
