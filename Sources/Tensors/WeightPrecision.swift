/// Precision in which a forecast reads weights.
///
/// Training, states, sums and biases are always float32.
public enum WeightPrecision: String, Hashable, Sendable, Codable, CaseIterable {
    /// As trained.
    case float32
    /// Rounded to the 8 bits of BF16's significand: half the bytes, for single forecasts of networks that do not fit into the
    /// first-level cache. Every weight is off by at most 2⁻⁸ of itself.
    case bfloat16
}
