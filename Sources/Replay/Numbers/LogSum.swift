import Tensors

/// A sum of logarithms of positive normal numbers: exponents are added and mantissas multiplied, and few logarithms are taken.
package struct LogSum: Sendable {
    private var exponents = 0
    private var product = 1.0
    private var rest = 0.0

    private static let limit = 0x1p900

    /// The sum over nothing, 0.
    package init() {}

    /// Adds `ln x`.
    @inline(__always) package mutating func add(_ x: Double) {
        let bits = x.bitPattern
        exponents &+= Int(bits >> 52)
        exponents &-= 1023
        product *= Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
        if product > Self.limit {
            rest += PortableMath.log(product)
            product = 1
        }
    }

    /// The sum.
    package var value: Double { Double(exponents) * 0.693_147_180_559_945_3 + rest + PortableMath.log(product) }
}
