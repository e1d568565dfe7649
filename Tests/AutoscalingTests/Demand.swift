import Autoscaling
import Forecasting
import Synchronization
import Traces

/// Traces, forecasters and random numbers that the tests of this room share.

/// A series of rates: demand is the value itself.
func rates(_ values: [Float], stepSeconds: Int64 = 15, id: String = "s") -> Series {
    Series(id: id, axis: .clock(startSeconds: 1_700_000_000, stepSeconds: stepSeconds), values: values)
}

/// A trace of rates.
func trace(_ values: [Float], stepSeconds: Int64 = 15, from: Int = 0) throws -> DemandTrace {
    try DemandTrace(rates(values, stepSeconds: stepSeconds), quantity: .rate("requests/s"), range: from..<values.count)
}

/// Uniform 64-bit numbers (SplitMix64; Steele, Lea & Flood 2014), so that random tests repeat exactly.
struct TestRandom {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    mutating func uniform() -> Float { Float(next() >> 40) / Float(1 << 24) }

    /// A restless demand: a level that drifts, with noise and bursts.
    mutating func demand(_ count: Int, level: Float = 40) -> [Float] {
        var mean = level
        return (0..<count).map { _ in
            mean = max(1, mean + (uniform() - 0.5) * 0.1 * level)
            let burst: Float = below(40) == 0 ? 3 : 1
            return mean * burst * (0.8 + 0.4 * uniform())
        }
    }
}

/// Knows the future of a series exactly: the highest value of the window.
struct PerfectSource: ForecastSource {
    var values: [Float]
    var name: String { "perfect" }
    var maximumWindow: Int? { nil }
    func ceiling(known: Int, window: Int, level: Double) -> CeilingForecast? {
        let window = values[min(known, values.count)..<min(known + window, values.count)]
        return CeilingForecast(value: window.max() ?? 0, known: known)
    }
}

/// Answers whatever the closure says.
struct StubSource: ForecastSource {
    var maximumWindow: Int?
    var answer: @Sendable (_ known: Int, _ window: Int) -> CeilingForecast?
    var name: String { "stub" }
    func ceiling(known: Int, window: Int, level: Double) -> CeilingForecast? { answer(known, window) }
}

/// Forecasts the last value with a fixed spread, and writes down what it was asked.
final class LastValueModel: FittedForecaster {
    let log = Mutex<[[Int]]>([])
    let maximumHorizon: Int?
    let residualPaths: ResidualPaths?
    let minimum: Int
    var name: String { "last-value" }
    let levels: QuantileLevels

    init(maximumHorizon: Int? = nil, paths: ResidualPaths? = LastValueModel.somePaths, minimum: Int = 1) throws {
        self.maximumHorizon = maximumHorizon
        self.residualPaths = paths
        self.minimum = minimum
        levels = try QuantileLevels([0.1, 0.5, 0.9])
    }

    /// Five paths of four steps with ranks between 0.1 and 0.9.
    static let somePaths = ResidualPaths(count: 5, horizon: 4, ranks: (0..<20).map { 0.1 + 0.8 * Float($0 * 7 % 20) / 19 })

    func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        log.withLock { $0.append(histories.map(\.count)) }
        var out: [QuantileForecast] = []
        for history in histories {
            guard history.count >= minimum, let last = history.values.last(where: { !$0.isNaN }) else {
                throw .tooShort(series: history.id, count: history.count, required: minimum)
            }
            let values = (0..<horizon).flatMap { _ in [last * 0.8, last, last * 1.2] }
            out.append(QuantileForecast(history: history, levels: levels, horizon: horizon, values: values))
        }
        return out
    }

    func archive() throws(ForecastError) -> ModelArchive { ModelArchive() }
}
