import Tensors
import Traces

/// Which windows a global model learns from and which it is validated on: origins in the histories, never copies of the data.
///
/// The last part of the training time of every series is kept for validation; targets of training windows end before it begins.
public struct TrainingWindows: Sendable {
    /// Histories that end at validation origins: their targets are known to us, not to the model.
    public let validation: [History]
    /// Series long enough to train on, and runs of their training origins (numbers of known values): one for each series, more where
    /// windows cannot be made everywhere.
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
    ///   - usable: at which origins windows can be made; `nil` for all.
    ///   - bootstrap: seed of a bootstrap of the training windows (``FitOptions/bootstrap``); `nil` for all of them.
    ///   - isFinal: whether nothing is kept for validation: windows for training again what was validated before.
    /// - Throws: ``ForecastError/noTrainingData(reason:)`` when no series has room for one training and one validation window.
    public init(
        _ set: TrainingSet, context: Int, horizon: Int, minimumHistory: Int, usable: UsableOrigins? = nil, bootstrap: UInt64? = nil,
        isFinal: Bool = false
    ) throws(ForecastError) {
        var training: [(series: Series, origins: ClosedRange<Int>)] = []
        var validation: [History] = []
        // A series that starts late is as long as it is from its first value on.
        let long = set.histories.map { (history: $0, start: $0.missingStart) }
            .filter { $0.history.count - $0.start >= minimumHistory + 2 * horizon }
        guard !long.isEmpty else {
            let longest = set.histories.map { $0.count - $0.missingStart }.max() ?? 0
            throw ForecastError.noTrainingData(
                reason: "the longest history has \(longest) values, a window for training and one for validation need "
                    + "\(minimumHistory + 2 * horizon) (horizon \(horizon))")
        }
        let perSeries = min(Self.validationPerSeries, max(Self.fewestPerSeries, Self.validationInAll / long.count))
        for (history, start) in long {
            let reserved = isFinal ? 0 : Self.reserved(count: history.count - start, horizon: horizon, minimumHistory: minimumHistory)
            let validationStart = history.count - reserved
            let lastTraining = validationStart - horizon
            guard lastTraining - start >= minimumHistory else { continue }
            // Short contexts are padded; origins start where at least half a context is known, if the series is long enough for it.
            let first = min(start + max(minimumHistory, context / 2), lastTraining)
            let runs = usable?.runs(in: history.series.values, of: first...lastTraining) ?? [first...lastTraining]
            training += runs.map { (history.series, $0) }
            guard !isFinal else { continue }
            let span = reserved - horizon
            let windows = min(perSeries, span + 1)
            for k in 0..<windows {
                let offset = windows == 1 ? span : k * span / (windows - 1)
                let origin = validationStart + offset
                guard history.series.values[origin..<origin + horizon].contains(where: { !$0.isNaN }) else { continue }
                let known = History(history.series, count: origin)
                if usable?.allow(known.values) ?? true { validation.append(known) }
            }
        }
        guard !training.isEmpty else {
            throw ForecastError.noTrainingData(
                reason: "no series keeps a training window once the end of its history is reserved for validation (horizon \(horizon))"
                    + (usable == nil ? "" : ", of windows that know something and have a unit"))
        }
        guard isFinal || !validation.isEmpty else {
            throw ForecastError.noTrainingData(
                reason:
                    "every value at the end of the histories, where training is validated, is missing, or 0 as all before it (horizon \(horizon))"
            )
        }
        self.training = training
        self.validation = Self.thinned(validation, to: Self.validationInAll)
        stretches = Self.stretches(of: training, bootstrap: bootstrap)
        var sum = 0.0
        cumulative = stretches.map {
            sum += $0.weight
            return sum
        }
    }

    /// All origins of every series, by the square root of their number; or drawn blocks of them, each with its share of that.
    private static func stretches(of training: [(series: Series, origins: ClosedRange<Int>)], bootstrap: UInt64?) -> [Stretch] {
        let ranges = training.map(\.origins)
        var counts: [String: Int] = [:]
        for one in training { counts[one.series.id, default: 0] += one.origins.count }
        func stretch(_ index: Int, _ origins: ClosedRange<Int>) -> Stretch {
            let all = Double(counts[training[index].series.id] ?? origins.count)
            let share = Double(origins.count) / all
            return Stretch(index: index, origins: origins, first: ranges[index].lowerBound, weight: share * all.squareRoot())
        }
        guard let bootstrap else { return ranges.indices.map { stretch($0, ranges[$0]) } }
        return BlockBootstrap(seed: bootstrap).draw(from: ranges).map { stretch($0.range, $0.origins) }
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
