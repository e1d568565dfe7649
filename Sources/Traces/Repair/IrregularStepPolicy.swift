/// What to do about rows whose distances are no multiples of one step, when no step is asked for and the format is not known for such rows.
public enum IrregularStepPolicy: String, Hashable, Sendable, Codable, CaseIterable {
    /// Refuse, naming the series, the time and the distance.
    case error
    /// Put them into bins of the most frequent distance: counts add up, rates and gauges average.
    case bin
}
