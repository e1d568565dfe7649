import Tensors
public import Workloads

/// Workloads of the kind that AAPA's simulator was run on: requests of every minute.
public enum CompatibleWorkload {
    /// The published test driver: 50 minutes of 10 requests, with bursts of 150, 200 and 180 a minute that last 3, 3 and 2 minutes. Where they
    /// begin is not published; here at minutes 10, 25 and 40.
    public static let driver: [Double] = bursts(base: 10, minutes: 50, [(10, 3, 150), (25, 3, 200), (40, 2, 180)])

    /// An hour of one class, after the generators of the dataset's examples (KSWD) but for their time scale, which is days there.
    ///
    /// - spike: 5 a minute with bursts of 150, 167, 175 and 175 for 3 minutes each, the last of them at minute 52: 2,241 requests;
    /// - periodic: 50 + 30 sin(2π t / 20 min) + N(0, 5);
    /// - ramp: from 20 to 100 in half an hour and back, + N(0, 5);
    /// - stationary: 50 + N(0, 15).
    ///
    /// Clamped at 0 and truncated to whole numbers, as there.
    public static func hour(_ archetype: Archetype, seed: UInt64 = 1) -> [Double] {
        if archetype == .spike { return bursts(base: 5, minutes: 60, [(10, 3, 150), (24, 3, 167), (38, 3, 175), (52, 3, 175)]) }
        let key = StreamKey(seed: seed).appending("compatible workload").appending(archetype.rawValue)
        return (0..<60).map { minute in
            let noise = KeyedRandom(key, at: minute).normal
            let t = Double(minute)
            let value =
                switch archetype {
                case .spike: 0.0
                case .periodic: 50 + 30 * Turns.sine(t / 20) + 5 * noise
                case .ramp: (minute < 30 ? 20 + 80 * t / 30 : 100 - 80 * (t - 30) / 30) + 5 * noise
                case .stationary: 50 + 15 * noise
                }
            return max(0, value).rounded(.down)
        }
    }

    private static func bursts(base: Double, minutes: Int, _ bursts: [(start: Int, minutes: Int, rate: Double)]) -> [Double] {
        var rates = [Double](repeating: base, count: minutes)
        for burst in bursts { for minute in burst.start..<burst.start + burst.minutes { rates[minute] = burst.rate } }
        return rates
    }
}

extension KeyedRandom {
    fileprivate var normal: Double {
        var copy = self
        return copy.normal()
    }
}
