import Tensors

/// One dimension of a data set: its values with their weights.
public struct CubeDimension: Hashable, Sendable {
    /// One value.
    public struct Value: Hashable, Sendable {
        /// Name, unique in the dimension.
        public var name: String
        /// Weight: the base of a cell is proportional to the product of the weights of its values.
        public var weight: Double

        /// Makes a value.
        public init(_ name: String, weight: Double = 1) { (self.name, self.weight) = (name, weight) }
    }

    /// Name of the dimension, a column of the output.
    public var name: String
    /// The values, in the order of the output.
    public var values: [Value]

    /// Makes a dimension.
    public init(_ name: String, _ values: [Value]) { (self.name, self.values) = (name, values) }

    /// A dimension of `count` values `NAME-01`, `NAME-02`, … with weights `1 / rank^exponent` (Zipf's law).
    /// - Parameters:
    ///   - name: name of the dimension.
    ///   - count: number of values, at least 1.
    ///   - exponent: 0 gives equal weights.
    ///   - top: values with names of their own; the rest become one value `other`. `nil` keeps all.
    public static func zipf(_ name: String, count: Int, exponent: Double, top: Int? = nil) -> CubeDimension {
        let width = String(count).count
        var values = (1...max(1, count)).map { rank in
            let digits = String(rank)
            let text = "\(name)-\(String(repeating: "0", count: max(0, max(2, width) - digits.count)))\(digits)"
            return Value(text, weight: PortableMath.exp(-exponent * PortableMath.log(Double(rank))))
        }
        if let top, top < values.count {
            let rest = values[top...].reduce(0) { $0 + $1.weight }
            values = values[..<top] + [Value("other", weight: rest)]
        }
        return CubeDimension(name, values)
    }
}
