import Forecasting
import Tensors

/// Errors `[K, H]` whose correlation at a distance of `lag` steps is `φ^lag`.
func decayingErrors(_ count: Int, _ steps: Int, factor: Double, seed: UInt64) -> [Float] {
    var random = numbers(seed)
    return (0..<count).flatMap { _ in
        var value = random.normal()
        return (0..<steps).map { _ in
            defer { value = factor * value + (1 - factor * factor).squareRoot() * random.normal() }
            return Float(value)
        }
    }
}

/// Levels (k + ½)/K that are the same at every step of a path.
func comonotoneLevels(_ count: Int, _ steps: Int) -> PathLevels {
    PathLevels(count: count, steps: steps, levels: (0..<steps * count).map { (Double($0 % count) + 0.5) / Double(count) })
}
