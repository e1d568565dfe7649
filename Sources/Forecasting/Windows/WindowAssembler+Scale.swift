/// Location and scale of a window, and the way back from scaled quantiles.
extension WindowAssembler {
    /// Location and scale at an origin, from the values before it.
    ///
    /// Where the latest ones are too few to tell (fewer than ``WindowSchema/minimumHistory`` are known, or all are 0 and no counts) they come
    /// from all values that the window can reach.
    /// - Parameter scratch: reused buffer.
    package func windowScale(_ y: UnsafeBufferPointer<Float>, origin: Int, scratch: inout [Float]) -> WindowScale {
        guard schema.scaling == .robust else { return WindowScale(location: 0, scale: 1) }
        var scale = robustScale(y, origin: origin, span: schema.scaleSpan, scratch: &scratch)
        let isSparse = scratch.count < schema.minimumHistory
        if schema.seasonalSpan > schema.scaleSpan {
            let season = robustScale(y, origin: origin, span: schema.seasonalSpan, scratch: &scratch)
            scale.scale = max(scale.scale, WindowSchema.seasonalScaleShare * season.scale)
        }
        if isSparse || schema.quantity.kind != .count && scratch.allSatisfy({ $0 == 0 }) {
            scale = robustScale(y, origin: origin, span: schema.reach, scratch: &scratch)
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

    /// Whether the values before an origin are whole numbers, so that quantiles should be whole as well.
    package func isWhole(_ y: UnsafeBufferPointer<Float>, origin: Int) -> Bool {
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
            let exact = schema.transform.inverse(scale.location + scale.scale * scaled[k], lowerBound: bound)
            let value = isWhole ? exact.rounded() : exact
            out[k] = min(max(value, floor), .greatestFiniteMagnitude)
        }
    }
}
