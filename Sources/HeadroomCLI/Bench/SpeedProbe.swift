internal import CMachine

/// How much of their speed the processors give right now.
///
/// The probe measures the rate of multiply-adds on all its processors at once, for ten milliseconds by the wall clock. The peak of a
/// machine is not known here, so the best rate that this process has seen stands for it: 1 says that nothing is lost, one half that half of
/// the processors' time went to others or to a lower clock.
struct SpeedProbe {
    private let processors: [Int32]
    private var best = 0.0

    /// - Parameter processors: where to probe; the first few probes, which find the best rate, run at once.
    init(processors: [Int32]) {
        self.processors = processors
        for _ in 0..<5 { _ = quiet() }
    }

    /// Rate now relative to the best so far, 0…1.
    mutating func quiet() -> Double {
        let rate = headroom_multiply_add_rate(processors, Int32(processors.count), 10)
        best = max(best, rate)
        return best > 0 ? rate / best : 0
    }
}
