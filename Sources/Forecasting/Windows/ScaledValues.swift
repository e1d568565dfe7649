/// The known values of one series, seen under one location and scale: what rows of windows are made from.
package struct ScaledValues {
    /// Known values first; what lies behind `count` is the future, read for targets only.
    package let values: UnsafeBufferPointer<Float>
    /// Number of known values.
    package let count: Int
    /// Location and scale.
    package let scale: WindowScale

    private let inverse: Float
    private let transform: TargetTransform
    private let bound: Float

    package init(_ values: UnsafeBufferPointer<Float>, count: Int, scale: WindowScale, schema: WindowSchema) {
        (self.values, self.count, self.scale) = (values, count, scale)
        inverse = 1 / scale.scale
        transform = schema.transform
        bound = schema.transformBound
    }

    /// A value in the scaled unit. Differences of values near the ends of the format overflow: they count as the largest ones, so that
    /// all stays finite.
    package func scaled(value: Float) -> Float {
        let distance = (transform.forward(value, lowerBound: bound, unit: scale.unit) - scale.location) * inverse
        return min(max(distance, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }

    /// Scaled value of a position; NaN when it is missing or outside the history.
    package subscript(position: Int) -> Float {
        guard position >= 0, position < count, !values[position].isNaN else { return .nan }
        return scaled(value: values[position])
    }
}
