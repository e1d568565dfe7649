import Headroom

/// Benchmark of adaptive calibration: latency of what one step of a series costs beside its model.
///
/// `adjust` corrects and remembers a forecast of 13 levels; `adjust + observe` also settles the next value in all pending forecasts, so that
/// the difference is the observation. The check is the shift of level 0.9 at the first lead.
struct AdaptiveBench {
    private static let horizons = [12, 24, 60]

    let harness: BenchHarness
    let compute: Compute
    let seed: UInt64

    /// Two lines for each horizon.
    func run() throws {
        for horizon in Self.horizons {
            for observes in [false, true] {
                let name = "\(observes ? "adjust + observe" : "adjust") H=\(horizon) Q=13"
                guard harness.wants(peer: "headroom", case: name) else { continue }
                let run = try Run(horizon: horizon, compute: compute, seed: seed, observes: observes)
                try harness.latency(
                    bench: "adaptive", peer: "headroom", case: name, more: [("state_bytes", .integer(run.calibrator.bytes))],
                    BenchWork(run: { run.step() }, check: { Double(run.calibrator.shift(lead: 0, level: 10)) }))
            }
        }
    }

    /// A calibrator under way.
    private final class Run {
        var calibrator: AdaptiveCalibrator
        private let base: [Float], noise: [Float], observes: Bool
        private var values: [Float], count = 0

        init(horizon: Int, compute: Compute, seed: UInt64, observes: Bool) throws {
            calibrator = try AdaptiveCalibrator(horizon: horizon, compute: compute)
            var random = RandomStream(seed: seed, purpose: "bench adaptive")
            noise = (0..<1024).map { _ in Float(10 + random.normal()) }
            base = (0..<horizon).flatMap { _ in (0..<13).map { 10 + (Float($0) - 6) / 4 } }
            values = base
            self.observes = observes
            for _ in 0..<200 {
                adjust()
                observe()
            }
        }

        func step() {
            adjust()
            if observes { observe() }
        }

        private func adjust() {
            for index in values.indices { values[index] = base[index] }
            values.withUnsafeMutableBufferPointer { calibrator.adjust($0) }
        }

        private func observe() {
            calibrator.observe(noise[count % 1024])
            count += 1
        }
    }
}
