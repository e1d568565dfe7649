import Tensors
import Traces

/// Turns histories into the numbers of a ``WindowBatch``, straight from the series: no copy of the data is kept.
public struct WindowAssembler: Sendable {
    /// The layout of the windows.
    public let schema: WindowSchema
    /// Channels per context step and per future step.
    public let inputChannels: Int, futureChannels: Int

    let encoder: CalendarEncoder

    /// Makes an assembler.
    public init(schema: WindowSchema) {
        self.schema = schema
        encoder = CalendarEncoder(calendar: schema.calendar, axis: schema.axis)
        inputChannels = schema.inputChannels(encoder)
        futureChannels = schema.futureChannels(encoder)
    }

    /// An empty batch of the right shape, with room for `age` steps beyond the context.
    public func makeBatch(capacity: Int, age: Int = 0) -> WindowBatch {
        WindowBatch(
            capacity: capacity, context: schema.context, maximumSteps: schema.context + age, horizon: schema.horizon,
            inputChannels: inputChannels, futureChannels: futureChannels)
    }

    /// Writes one history into a slot of a batch.
    ///
    /// The window has as many rows as the batch has `steps`. Those beyond the context are its *age* `a = steps − L`: location and scale
    /// come from the values before the first `n − a` of the `n` known ones, as a stream of that age has them (never from fewer values
    /// than the schema's minimum). With the default, `steps = L`, they come from all of them; a window of any age can also be told where.
    ///
    /// - Parameters:
    ///   - batch: where the window goes.
    ///   - history: what is known; nothing beyond its count is read, except covariates known in advance and, if asked for, the targets.
    ///   - slot: index of the window in the batch, below its `count` (time-major inputs need the count before the slots are filled).
    ///   - withTargets: also write the scaled truth of the horizon, from the values behind the history; missing ones are NaN.
    ///   - frozen: number of known values that location and scale come from; `nil` for all but the age.
    ///   - scratch: reused buffer.
    /// - Precondition: the batch has at least L steps, `frozen` is at most the history's count.
    public func fill(
        _ batch: WindowBatch, slot: Int, history: History, withTargets: Bool, frozen: Int? = nil, scratch: inout [Float]
    ) {
        precondition(batch.steps >= schema.context, "a window has at least \(schema.context) steps, found \(batch.steps)")
        let (series, axis) = (history.series, history.series.axis)
        let origin = history.count
        let frozen = frozen ?? max(origin - (batch.steps - schema.context), min(origin, schema.minimumHistory))
        precondition(frozen <= origin, "location and scale come from known values")

        series.values.withUnsafeBufferPointer { y in
            let known = ScaledValues(y, count: origin, scale: windowScale(y, origin: frozen, scratch: &scratch), schema: schema)
            batch.scales[slot] = known.scale
            batch.isWhole[slot] = isWhole(y, origin: frozen) && areWhole(y, frozen..<origin)

            var last: Float = 0
            for step in 0..<batch.steps {
                let row = batch.inputs.pointer + (step * batch.count + slot) * inputChannels
                let value = writeInput(row, position: origin - batch.steps + step, known: known, axis: axis, series: series)
                if !value.isNaN { last = value }
            }
            writeFuture(
                batch.future.pointer + slot * schema.horizon * futureChannels, last: last, known: known, axis: axis, series: series)
            guard withTargets else { return }
            for step in 0..<schema.horizon {
                let position = origin + step
                let raw = position < y.count ? y[position] : .nan
                batch.targets.pointer[slot * schema.horizon + step] = raw.isNaN ? .nan : known.scaled(value: raw)
            }
        }
    }

    /// Quantiles in the unit of the series from scaled ones `[H, Q]` of a slot: inverse scaling, inverse transform, lower bound.
    ///
    /// Where all known values are whole numbers (counts, percentages of a coarse meter) the quantiles are rounded to whole numbers, for
    /// every quantile of a discrete distribution is one of its values.
    public func unscale(_ scaled: UnsafePointer<Float>, slot: Int, batch: WindowBatch, levelCount: Int) -> [Float] {
        let total = schema.horizon * levelCount
        return [Float](unsafeUninitializedCapacity: total) { out, count in
            unscale(scaled, into: out.baseAddress!, count: total, scale: batch.scales[slot], isWhole: batch.isWhole[slot])
            count = total
        }
    }
}
