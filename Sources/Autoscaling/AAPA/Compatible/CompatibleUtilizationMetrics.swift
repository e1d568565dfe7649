/// What AAPA's metrics module says of utilisation, one sample a minute.
public struct CompatibleUtilizationMetrics: Hashable, Sendable, Codable {
    /// Mean.
    public var average: Double
    /// 1 − mean |u − 0.7|.
    public var resourceEfficiency: Double
    /// Share of samples below 0.5, which the original calls over-provisioned (and the paper underutilised).
    public var overProvisioned: Double
    /// Share of samples above 0.9.
    public var underProvisioned: Double

    /// Measures utilisation.
    /// - Precondition: at least one sample.
    public init(_ utilizations: [Double]) {
        precondition(!utilizations.isEmpty, "no utilisation to measure")
        let count = Double(utilizations.count)
        average = utilizations.reduce(0, +) / count
        resourceEfficiency = 1 - utilizations.reduce(0) { $0 + abs($1 - 0.7) } / count
        overProvisioned = Double(utilizations.filter { $0 < 0.5 }.count) / count
        underProvisioned = Double(utilizations.filter { $0 > 0.9 }.count) / count
    }
}
