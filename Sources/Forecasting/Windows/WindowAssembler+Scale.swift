/// Location and scale of a window, and the way back from scaled quantiles.
extension WindowAssembler {
    /// Location and scale at an origin, from the values before it.
    ///
    /// Where the latest ones are too few to tell (fewer than ``WindowSchema/minimumHistory`` are known, or all are 0 and no counts) they come
    /// from all values that the window can reach.
    /// - Parameter scratch: reused buffer.
    package func windowScale(_ y: UnsafeBufferPointer<Float>, origin: Int, scratch: inout [Float]) -> WindowScale {
        if schema.scaling == .none { return WindowScale(location: 0, scale: 1) }
        let size = schema.transform == .asinh || schema.scaling == .local ? meanSize(y, origin: origin) : 1
        let unit = schema.transform == .asinh ? size : 1
        if schema.scaling == .local, let scale = localScale(y, origin: origin, size: size, unit: unit) { return scale }
        var scale = robustScale(y, origin: origin, span: schema.scaleSpan, unit: unit, scratch: &scratch)
        let isSparse = scratch.count < schema.minimumHistory
        if schema.seasonalSpan > schema.scaleSpan {
            let season = robustScale(y, origin: origin, span: schema.seasonalSpan, unit: unit, scratch: &scratch)
            scale.scale = max(scale.scale, WindowSchema.seasonalScaleShare * season.scale)
        }
        if isSparse || schema.quantity.kind != .count && scratch.allSatisfy({ $0 == 0 }) {
            scale = robustScale(y, origin: origin, span: schema.reach, unit: unit, scratch: &scratch)
        }
        return scale
    }

    /// Mean distance of the values before an origin from the lower bound; 1 where there is none.
    private func meanSize(_ y: UnsafeBufferPointer<Float>, origin: Int) -> Float {
        var (sum, count) = (0.0, 0)
        for position in max(0, origin - schema.mostScaled)..<origin where !y[position].isNaN {
            sum += abs(Double(y[position]) - Double(schema.transformBound))
            count += 1
        }
        let size = Float(min(sum / Double(max(count, 1)), Double(Float.greatestFiniteMagnitude)))
        return size.isNormal ? size : 1
    }

    /// Mean of the latest half of the context and standard deviation of all of it, `nil` where nothing of it was observed.
    ///
    /// The scale is at least 2 % of the mean size, and a share of that of a season longer than the context, so that a quiet context does not
    /// blow up what stirs behind it.
    private func localScale(_ y: UnsafeBufferPointer<Float>, origin: Int, size: Float, unit: Float) -> WindowScale? {
        let latest = max(schema.context / 2, min(schema.context, WindowSchema.fewestLocal))
        let context = moments(y, max(0, origin - schema.context)..<origin, unit: unit)
        guard context.count > 0 else { return nil }
        let half = moments(y, max(0, origin - latest)..<origin, unit: unit)
        var scale = max(context.deviation, WindowSchema.smallestLocalScale * (schema.transform == .identity ? size : 1))
        if schema.seasonalSpan > schema.context {
            // A hundred values of a season know its size.
            let step = max(1, schema.seasonalSpan / 100)
            let season = moments(y, max(0, origin - schema.seasonalSpan)..<origin, step: step, unit: unit)
            scale = max(scale, WindowSchema.seasonalScaleShare * season.deviation)
        }
        return WindowScale(
            location: half.count > 0 ? half.mean : context.mean, scale: scale.isNormal ? scale : 1, unit: unit)
    }

    /// Mean and standard deviation of the transformed values of a range that were observed, every `step`-th of them.
    private func moments(
        _ y: UnsafeBufferPointer<Float>, _ range: Range<Int>, step: Int = 1, unit: Float
    ) -> (mean: Float, deviation: Float, count: Int) {
        var (sum, squares, count) = (0.0, 0.0, 0)
        for position in stride(from: range.lowerBound, to: range.upperBound, by: step) where !y[position].isNaN {
            let value = Double(schema.transform.forward(y[position], lowerBound: schema.transformBound, unit: unit))
            (sum, squares, count) = (sum + value, squares + value * value, count + 1)
        }
        let mean = sum / Double(max(count, 1))
        let deviation = max(squares / Double(max(count, 1)) - mean * mean, 0).squareRoot()
        return (Float(mean), Float(min(deviation, Double(Float.greatestFiniteMagnitude))), count)
    }

    private func robustScale(
        _ y: UnsafeBufferPointer<Float>, origin: Int, span: Int, unit: Float, scratch: inout [Float]
    ) -> WindowScale {
        scratch.removeAll(keepingCapacity: true)
        for position in max(0, origin - span)..<origin where !y[position].isNaN {
            scratch.append(schema.transform.forward(y[position], lowerBound: schema.transformBound, unit: unit))
        }
        var scale = WindowScale.robust(&scratch)
        scale.unit = unit
        return scale
    }

    /// Whether the values before an origin are whole numbers, so that quantiles should be whole as well.
    package func isWhole(_ y: UnsafeBufferPointer<Float>, origin: Int) -> Bool {
        guard schema.scaling != .none else { return false }
        var (least, most) = (Float.infinity, -Float.infinity)
        for position in max(0, origin - schema.scaleSpan)..<origin where !y[position].isNaN {
            let value = y[position]
            guard value.rounded(.down) == value else { return false }
            (least, most) = (min(least, value), max(most, value))
        }
        // A rate that rests at zero is not a whole number: what is not counted must have been seen to take several.
        return schema.quantity.kind == .count || least < most
    }

    /// Whether values are whole, missing ones aside.
    package func areWhole(_ y: UnsafeBufferPointer<Float>, _ positions: Range<Int>) -> Bool {
        positions.allSatisfy { y[$0].isNaN || y[$0].rounded(.down) == y[$0] }
    }

    /// Quantiles in the unit of the series from scaled ones: inverse scaling, inverse transform, lower bound.
    ///
    /// Where all known values are whole numbers (counts, percentages of a coarse meter) the quantiles are rounded to whole numbers, for
    /// every quantile of a discrete distribution is one of its values.
    package func unscale(
        _ scaled: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, count: Int, scale: WindowScale, isWhole: Bool
    ) {
        let bound = schema.transformBound
        let floor = schema.quantity.lowerBound ?? -.greatestFiniteMagnitude
        for k in 0..<count {
            let exact = schema.transform.inverse(scale.location + scale.scale * scaled[k], lowerBound: bound, unit: scale.unit)
            let value = isWhole ? exact.rounded() : exact
            out[k] = min(max(value, floor), .greatestFiniteMagnitude)
        }
    }
}
