/// One spike: a run of slots with demand far above its baseline.
public struct SpikeEvent: Hashable, Sendable, Codable {
    /// First slot.
    public var onset: Int
    /// Slot of the largest excess over the baseline (the first of equal ones).
    public var peak: Int
    /// Last slot.
    public var end: Int
    /// Largest excess `max (y − m)`, in the unit of the data; positive.
    public var amplitude: Double
    /// Excess summed over the event, `Σ (y − m)⁺`, merged gaps included.
    public var area: Double
    /// For a predicted event: number of values that were known when the forecast in force at its onset was made, so that the lead of an
    /// event that begins at slot t is `t − issued + 1` slots after the last known one. `nil` for an event that happened.
    public var issued: Int?

    /// Makes an event.
    /// - Precondition: `onset ≤ peak ≤ end`.
    public init(onset: Int, peak: Int, end: Int, amplitude: Double, area: Double, issued: Int? = nil) {
        precondition(onset <= peak && peak <= end)
        (self.onset, self.peak, self.end) = (onset, peak, end)
        (self.amplitude, self.area, self.issued) = (amplitude, area, issued)
    }
}
