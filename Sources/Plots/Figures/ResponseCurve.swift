import Autoscaling

/// How many requests of a policy were not answered within a time, for every time.
///
/// Requests without an answer (dropped, timed out, unfinished) are slower than any time, so that the curve at the objective is the share of
/// broken promises.
struct ResponseCurve {
    let policy: String
    let totals: RequestTotals
    /// Ends of the bins of the histogram with the share of the arrived requests that are slower, falling.
    let points: [(seconds: Double, slower: Double)]
    /// Share without any answer.
    let unanswered: Double

    /// - Returns: `nil` where response times are not known: nothing was served, or time was fluid.
    init?(_ policy: String, _ totals: RequestTotals) {
        guard totals.arrived > 0, totals.responses.count > 0 else { return nil }
        (self.policy, self.totals) = (policy, totals)
        let answered = min(1, Double(totals.served) / Double(totals.arrived))
        points = totals.responses.distribution.map { ($0.seconds, max(0, 1 - answered * $0.share)) }
        unanswered = 1 - answered
    }

    /// Share that is slower than a time.
    func slower(than seconds: Double) -> Double {
        1 - (1 - unanswered) * totals.responses.share(atMost: seconds)
    }

    /// Corners of the curve inside the axes, only those that are seen apart in a picture of so many pixels.
    func corners(_ time: LogAxis, _ share: LogAxis, width: Double, height: Double) -> [(seconds: Double, slower: Double)] {
        let begin = max(share.low, slower(than: time.low))
        var out = [(seconds: time.low, slower: begin)]
        var last = (x: 0.0, y: share.fraction(begin) * height)
        for (index, point) in points.enumerated() where point.seconds > time.low {
            let bounded = max(share.low, point.slower)
            let place = (x: time.fraction(point.seconds) * width, y: share.fraction(bounded) * height)
            guard place.x - last.x >= 1 || last.y - place.y >= 1 || index == points.count - 1 else { continue }
            // Between two times nobody was answered; a smaller step is drawn as a slope, or dashes would be lost in its corners.
            if place.x - last.x > 2 { out.append((point.seconds, out.last!.slower)) }
            out.append((point.seconds, bounded))
            last = place
        }
        // Who never got an answer keeps the curve up to the end of the axis.
        if unanswered > share.low { out.append((time.high, unanswered)) }
        return out
    }
}
