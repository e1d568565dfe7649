#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How well forecasts announce spikes: found, in time, high enough. Quotients whose denominator is 0 are `nil`.
public struct SpikeScores: Hashable, Sendable, Codable {
    /// Events that happened, N.
    public var actual: Int
    /// Events that were predicted.
    public var predicted: Int
    /// Pairs of both (``SpikeMatching``).
    public var matched: Int
    /// Matched events whose lead was long enough to act on, with at least 80 % of the amplitude foreseen.
    public var useful: Int
    /// `matched / actual`.
    public var recall: Double?
    /// `matched / predicted`.
    public var precision: Double?
    /// Harmonic mean of recall and precision, `2·matched / (actual + predicted)`.
    public var f1: Double?
    /// `useful / actual`.
    public var usefulRecall: Double?
    /// Mean of |onset difference| over the pairs, in slots.
    public var timingError: Double?
    /// 90th percentile of |onset difference|, in slots.
    public var timingError90: Double?
    /// Mean of `(Â − A) / A` over the pairs.
    public var amplitudeError: Double?
    /// 10th percentile of `(Â − A) / A`.
    public var amplitudeError10: Double?
    /// 90th percentile of `(Â − A) / A`.
    public var amplitudeError90: Double?
    /// `(1/N) Σ_matched min(1, Â/A)·exp(−|Δt|/Δ) − 0.11·(false events)/N`: at most 1. Partial credit for late or low predictions; nine
    /// false alarms cost what one hit brings. `nil` when nothing happened.
    public var softScore: Double?

    /// Price of a false event in ``softScore``.
    public static let falseAlarmPrice = 0.11
    /// Share of an amplitude that has to be foreseen for a prediction to be useful.
    public static let usefulAmplitude = 0.8

    /// Scores predicted events.
    /// - Parameters:
    ///   - actual: events that happened, in order of time.
    ///   - predicted: predicted events, in order of time, each with ``SpikeEvent/issued``.
    ///   - tolerance: Δ, see ``SpikeMatching/standardTolerance(horizon:)``.
    ///   - activationDelay: slots from a decision to its effect. An event is useful when the forecast was made at least that long before its
    ///     onset: `onset − (issued − 1) ≥ activationDelay`, `issued − 1` being the slot of the last known value.
    /// - Precondition: both lists are sorted by onset; `tolerance ≥ 0`, `activationDelay ≥ 0`.
    public init(actual events: [SpikeEvent], predicted guesses: [SpikeEvent], tolerance: Int, activationDelay: Int) {
        precondition(activationDelay >= 0)
        let pairs = SpikeMatching.pairs(actual: events, predicted: guesses, tolerance: tolerance)
        (actual, predicted, matched) = (events.count, guesses.count, pairs.count)
        var timing: [Double] = []
        var amplitudes: [Double] = []
        var (credit, useful) = (0.0, 0)
        for pair in pairs {
            let (event, guess) = (events[pair.actual], guesses[pair.predicted])
            let distance = abs(event.onset - guess.onset)
            timing.append(Double(distance))
            amplitudes.append((guess.amplitude - event.amplitude) / event.amplitude)
            credit += min(1, guess.amplitude / event.amplitude) * (distance == 0 ? 1 : exp(-Double(distance) / Double(tolerance)))
            if let issued = guess.issued, event.onset - (issued - 1) >= activationDelay,
                guess.amplitude >= Self.usefulAmplitude * event.amplitude
            {
                useful += 1
            }
        }
        self.useful = useful
        func quotient(_ above: Double, _ below: Int) -> Double? { below > 0 ? above / Double(below) : nil }
        recall = quotient(Double(matched), actual)
        precision = quotient(Double(matched), predicted)
        f1 = quotient(2 * Double(matched), actual + predicted)
        usefulRecall = quotient(Double(useful), actual)
        timingError = Scored.mean(timing)
        timingError90 = SampleQuantile.of(timing, 0.9)
        amplitudeError = Scored.mean(amplitudes)
        amplitudeError10 = SampleQuantile.of(amplitudes, 0.1)
        amplitudeError90 = SampleQuantile.of(amplitudes, 0.9)
        softScore = quotient(credit - Self.falseAlarmPrice * Double(predicted - matched), actual)
    }
}
