import Tensors
import Traces

#if canImport(Glibc)
    import Glibc
#endif

/// Turns histories into the numbers of a ``WindowBatch``, straight from the series: no copy of the data is kept.
public struct WindowAssembler: Sendable {
    /// The layout of the windows.
    public let schema: WindowSchema
    /// Channels per context step and per future step.
    public let inputChannels: Int, futureChannels: Int

    private let encoder: CalendarEncoder
    // Inputs beyond this many scales are compressed logarithmically: recurrent gates saturate anyway, and one spike of a thousand
    // scales would drown the step that follows it.
    private static let linearRange: Float = 8
    // References in the future channels also feed a linear path, which repeats spikes of a clockwork series as they are: a wider range,
    // but not so wide that one window owns the gradient of a batch.
    private static let referenceRange: Float = 64

    /// Makes an assembler.
    public init(schema: WindowSchema) {
        self.schema = schema
        encoder = CalendarEncoder(calendar: schema.calendar, axis: schema.axis)
        inputChannels = schema.inputChannels(encoder)
        futureChannels = schema.futureChannels(encoder)
    }

    /// An empty batch of the right shape.
    public func makeBatch(capacity: Int) -> WindowBatch {
        WindowBatch(
            capacity: capacity, context: schema.context, horizon: schema.horizon, inputChannels: inputChannels,
            futureChannels: futureChannels)
    }

