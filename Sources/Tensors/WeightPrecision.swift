/// Precision in which a forecast reads weights; in a training of a transformer that asks for it, also that of the products' operands.
///
/// Parameters that are trained, sums, cell states and biases are always float32.
public enum WeightPrecision: String, Hashable, Sendable, Codable, CaseIterable {
    /// As trained.
    case float32
    /// Rounded to the 8 bits of BF16's significand, half the bytes: every weight is off by at most 2⁻⁸ of itself.
    ///
    /// On ``InstructionSet/avx512bf16`` inputs, states, and what attention multiplies are rounded too, by at most 2⁻⁹ of themselves, because its instructions multiply
    /// BF16 numbers, twice as many at once; so forecasts differ between that level and the others, which multiply the rounded weights
    /// as float32. One window, many, and a stream's steps agree on every level.
    case bfloat16
}
