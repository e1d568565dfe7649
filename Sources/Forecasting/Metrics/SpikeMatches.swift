#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Spikes of any number of series, matched series by series: what ``SpikeScores`` are made of. Only two numbers per matched event are kept.
public struct SpikeMatches: Sendable {
    /// Δ, largest difference of the onsets of a pair, in slots.
    public let tolerance: Int
    /// Slots from a decision to its effect.
    public let activationDelay: Int

    private var actual = 0, predicted = 0, useful = 0
    private var credit = 0.0
    private var timing: [Double] = []
    private var amplitudes: [Double] = []

    /// No events yet.
    /// - Parameters:
    ///   - tolerance: Δ, see ``SpikeMatching/standardTolerance(horizon:)``.
    ///   - activationDelay: slots from a decision to its effect. An event is useful when the forecast was made at least that long before its
    ///     onset: `onset − (issued − 1) ≥ activationDelay`, `issued − 1` being the slot of the last known value.
    /// - Precondition: `tolerance ≥ 0`, `activationDelay ≥ 0`.
    public init(tolerance: Int, activationDelay: Int) {
        precondition(tolerance >= 0 && activationDelay >= 0)
        (self.tolerance, self.activationDelay) = (tolerance, activationDelay)
    }

    /// Matches the events of one series with those predicted for it.
    /// - Parameters:
    ///   - events: events that happened, in order of time.
    ///   - guesses: predicted events, in order of time, each with ``SpikeEvent/issued``.
    /// - Precondition: both lists are sorted by onset.
    public mutating func add(actual events: [SpikeEvent], predicted guesses: [SpikeEvent]) {
        actual += events.count
        predicted += guesses.count
        for pair in SpikeMatching.pairs(actual: events, predicted: guesses, tolerance: tolerance) {
            let (event, guess) = (events[pair.actual], guesses[pair.predicted])
            let distance = abs(event.onset - guess.onset)
            timing.append(Double(distance))
            amplitudes.append((guess.amplitude - event.amplitude) / event.amplitude)
            credit += min(1, guess.amplitude / event.amplitude) * (distance == 0 ? 1 : exp(-Double(distance) / Double(tolerance)))
            if let issued = guess.issued, event.onset - (issued - 1) >= activationDelay,
                guess.amplitude >= SpikeScores.usefulAmplitude * event.amplitude
            {
                useful += 1
            }
        }
    }

    /// Scores of all events so far.
    public var scores: SpikeScores {
        func quotient(_ above: Double, _ below: Int) -> Double? { below > 0 ? above / Double(below) : nil }
        let matched = timing.count
        return SpikeScores(
            actual: actual, predicted: predicted, matched: matched, useful: useful, recall: quotient(Double(matched), actual),
            precision: quotient(Double(matched), predicted), f1: quotient(2 * Double(matched), actual + predicted),
            usefulRecall: quotient(Double(useful), actual), timingError: Scored.mean(timing),
            timingError90: SampleQuantile.of(timing, 0.9), amplitudeError: Scored.mean(amplitudes),
            amplitudeError10: SampleQuantile.of(amplitudes, 0.1), amplitudeError90: SampleQuantile.of(amplitudes, 0.9),
            softScore: quotient(credit - SpikeScores.falseAlarmPrice * Double(predicted - matched), actual))
    }
}
