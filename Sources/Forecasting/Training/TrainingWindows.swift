import Tensors
import Traces

/// Which windows a global model learns from and which it is validated on: origins in the histories, never copies of the data.
///
/// The last part of the training time of every series is kept for validation; targets of training windows end before it begins.
public struct TrainingWindows: Sendable {
    /// Histories that end at validation origins: their targets are known to us, not to the model.
    public let validation: [History]
    /// Series long enough to train on, and the range of their training origins (numbers of known values).
    package let training: [(series: Series, origins: ClosedRange<Int>)]
    /// Where windows are drawn from: all origins of a series, or blocks of a bootstrap.
    private let stretches: [Stretch]
    /// Cumulative sampling weight of the stretches.
    private let cumulative: [Double]

    private struct Stretch {
        /// Index in ``training``.
        var index: Int
        var origins: ClosedRange<Int>
        /// First origin of the series, which ages are counted from.
        var first: Int
        var weight: Double
    }

    /// Most validation windows of a series and of the whole set.
    static let validationPerSeries = 48, validationInAll = 1536
    /// Fewest validation windows of a series whose history allows them: sample paths are learnt from them.
    static let fewestPerSeries = 4

    /// Splits the histories.
    /// - Parameters:
    ///   - set: the histories.
    ///   - context: context length in steps.
    ///   - horizon: steps of every target.
    ///   - minimumHistory: values that a window needs.
    ///   - bootstrap: seed of a bootstrap of the training windows (``FitOptions/bootstrap``); `nil` for all of them.
    ///   - isFinal: whether nothing is kept for validation: windows for training again what was validated before.
    /// - Throws: ``ForecastError/noTrainingData(reason:)`` when no series has room for one training and one validation window.
    public init(
        _ set: TrainingSet, context: Int, horizon: Int, minimumHistory: Int, bootstrap: UInt64? = nil, isFinal: Bool = false
    ) throws(ForecastError) {
        var training: [(series: Series, origins: ClosedRange<Int>)] = []
        var validation: [History] = []
        let usable = set.histories.filter { $0.count >= minimumHistory + 2 * horizon }
        guard !usable.isEmpty else {
            let longest = set.histories.map(\.count).max() ?? 0
            throw ForecastError.noTrainingData(
                reason: "the longest history has \(longest) values, a window for training and one for validation need "
                    + "\(minimumHistory + 2 * horizon) (horizon \(horizon))")
        }
        let perSeries = min(Self.validationPerSeries, max(Self.fewestPerSeries, Self.validationInAll / usable.count))
        for history in usable {
            let reserved = isFinal ? 0 : Self.reserved(count: history.count, horizon: horizon, minimumHistory: minimumHistory)
            let validationStart = history.count - reserved
            let lastTraining = validationStart - horizon
            guard lastTraining >= minimumHistory else { continue }
            // Short contexts are padded; origins start where at least half a context is known, if the series is long enough for it.
            let first = min(max(minimumHistory, context / 2), lastTraining)
            training.append((history.series, first...lastTraining))
            guard !isFinal else { continue }
            let span = reserved - horizon
            let windows = min(perSeries, span + 1)
            for k in 0..<windows {
                let offset = windows == 1 ? span : k * span / (windows - 1)
                let origin = validationStart + offset
                guard history.series.values[origin..<origin + horizon].contains(where: { !$0.isNaN }) else { continue }
                validation.append(History(history.series, count: origin))
            }
        }
        guard !training.isEmpty else {
            throw ForecastError.noTrainingData(
                reason: "no series keeps a training window once the end of its history is reserved for validation (horizon \(horizon))")
        }
        guard isFinal || !validation.isEmpty else {
            throw ForecastError.noTrainingData(
                reason: "every value at the end of the histories, where training is validated, is missing (horizon \(horizon))")
        }
        self.training = training
        self.validation = Self.thinned(validation, to: Self.validationInAll)
        stretches = Self.stretches(of: training.map(\.origins), bootstrap: bootstrap)
        var sum = 0.0
        cumulative = stretches.map {
            sum += $0.weight
            return sum
        }
    }

    /// All origins of every series, by the square root of their number; or drawn blocks of them, each with its share of that.
    private static func stretches(of ranges: [ClosedRange<Int>], bootstrap: UInt64?) -> [Stretch] {
        func weight(_ origins: ClosedRange<Int>) -> Double { Double(origins.upperBound - origins.lowerBound + 1).squareRoot() }
        guard let bootstrap else {
            return ranges.enumerated().map { Stretch(index: $0, origins: $1, first: $1.lowerBound, weight: weight($1)) }
        }
        return BlockBootstrap(seed: bootstrap).draw(from: ranges).map { block in
            let all = ranges[block.range]
            let share = Double(block.origins.count) / Double(all.count)
            return Stretch(index: block.range, origins: block.origins, first: all.lowerBound, weight: share * weight(all))
        }
    }

    /// Number of values at the end of a history that are kept for validation: a tenth of it, at least one horizon, at most what leaves
    /// a training window.
    package static func reserved(count: Int, horizon: Int, minimumHistory: Int) -> Int {
        min(max(count / 10, horizon + min(horizon, count / 20)), count - minimumHistory - horizon)
    }

    /// A random training window: series by the square root of its number of windows, origin uniformly among those that leave the first
    /// origin `age` steps behind, or the last one of a series that is too short for it. Of a bootstrap: only from the blocks that were drawn.
    package func sample(using random: inout RandomStream, age: Int = 0) -> History {
        let position = random.uniformDouble() * cumulative[cumulative.count - 1]
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > position { high = middle } else { low = middle + 1 }
        }
        let (stretch, origins) = (stretches[low], stretches[low].origins)
        let first = min(max(stretch.first + age, origins.lowerBound), origins.upperBound)
        return History(training[stretch.index].series, count: first + random.int(below: origins.upperBound - first + 1))
    }

    private static func thinned(_ all: [History], to count: Int) -> [History] {
        guard all.count > count else { return all }
        // Drawn rather than every n-th: n could be the number of windows per series, and then all would be the same one.
        var random = RandomStream(seed: 0, purpose: "validation windows")
        var indices = Array(all.indices)
        random.shuffle(&indices)
        return indices.prefix(count).sorted().map { all[$0] }
    }
}
