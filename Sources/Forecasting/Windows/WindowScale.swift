#if canImport(Glibc)
    import Glibc
#endif

/// A transform of demand before scaling.
public enum TargetTransform: String, Sendable, Codable, CaseIterable {
    /// Values as they are.
    case identity
    /// log(1 + y − lower bound): tames counts over several decades. Only for quantities with a lower bound.
    case log1p
    /// asinh((y − lower bound) / mean size of the window's values): linear below that size, logarithmic above it, for any sign.
    case asinh

    /// The transforms that a fit tries where none is asked for.
    package static let tried: [TargetTransform] = [.identity, .log1p]

    /// Applies the transform; ``log1p`` takes values below the bound for the bound.
    /// - Parameters:
    ///   - y: a value.
    ///   - lowerBound: of the quantity, 0 where it has none.
    ///   - unit: mean size of the window's values, for ``asinh``.
    package func forward(_ y: Float, lowerBound: Float, unit: Float = 1) -> Float {
        switch self {
        case .identity: y
        case .log1p: log1pf(max(0, y - lowerBound))
        case .asinh: asinhf((y - lowerBound) / unit)
        }
    }

    /// Inverts the transform; values whose inverse would overflow become large finite ones.
    package func inverse(_ z: Float, lowerBound: Float, unit: Float = 1) -> Float {
        switch self {
        case .identity: z
        // expm1(88) and sinh(88) are still finite in single precision.
        case .log1p: expm1f(min(z, 88)) + lowerBound
        case .asinh: sinhf(min(max(z, -88), 88)) * unit + lowerBound
        }
    }
}

/// How windows are brought to a common size.
public enum WindowScaling: String, Sendable, Codable, CaseIterable {
    /// Location = median, scale = mean absolute deviation from it.
    case robust
    /// Location = mean of the latest half of the context, scale = standard deviation of the context: where the series stands now.
    case local
    /// Location 0, scale 1: the numbers as they are.
    case none
}

/// Location and scale of one window: `scaled = (transformed − location) / scale`.
public struct WindowScale: Sendable, Hashable, Codable {
    /// Location, in the transformed unit.
    public var location: Float
    /// Scale, positive and finite.
    public var scale: Float
    /// Mean size of the window's values, positive and finite: the unit of ``TargetTransform/asinh``, 1 with other transforms.
    public var unit: Float = 1

    private enum CodingKeys: CodingKey { case location, scale }

    /// Location 0 and scale 1: of a window of zeros, and of one without any value.
    static let unit = WindowScale(location: 0, scale: 1)

    /// Makes a scale.
    public init(location: Float, scale: Float, unit: Float = 1) { (self.location, self.scale, self.unit) = (location, scale, unit) }

    /// Robust location and scale of the observed (non-NaN) values: the median, and the mean absolute deviation from it.
    ///
    /// The scale is at least 0.2 % of the location, so that rounding noise beside a high level is not blown up to size one; a window of
    /// zeros has the scale 1. `scratch` is overwritten.
    public static func robust(_ scratch: inout [Float]) -> WindowScale {
        guard !scratch.isEmpty else { return .unit }
        let location = scratch.selectMedian()
        var sum = 0.0
        for value in scratch { sum += abs(Double(value) - Double(location)) }
        let deviation = Float(min(sum / Double(scratch.count), Double(Float.greatestFiniteMagnitude)))
        let scale = max(deviation, abs(location) * 2e-3)
        return WindowScale(location: location, scale: scale.isNormal ? scale : 1)
    }
}

extension [Float] {
    /// The lower median, by quickselect; reorders the array. O(n) on average. Must not be empty, nor hold NaN.
    package mutating func selectMedian() -> Float {
        var (low, high) = (0, count - 1)
        let middle = high / 2
        withUnsafeMutableBufferPointer { values in
            while low < high {
                // The median of three as pivot keeps sorted and constant windows linear.
                let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
                let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
                var (i, j) = (low, high)
                while i <= j {
                    while values[i] < pivot { i += 1 }
                    while values[j] > pivot { j -= 1 }
                    if i <= j {
                        values.swapAt(i, j)
                        i += 1
                        j -= 1
                    }
                }
                if middle <= j { high = j } else if middle >= i { low = i } else { return }
            }
        }
        return self[middle]
    }
}
