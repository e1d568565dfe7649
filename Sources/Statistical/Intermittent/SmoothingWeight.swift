import Tensors

/// How the smoothing weight α of simple exponential smoothing is found.
public enum SmoothingWeight: Sendable, Hashable, Codable {
    /// Given, `0 < α ≤ 1`.
    case fixed(Double)
    /// The one with the smallest sum of squared one-step errors between two bounds, `0 < lower < upper ≤ 1`, to 10⁻⁹ by golden section.
    case optimised(lower: Double, upper: Double)

    /// Whether the bounds are possible.
    var isSound: Bool {
        switch self {
        case .fixed(let weight): weight > 0 && weight <= 1
        case .optimised(let lower, let upper): lower > 0 && lower < upper && upper <= 1
        }
    }

    /// Decodes a weight that is possible.
    /// - Throws: `DecodingError` for one that is not.
    static func decoded<Key: CodingKey>(_ fields: KeyedDecodingContainer<Key>, _ key: Key) throws -> SmoothingWeight {
        let weight = try fields.decode(SmoothingWeight.self, forKey: key)
        guard weight.isSound else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: fields, debugDescription: "expected smoothing weights in (0, 1], found \(weight)")
        }
        return weight
    }

    /// The weight for some values. Where all weights are equally good, as with two values or equal ones, the middle of the bounds.
    package func value(for values: [Double]) -> Double {
        switch self {
        case .fixed(let weight): return weight
        case .optimised(var lower, var upper):
            guard values.count > 2, values.contains(where: { $0 != values[0] }) else { return (lower + upper) / 2 }
            let section = (5.0.squareRoot() - 1) / 2
            var (left, right) = (upper - section * (upper - lower), lower + section * (upper - lower))
            var (leftError, rightError) = (Self.squaredErrors(values, left), Self.squaredErrors(values, right))
            while upper - lower > 1e-9 {
                if leftError < rightError {
                    (upper, right, rightError) = (right, left, leftError)
                    left = upper - section * (upper - lower)
                    leftError = Self.squaredErrors(values, left)
                } else {
                    (lower, left, leftError) = (left, right, rightError)
                    right = lower + section * (upper - lower)
                    rightError = Self.squaredErrors(values, right)
                }
            }
            return (lower + upper) / 2
        }
    }

    /// The level after all values, of which the first one begins it: `l ← l + α(x − l)`.
    /// - Precondition: at least one value.
    package static func level(_ values: [Double], _ weight: Double) -> Double {
        values.dropFirst().reduce(values[0]) { $0 + weight * ($1 - $0) }
    }

    /// What each value contributes to that level: `α(1 − α)^age`, and `(1 − α)^age` of the first one. They add up to 1.
    static func contributions(count: Int, _ weight: Double) -> [Double] {
        var (out, left) = ([Double](repeating: 0, count: count), 1.0)
        for index in stride(from: count - 1, to: 0, by: -1) {
            out[index] = weight * left
            left *= 1 - weight
        }
        if count > 0 { out[0] = left }
        return out
    }

    private static func squaredErrors(_ values: [Double], _ weight: Double) -> Double {
        var (level, sum) = (values[0], 0.0)
        for value in values.dropFirst() {
            let error = value - level
            sum += error * error
            level += weight * error
        }
        return sum
    }
}
