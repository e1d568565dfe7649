import Forecasting
import Tensors
import Traces

/// Means that a model forecast, and what came.
struct MeanOutcomes {
    /// Mean and truth, in the unit of the origin.
    var means: [Float] = [], truths: [Float] = []
    /// Truth as it is.
    var actual: [Float] = []
    /// Unit of the origin.
    var scales: [WindowScale] = []
    /// Steps, 0 for the first.
    var steps: [Int] = []
    /// How much the series varied before the origin; positive.
    var variations: [Double] = []

    /// Most targets of recursive forecasts, and fewest windows they come from.
    private static let mostTargets = 60_000, fewestWindows = 64
    /// Windows that a thread takes at a time.
    private static let pieceWindows = 32
    private static let pieceRows = 512

    /// What a direct model says of rows.
    init(of forest: MeanForest, on rows: ForecastRows, columns: Int, threads: Int) {
        let count = rows.count
        means = [Float](unsafeUninitializedCapacity: count) { out, filled in
            nonisolated(unsafe) let out = out
            Parallel.forEach((count + Self.pieceRows - 1) / Self.pieceRows, threads: threads) { piece in
                let first = piece * Self.pieceRows
                guard let place = out.baseAddress else { return }
                forest.write(place + first, rows: rows.features + first * columns, count: min(Self.pieceRows, count - first))
            }
            filled = count
        }
        let judged = rows.judged
        truths = judged.truths
        (actual, scales, steps, variations) = (judged.actual, judged.scales, judged.steps, judged.variations)
    }

    /// What a recursive model says at the ends of histories, whose series know what came.
    init(of rollout: Rollout, at histories: [History], horizon: Int, threads: Int) {
        let assembler = rollout.assembler
        let long = histories.filter { assembler.schema.isLong($0) }
        let count = min(long.count, max(Self.fewestWindows, Self.mostTargets / horizon))
        let kept = (0..<count).map { long[$0 * long.count / count] }
        let pieces = Collected<MeanOutcomes>(count: (count + Self.pieceWindows - 1) / Self.pieceWindows, empty: MeanOutcomes())
        Parallel.forEach((count + Self.pieceWindows - 1) / Self.pieceWindows, threads: threads) { piece in
            let part = kept[piece * Self.pieceWindows..<min(count, (piece + 1) * Self.pieceWindows)]
            var walks = part.map { FeatureWalk($0, assembler: assembler) }
            let scales = walks.map(\.scale)
            let means = rollout.means(of: &walks, horizon: horizon)
            var outcomes = MeanOutcomes()
            for (index, (history, scale)) in zip(part, scales).enumerated() {
                let variation = history.variation
                for step in 0..<horizon {
                    let actual = history.series.values[history.count + step]
                    guard !actual.isNaN else { continue }
                    let mean = (means[index * horizon + step] - scale.location) / scale.scale
                    outcomes.add(mean, assembler.target(actual, scale: scale), actual: actual, scale, step: step, variation)
                }
            }
            pieces.set(piece, outcomes)
        }
        for piece in pieces.values {
            means += piece.means
            truths += piece.truths
            actual += piece.actual
            scales += piece.scales
            steps += piece.steps
            variations += piece.variations
        }
    }

    /// None.
    private init() {}

    /// Number of targets.
    var count: Int { means.count }

    private mutating func add(_ mean: Float, _ truth: Float, actual: Float, _ scale: WindowScale, step: Int, _ variation: Double) {
        means.append(mean)
        truths.append(truth)
        self.actual.append(actual)
        scales.append(scale)
        steps.append(step)
        variations.append(variation)
    }
}
