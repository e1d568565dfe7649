import Forecasting
import Tensors
import Traces

/// A history of these values on an index axis.
func history(_ values: [Float], count: Int? = nil, id: String = "s") -> History {
    History(Series(id: id, axis: .index(), values: values), count: count ?? values.count)
}

/// A forecast from its rows, one per step.
func forecast(_ levels: [Double], _ rows: [[Float]], lowerBound: Float? = nil) -> QuantileForecast {
    QuantileForecast(
        history: history([0]), levels: try! QuantileLevels(levels), horizon: rows.count, values: rows.flatMap { $0 }, lowerBound: lowerBound
    )
}

/// Reproducible numbers for a test.
func numbers(_ seed: UInt64) -> RandomStream { RandomStream(seed: seed, purpose: "test") }

/// Noise around a daily wave, hourly, with a level and phase of its own; a day has 24 steps.
func wave(_ index: Int, count: Int, noise: Double = 0.1, level: Double = 10) -> [Float] {
    var random = RandomStream(seed: 42, purpose: "wave", index: UInt64(index))
    let (height, phase) = (level * (1 + Double(index % 7)), Double(index) * 0.9)
    return (0..<count).map { t in
        let shape = 2 + sine(2 * .pi * Double(t) / 24 + phase)
        return Float(height * (shape + noise * random.normal()))
    }
}

/// A set of series on one axis.
func series(_ all: [[Float]], axis: TimeAxis = .index(), quantity: Quantity = .gauge()) -> SeriesSet {
    try! SeriesSet(all.enumerated().map { Series(id: "s\($0)", axis: axis, values: $1) }, quantity: quantity)
}

/// Whether all values are finite.
func allFinite(_ values: [Float]) -> Bool { values.allSatisfy { $0.isFinite } }
