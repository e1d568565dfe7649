import Traces

/// The demand that a simulation has to serve: some steps of a series, read as a demand that is constant within each step.
///
/// A count per step is spread evenly over its step, so the demand is `count / step` in units per second. A rate is the demand. A gauge is
/// a level, and it is the demand as well, in its own unit. A value belongs to the time from its own grid point to the next one.
public struct DemandTrace: Sendable {
    /// The whole series, also what precedes the simulated steps.
    public let series: Series
    /// What its values measure.
    public let quantity: Quantity
    /// Steps that are simulated.
    public let range: Range<Int>
    /// Length of a step in nanoseconds.
    public let step: Int64
    /// Time of the first simulated step, nanoseconds since 1970 (since position 0 for a series without a clock).
    public let start: Int64
    /// Demand per unit of a value: `1 / step in seconds` for counts, 1 otherwise.
    public let demandPerValue: Double

    /// Sub-steps that one simulation takes at most: four years at 15 seconds.
    package static let subStepLimit = 10_000_000

    /// Makes a trace.
    /// - Parameters:
    ///   - series: where the demand comes from.
    ///   - quantity: what its values measure.
    ///   - range: steps to simulate; all of them by default. Steps before the range are what forecasters may have learnt from.
    ///   - indexStep: length of a step of a series without a clock.
    /// - Throws: ``SimulationError`` for a range outside the series, a missing clock, or negative demand in the range.
    public init(_ series: Series, quantity: Quantity, range: Range<Int>? = nil, indexStep: Duration? = nil) throws(SimulationError) {
        let range = range ?? 0..<series.count
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= series.count else {
            throw .invalidRange(series: series.id, from: range.lowerBound, to: range.upperBound, count: series.count)
        }
        switch series.axis.kind {
        case .clock:
            step = series.axis.step
            let (offset, tooFar) = step.multipliedReportingOverflow(by: Int64(range.lowerBound))
            let (sum, tooLate) = offset.addingReportingOverflow(series.axis.start)
            guard !tooFar, !tooLate else { throw .tooLong(series: series.id, limit: Self.subStepLimit) }
            start = sum
        case .index:
            guard let indexStep else { throw .noClock(series: series.id) }
            guard indexStep > .zero, indexStep <= .seconds(366 * 86_400) else {
                throw .invalidSetting(name: "length of a step", found: indexStep.text, expected: "more than 0 s and at most 366 days")
            }
            step = indexStep.nanoseconds
            let (offset, overflow) = step.multipliedReportingOverflow(by: Int64(range.lowerBound))
            guard !overflow else { throw .tooLong(series: series.id, limit: Self.subStepLimit) }
            start = offset
        }
        // Room for the longest delays on both sides, so that no time of the simulation can overflow.
        let (length, overflow) = step.multipliedReportingOverflow(by: Int64(range.count))
        let bound = Int64.max / 4
        guard !overflow, length < bound, abs(start) < bound else { throw .tooLong(series: series.id, limit: Self.subStepLimit) }
        for position in range where series.values[position] < 0 || series.values[position].isInfinite {
            let time = start + Int64(position - range.lowerBound) * step
            throw .negativeDemand(series: series.id, time: time, value: series.values[position])
        }
        self.series = series
        self.quantity = quantity
        self.range = range
        demandPerValue = quantity.kind == .count ? 1e9 / Double(step) : 1
    }

    /// Mean demand of the values in `positions`, missing ones left out; `nil` when none is known.
    public func meanDemand(over positions: Range<Int>) -> Double? {
        var (sum, known) = (0.0, 0)
        for value in series.values[positions] where !value.isNaN {
            sum += Double(value)
            known += 1
        }
        return known == 0 ? nil : sum / Double(known) * demandPerValue
    }

    /// Demand of every sub-step, `[K]`; NaN where it is unknown.
    ///
    /// A sub-step that several steps share (steps shorter than the sync period, or not a multiple of it) has their mean, weighted by
    /// time, so no demand is lost; it is unknown when one of them is. What does not fill a sub-step at the end is left out.
    /// - Throws: ``SimulationError/tooShort(series:seconds:required:)`` without a single full sub-step,
    ///   ``SimulationError/tooLong(series:limit:)`` with more than 10 million.
    public func subSteps(of sync: Duration) throws(SimulationError) -> [Double] {
        let sync = sync.nanoseconds
        precondition(sync > 0, "a sub-step needs a positive length")
        let total = step * Int64(range.count)
        guard total / sync <= Int64(Self.subStepLimit) else { throw .tooLong(series: series.id, limit: Self.subStepLimit) }
        let count = Int(total / sync)
        guard count > 0 else { throw .tooShort(series: series.id, seconds: Double(total) / 1e9, required: Double(sync) / 1e9) }
        var out = [Double]()
        out.reserveCapacity(count)
        var position = range.lowerBound
        var left = step  // nanoseconds of the step at `position` that are not yet taken
        for _ in 0..<count {
            if left >= sync {
                out.append(Double(series.values[position]) * demandPerValue)
                left -= sync
            } else {
                var (sum, open) = (0.0, sync)
                while open > 0 {
                    if left == 0 {
                        position += 1
                        left = step
                    }
                    let taken = min(left, open)
                    sum += Double(series.values[position]) * (Double(taken) / Double(sync))
                    left -= taken
                    open -= taken
                }
                out.append(sum * demandPerValue)
            }
            if left == 0 && position + 1 < range.upperBound {
                position += 1
                left = step
            }
        }
        return out
    }
}
