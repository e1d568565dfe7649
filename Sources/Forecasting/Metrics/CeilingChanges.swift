/// Whether forecasts of the ceiling say when to grow and when to shrink: the change of the next window's ceiling against the allocation in
/// force, beyond a dead band of ±δ.
public struct CeilingChanges: Hashable, Sendable, Codable {
    /// Detections of one direction.
    public struct Detection: Hashable, Sendable, Codable {
        /// Windows in which demand changed this way.
        public var actual = 0
        /// Windows for which the forecast said so.
        public var predicted = 0
        /// Windows for which both hold.
        public var hits = 0

        /// `hits / predicted`; `nil` when nothing was predicted.
        public var precision: Double? { predicted > 0 ? Double(hits) / Double(predicted) : nil }
        /// `hits / actual`; `nil` when nothing happened.
        public var recall: Double? { actual > 0 ? Double(hits) / Double(actual) : nil }

        mutating func add(actual: Bool, predicted: Bool) {
            self.actual += actual ? 1 : 0
            self.predicted += predicted ? 1 : 0
            hits += actual && predicted ? 1 : 0
        }
    }

    /// Windows compared.
    public var windows = 0
    /// Changes above `(1 + δ)·a`.
    public var up = Detection()
    /// Changes below `(1 − δ)·a`.
    public var down = Detection()

    /// Compares directions.
    /// - Parameters:
    ///   - actual: ceilings `c_k`; NaN = not scored.
    ///   - forecast: forecast ceilings `ĉ_k`, at whatever level the allocation is decided by.
    ///   - inForce: allocation `a_{k−1}` when the window began.
    ///   - band: δ, share of the allocation that a change must exceed.
    /// - Precondition: equally many of all, `band ≥ 0`.
    public init(actual: [Float], forecast: [Float], inForce: [Float], band: Double = 0.1) {
        precondition(actual.count == forecast.count && actual.count == inForce.count && band >= 0)
        for k in actual.indices where !actual[k].isNaN {
            let (c, guess, a) = (Double(actual[k]), Double(forecast[k]), Double(inForce[k]))
            windows += 1
            up.add(actual: c - a > band * a, predicted: guess - a > band * a)
            down.add(actual: a - c > band * a, predicted: a - guess > band * a)
        }
    }
}
