/// How often something happened, with its 95 % Wilson interval: a ``Proportion`` as results carry it.
public struct ObservedShare: Hashable, Sendable, Codable {
    /// Cases for which it holds, and all.
    public var cases: Proportion
    /// The share; `nil` of nothing.
    public var share: Double?
    /// Lower end of the interval (``Proportion/wilsonInterval(confidence:)``), cases taken as independent; `nil` of nothing.
    public var low: Double?
    /// Upper end of the interval; `nil` of nothing.
    public var high: Double?

    /// The share of these cases.
    public init(_ cases: Proportion) {
        let interval = cases.wilsonInterval()
        (self.cases, share, low, high) = (cases, cases.share, interval?.lowerBound, interval?.upperBound)
    }
}
