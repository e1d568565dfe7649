import Replay
import Tensors
import Traces

/// Demand made for tests.
enum Samples {
    /// Counts of one function per step of 60 s.
    static func counts(_ values: [Float], step: Int64 = 60, id: String = "f") throws -> ReplaySource {
        let series = Series(id: id, axis: .clock(startSeconds: 1_600_000_000, stepSeconds: step), values: values)
        return try ReplaySource(counts: SeriesSet([series], quantity: .count()))
    }

    /// Arrivals of several functions.
    static func arrivals(_ times: [[Double]], span: Range<Double>) -> ReplaySource {
        ReplaySource(ArrivalTrace(ids: times.indices.map { "f\($0)" }, arrivals: times, span: span, start: 1_600_000_000_000))
    }

    /// A gamma renewal process of a rate and coefficient of variation, drawn by inversion-free sums: `cv² = 1/shape`.
    static func renewal(rate: Double, cv: Double, over range: Range<Double>, seed: UInt64) -> [Double] {
        var gaps = [Float](repeating: 0, count: Int((range.upperBound - range.lowerBound) * rate * 3) + 2000 + Kernels.gapSlack)
        var number: UInt64 = 0
        let count = Kernels(.scalar).gammaGaps(
            &gaps, number: &number, atLeast: gaps.count - Kernels.gapSlack, shape: 1 / (cv * cv), seed: seed, stream: 99)
        var (time, out) = (range.lowerBound, [Double]())
        for gap in gaps[..<count] {
            time += Double(gap) / rate
            if time >= range.upperBound { break }
            out.append(time)
        }
        return out
    }

    /// One model for all functions.
    static func replay(_ source: ReplaySource, _ configuration: ReplayConfiguration, threads: Int = 1) throws -> ModelReplay {
        let map = try ModelMap(source, models: ["m"])
        return try TraceReplay(source, onto: map, configuration, compute: Compute(threads: threads)).models[0]
    }
}

/// Mean and standard error of numbers that come one by one.
struct Moments {
    var (count, sum, squares) = (0.0, 0.0, 0.0)

    mutating func add(_ value: Double) {
        count += 1
        sum += value
        squares += value * value
    }

    var mean: Double { sum / count }
    var error: Double { (max(0, squares / count - mean * mean) / count).squareRoot() }
}

extension [Double] {
    /// How many lie in each of `count` windows of a width.
    func counts(width: Double, count: Int) -> [Double] {
        var counts = [Double](repeating: 0, count: count)
        for time in self { counts[Int(time / width)] += 1 }
        return counts
    }

    var isSorted: Bool { zip(self, dropFirst()).allSatisfy { $0 <= $1 } }
}
