/// Quantile levels τ of a forecast: strictly ascending, each inside (0, 1).
public struct QuantileLevels: Hashable, Sendable {
    /// The levels, ascending.
    public let values: [Double]

    /// The levels every model is trained for unless told otherwise: 0.01, 0.05, 0.1, 0.2, …, 0.9, 0.95, 0.99.
    public static let standard = QuantileLevels(unchecked: [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99])

    /// The levels of the plain networks that benchmarks build in every library.
    public static let plain = QuantileLevels(unchecked: [0.1, 0.5, 0.9])

    /// Makes levels from any finite list.
    /// - Throws: ``ForecastError/invalidLevels(_:)`` when the list is empty, not strictly ascending, or leaves (0, 1).
    public init(_ values: [Double]) throws(ForecastError) {
        guard !values.isEmpty, values.allSatisfy({ $0 > 0 && $0 < 1 }), zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw ForecastError.invalidLevels(values)
        }
        self.values = values
    }

    private init(unchecked values: [Double]) { self.values = values }

    /// Number of levels, Q.
    public var count: Int { values.count }

    /// Index of the level nearest to the median.
    public var middle: Int { index(nearest: 0.5) }

    /// Index of the level nearest to one; the lower of two that are equally near.
    func index(nearest level: Double) -> Int { values.indices.min { abs(values[$0] - level) < abs(values[$1] - level) }! }

    /// Index of a level of this list; levels equal to within 1e-9 are the same level.
    public func index(of level: Double) -> Int? { values.firstIndex { abs($0 - level) < 1e-9 } }

    /// Whether the quantile at `level` can be read from forecasts at these levels without extrapolating.
    public func covers(_ level: Double) -> Bool {
        guard let first = values.first, let last = values.last else { return false }
        return level >= first - 1e-9 && level <= last + 1e-9
    }

    /// Where `level` lies between two neighbouring levels: value = `(1 − weight)·q[lower] + weight·q[lower + 1]`; the weight is 0, and
    /// `lower + 1` need not exist, where it is a level of the list.
    ///
    /// This is the rule between levels: **linear interpolation of the quantile function in probability**. It keeps quantiles ordered,
    /// reproduces every trained level exactly, and never leaves the trained range.
    /// - Throws: ``ForecastError/levelOutsideRange(_:trained:)`` for a level outside the trained range.
    public func position(of level: Double) throws(ForecastError) -> (lower: Int, weight: Double) {
        guard covers(level) else { throw ForecastError.levelOutsideRange(level, trained: values) }
        if let exact = index(of: level) { return (exact, 0) }
        // A level that rounding puts just outside an outermost one, but inside the tolerance of `covers`, is that level.
        guard let upper = values.firstIndex(where: { $0 > level }) else { return (count - 1, 0) }
        guard upper > 0 else { return (0, 0) }
        return (upper - 1, (level - values[upper - 1]) / (values[upper] - values[upper - 1]))
    }
}

extension QuantileLevels: Codable {
    /// Decodes a plain array of numbers, with the checks of ``init(_:)``.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode([Double].self))
    }

    /// Encodes a plain array of numbers.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}