    /// Writes one history into a slot of a batch.
    ///
    /// - Parameters:
    ///   - history: what is known; nothing beyond its count is read, except covariates known in advance and, if asked for, the targets.
    ///   - slot: index of the window in the batch, below its `count` (time-major inputs need the count before the slots are filled).
    ///   - withTargets: also write the scaled truth of the horizon, from the values behind the history; missing ones are NaN.
    ///   - scratch: reused buffer.
    public func fill(_ batch: WindowBatch, slot: Int, history: History, withTargets: Bool, scratch: inout [Float]) {
        let values = history.series.values
        let origin = history.count
        let bound = schema.transformBound
        let transform = schema.transform

        values.withUnsafeBufferPointer { y in
            let scale = windowScale(y, origin: origin, scratch: &scratch)
            batch.scales[slot] = scale
            batch.isWhole[slot] = isWhole(y, origin: origin)
            let inverse = 1 / scale.scale

            // Differences of values near the ends of the format overflow: they count as the largest ones, so that all stays finite.
            func scaled(value: Float) -> Float {
                let distance = (transform.forward(value, lowerBound: bound) - scale.location) * inverse
                return min(max(distance, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
            }

            // Scaled value of a position; NaN when missing or outside the history.
            func scaled(_ position: Int) -> Float {
                guard position >= 0, position < origin, !y[position].isNaN else { return .nan }
                return scaled(value: y[position])
            }

            var last: Float = 0
            for step in 0..<schema.context {
                let position = origin - schema.context + step
                let row = batch.inputs.pointer + (step * batch.count + slot) * inputChannels
                let value = scaled(position)
                let observed = !value.isNaN
                if observed { last = value }
                row[0] = observed ? Self.compressed(value) : 0
                guard schema.features else { continue }
                row[1] = observed ? 1 : 0
                var next = 2
                for season in schema.seasons {
                    let lag = scaled(position - season)
                    row[next] = lag.isNaN ? 0 : Self.compressed(lag)
                    next += 1
                }
                for column in schema.covariates.past.indices {
                    row[next] = position >= 0 ? covariate(history.series.pastCovariates[column][position], column) : 0
                    next += 1
                }
                writeKnown(row + next, history: history, position: position)
            }

            if schema.features {
                let level = log(1e-6 + Double(scale.scale)), location = log1p(Double(abs(scale.location)))
                for step in 0..<schema.horizon {
                    let row = batch.future.pointer + (slot * schema.horizon + step) * futureChannels
                    row[0] = Float(step) / Float(schema.horizon)
                    row[1] = Self.compressed(reference: last)
                    row[2] = Float(level / 10)
                    row[3] = Float(location / 10)
                    var next = 4
                    for season in schema.seasons {
                        writeSeason(row + next, season: season, target: origin + step, origin: origin, scaled: scaled)
                        next += 3
                    }
                    writeKnown(row + next, history: history, position: origin + step)
                }
            }

            if withTargets {
                for step in 0..<schema.horizon {
                    let position = origin + step
                    let raw = position < y.count ? y[position] : .nan
                    batch.targets.pointer[slot * schema.horizon + step] =
                        raw.isNaN ? .nan : scaled(value: raw)
                }
            }
        }
    }

    /// Quantiles in the unit of the series from scaled ones `[H, Q]` of a slot: inverse scaling, inverse transform, lower bound.
    ///
    /// Where all known values are whole numbers (counts, percentages of a coarse meter) the quantiles are rounded to whole numbers, for
    /// every quantile of a discrete distribution is one of its values.
    public func unscale(_ scaled: UnsafePointer<Float>, slot: Int, batch: WindowBatch, levelCount: Int) -> [Float] {
        let scale = batch.scales[slot]
        let bound = schema.transformBound
        let floor = schema.quantity.lowerBound ?? -.greatestFiniteMagnitude
        return [Float](unsafeUninitializedCapacity: schema.horizon * levelCount) { out, count in
            count = schema.horizon * levelCount
            for k in 0..<count {
                let exact = schema.transform.inverse(scale.location + scale.scale * scaled[k], lowerBound: bound)
                let value = batch.isWhole[slot] ? exact.rounded() : exact
                out[k] = min(max(value, floor), .greatestFiniteMagnitude)
            }
        }
    }

    private func isWhole(_ y: UnsafeBufferPointer<Float>, origin: Int) -> Bool {
        guard schema.scaling == .robust else { return false }
        var (least, most) = (Float.infinity, -Float.infinity)
        for position in max(0, origin - schema.scaleSpan)..<origin where !y[position].isNaN {
            let value = y[position]
            guard value.rounded(.down) == value else { return false }
            (least, most) = (min(least, value), max(most, value))
        }
        // A rate that rests at zero is not a whole number: what is not counted must have been seen to take several.
        return schema.quantity.kind == .count || least < most
    }

    private func windowScale(_ y: UnsafeBufferPointer<Float>, origin: Int, scratch: inout [Float]) -> WindowScale {
        guard schema.scaling == .robust else { return WindowScale(location: 0, scale: 1) }
        var scale = robustScale(y, origin: origin, span: schema.scaleSpan, scratch: &scratch)
        if schema.seasonalSpan > schema.scaleSpan {
            let season = robustScale(y, origin: origin, span: schema.seasonalSpan, scratch: &scratch)
            scale.scale = max(scale.scale, WindowSchema.seasonalScaleShare * season.scale)
        }
        return scale
    }

    private func robustScale(_ y: UnsafeBufferPointer<Float>, origin: Int, span: Int, scratch: inout [Float]) -> WindowScale {
        scratch.removeAll(keepingCapacity: true)
        for position in max(0, origin - span)..<origin where !y[position].isNaN {
            scratch.append(schema.transform.forward(y[position], lowerBound: schema.transformBound))
        }
        return WindowScale.robust(&scratch)
    }

    /// Same phase one cycle back, mean of the same phase over up to four cycles, and whether any is known.
    private func writeSeason(
        _ out: UnsafeMutablePointer<Float>, season: Int, target: Int, origin: Int, scaled: (Int) -> Float
    ) {
        // The most recent known cycle: the target itself lies up to H steps beyond the origin.
        var position = target - season * ((target - origin) / season + 1)
        var (latest, sum, count) = (Float.nan, 0.0, 0)
        for _ in 0..<WindowSchema.profileCycles {
            let value = scaled(position)
            if !value.isNaN {
                if latest.isNaN { latest = value }
                sum += Double(value)
                count += 1
            }
            position -= season
        }
        out[0] = count > 0 ? Self.compressed(reference: latest) : 0
        out[1] = count > 0 ? Self.compressed(reference: Float(sum / Double(count))) : 0
        out[2] = count > 0 ? 1 : 0
    }

    private func writeKnown(_ out: UnsafeMutablePointer<Float>, history: History, position: Int) {
        encoder.write(history.series.axis.time(at: position), to: out)
        var next = encoder.channels
        let past = schema.covariates.past.count
        for column in schema.covariates.future.indices {
            let known = history.series.futureCovariates[column]
            out[next] = position >= 0 && position < known.count ? covariate(known[position], past + column) : 0
            next += 1
        }
        for column in schema.covariates.fixed.indices {
            out[next] = covariate(history.series.staticCovariates[column], past + schema.covariates.future.count + column)
            next += 1
        }
    }

    private func covariate(_ value: Float, _ index: Int) -> Float {
        guard !value.isNaN else { return 0 }
        let scale = schema.covariateScales[index]
        return Self.compressed((value - scale.location) / scale.scale)
    }

    private static func compressed(_ x: Float) -> Float { compressed(x, beyond: linearRange) }
    private static func compressed(reference x: Float) -> Float { compressed(x, beyond: referenceRange) }

    /// Linear within ± `limit`, logarithmic beyond, continuous with its first derivative.
    private static func compressed(_ x: Float, beyond limit: Float) -> Float {
        let magnitude = abs(x)
        guard magnitude > limit else { return x }
        let squeezed = limit * (1 + logf(magnitude / limit))
        return x < 0 ? -squeezed : squeezed
    }
}
