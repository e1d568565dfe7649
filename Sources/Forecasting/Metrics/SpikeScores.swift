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

    /// Scores predicted events of one series; ``SpikeMatches`` puts many together.
    /// - Parameters:
    ///   - events: events that happened, in order of time.
    ///   - guesses: predicted events, in order of time, each with ``SpikeEvent/issued``.
    ///   - tolerance: Δ, see ``SpikeMatching/standardTolerance(horizon:)``.
    ///   - activationDelay: slots from a decision to its effect, see ``SpikeMatches/init(tolerance:activationDelay:)``.
    /// - Precondition: both lists are sorted by onset; `tolerance ≥ 0`, `activationDelay ≥ 0`.
    public init(actual events: [SpikeEvent], predicted guesses: [SpikeEvent], tolerance: Int, activationDelay: Int) {
        var matches = SpikeMatches(tolerance: tolerance, activationDelay: activationDelay)
        matches.add(actual: events, predicted: guesses)
        self = matches.scores
    }

    init(
        actual: Int, predicted: Int, matched: Int, useful: Int, recall: Double?, precision: Double?, f1: Double?, usefulRecall: Double?,
        timingError: Double?, timingError90: Double?, amplitudeError: Double?, amplitudeError10: Double?, amplitudeError90: Double?,
        softScore: Double?
    ) {
        (self.actual, self.predicted, self.matched, self.useful) = (actual, predicted, matched, useful)
        (self.recall, self.precision, self.f1, self.usefulRecall) = (recall, precision, f1, usefulRecall)
        (self.timingError, self.timingError90) = (timingError, timingError90)
        (self.amplitudeError, self.amplitudeError10, self.amplitudeError90) = (amplitudeError, amplitudeError10, amplitudeError90)
        self.softScore = softScore
    }

    enum CodingKeys: String, CodingKey {
        case actual, predicted, matched, useful, recall, precision, f1
        case usefulRecall = "useful_recall"
        case timingError = "timing_error"
        case timingError90 = "timing_error90"
        case amplitudeError = "amplitude_error"
        case amplitudeError10 = "amplitude_error10"
        case amplitudeError90 = "amplitude_error90"
        case softScore = "soft_score"
    }
}
