import Traces

#if canImport(Glibc)
    import Glibc
#endif

/// Single rows of a window, for a batch and for a stream alike.
extension WindowAssembler {
    // Inputs beyond this many scales are compressed logarithmically: recurrent gates saturate anyway, and one spike of a thousand
    // scales would drown the step that follows it.
    private static let linearRange: Float = 8
    // References in the future channels also feed a linear path, which repeats spikes of a clockwork series as they are: a wider range,
    // but not so wide that one window owns the gradient of a batch.
    private static let referenceRange: Float = 64

    /// Writes the input row `[D]` of a position, which may lie before the first value: value, observed flag, lags, covariates, calendar.
    ///
    /// - Parameters:
    ///   - row: room for ``inputChannels`` values.
    ///   - position: position in `known`.
    ///   - known: the values.
    ///   - axis: times of the positions.
    ///   - series: where covariates are read.
    /// - Returns: the scaled value of the position, NaN when there is none.
    package func writeInput(
        _ row: UnsafeMutablePointer<Float>, position: Int, known: ScaledValues, axis: TimeAxis, series: Series
    ) -> Float {
        let value = known[position]
        let observed = !value.isNaN
        row[0] = observed ? Self.compressed(value) : 0
        guard schema.features else { return value }
        row[1] = observed ? 1 : 0
        var next = 2
        for season in schema.seasons {
            let lag = known[position - season]
            row[next] = lag.isNaN ? 0 : Self.compressed(lag)
            next += 1
        }
        for column in schema.covariates.past.indices {
            row[next] = position >= 0 ? covariate(series.pastCovariates[column][position], column) : 0
            next += 1
        }
        writeKnown(row + next, position: position, axis: axis, series: series)
        return value
    }

    /// Writes what is known about the future `[H, F]`: position, last value, size, seasons, covariates, calendar.
    ///
    /// - Parameters:
    ///   - rows: room for H × ``futureChannels`` values.
    ///   - last: scaled value last observed inside the window, 0 when there is none.
    ///   - known: the values; the first step of the future is position `known.count`.
    ///   - axis: times of the positions.
    ///   - series: where covariates are read.
    package func writeFuture(_ rows: UnsafeMutablePointer<Float>, last: Float, known: ScaledValues, axis: TimeAxis, series: Series) {
        guard schema.features else { return }
        let level = log(1e-6 + Double(known.scale.scale)), location = log1p(Double(abs(known.scale.location)))
        for step in 0..<schema.horizon {
            let row = rows + step * futureChannels
            row[0] = Float(step) / Float(schema.horizon)
            row[1] = Self.compressed(reference: last)
            row[2] = Float(level / 10)
            row[3] = Float(location / 10)
            var next = 4
            for season in schema.seasons {
                writeSeason(row + next, season: season, target: known.count + step, known: known)
                next += 3
            }
            writeKnown(row + next, position: known.count + step, axis: axis, series: series)
        }
    }

    /// Same phase one cycle back, mean of the same phase over up to four cycles, and whether any is known.
    private func writeSeason(_ out: UnsafeMutablePointer<Float>, season: Int, target: Int, known: ScaledValues) {
        // The most recent known cycle: the target itself lies up to H steps beyond the origin.
        var position = target - season * ((target - known.count) / season + 1)
        var (latest, sum, count) = (Float.nan, 0.0, 0)
        for _ in 0..<WindowSchema.profileCycles {
            let value = known[position]
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

    private func writeKnown(_ out: UnsafeMutablePointer<Float>, position: Int, axis: TimeAxis, series: Series) {
        encoder.write(axis.time(at: position), to: out)
        var next = encoder.channels
        let past = schema.covariates.past.count
        for column in schema.covariates.future.indices {
            let known = series.futureCovariates[column]
            out[next] = position >= 0 && position < known.count ? covariate(known[position], past + column) : 0
            next += 1
        }
        for column in schema.covariates.fixed.indices {
            out[next] = covariate(series.staticCovariates[column], past + schema.covariates.future.count + column)
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
