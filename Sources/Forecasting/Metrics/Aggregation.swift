#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How scores of many tasks become one number.
public enum Aggregation {
    /// Bounds of a ratio to the reference: outside them it counts as the bound (fev), so that one odd task decides nothing.
    public static let ratioBounds: ClosedRange<Double> = 0.01...100

    /// Geometric mean, `exp(mean ln x)`, of the finite values; `nil` when there is none. One zero makes it zero.
    /// - Precondition: no value is negative.
    public static func geometricMean(_ values: [Double]) -> Double? {
        let finite = values.filter(\.isFinite)
        precondition(finite.allSatisfy { $0 >= 0 }, "a geometric mean needs values of at least 0")
        return Scored.mean(finite.lazy.map { $0 == 0 ? -.greatestFiniteMagnitude : log($0) }).map { exp($0) }
    }

    /// Shifted geometric mean, `exp(mean ln(x + shift)) − shift`, of the finite values: zeros do not annihilate it (BOOM uses 10⁻⁵).
    /// `nil` when there is no finite value.
    /// - Precondition: `shift > 0`, no value is negative.
    public static func shiftedGeometricMean(_ values: [Double], shift: Double) -> Double? {
        precondition(shift > 0)
        return geometricMean(values.map { $0 + shift }).map { $0 - shift }
    }

    /// A score relative to a reference's, held within ``ratioBounds``: `score / reference`; two zeros are equal (1), a score against a perfect
    /// reference is the upper bound. NaN when one of them is not finite.
    public static func ratio(_ score: Double, to reference: Double) -> Double {
        guard score.isFinite && reference.isFinite else { return .nan }
        if reference == 0 { return score == 0 ? 1 : ratioBounds.upperBound }
        return min(max(score / reference, ratioBounds.lowerBound), ratioBounds.upperBound)
    }

    /// Skill score, `1 − geometric mean of the ratios to the reference`, each held within ``ratioBounds`` (fev): 0 equals the reference, 1 is
    /// perfect. Tasks where one of the two is not finite are left out; `nil` when none is left.
    /// - Precondition: as many scores as references.
    public static func skillScore(_ scores: [Double], reference: [Double]) -> Double? {
        precondition(scores.count == reference.count)
        return geometricMean(zip(scores, reference).map { ratio($0, to: $1) }).map { 1 - $0 }
    }
}
