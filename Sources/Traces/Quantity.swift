/// What the numbers of a series measure. It governs how they are re-binned and what the capacity of a replica means, and is stored
/// in every model.
public struct Quantity: Hashable, Sendable, Codable {
    /// How values behave when bins are joined or split.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Events per step (invocations in that minute): bins add up. Non-negative integers.
        case count
        /// Events per unit of time (requests per second): bins average. Non-negative.
        case rate
        /// A level (CPU percent, queue length): bins average.
        case gauge
    }

    /// Count, rate or gauge.
    public var kind: Kind
    /// Unit as people write it: `invocations`, `requests/s`, `%`. Free text, may be empty.
    public var unit: String
    /// Smallest possible value (usually 0), or `nil` when demand can be anything. Forecasts never fall below it.
    public var lowerBound: Float?

    /// Makes a quantity. `lowerBound` defaults to 0 for counts and rates and to none for gauges.
    public init(kind: Kind, unit: String = "", lowerBound: Float?) {
        self.kind = kind
        self.unit = unit
        self.lowerBound = lowerBound
    }

    /// Events per step, never below zero.
    public static func count(_ unit: String = "") -> Quantity { Quantity(kind: .count, unit: unit, lowerBound: 0) }
    /// Events per unit of time, never below zero.
    public static func rate(_ unit: String = "") -> Quantity { Quantity(kind: .rate, unit: unit, lowerBound: 0) }
    /// A level without bound.
    public static func gauge(_ unit: String = "", lowerBound: Float? = nil) -> Quantity {
        Quantity(kind: .gauge, unit: unit, lowerBound: lowerBound)
    }
}
