import Tensors

/// How much each of several forecasts of one thing counts: for every series that was validated, and for any other; in one or several respects
/// (levels of a ceiling, the median beside all quantiles).
///
/// A candidate that lost `l_j`, beside the mean of all candidates, weighs `p_j exp(−4 z_j)`, where `p` is the prior and `z_j` the mean of
/// `ln(l_j + 0.02)` over the windows of the series itself and six of all series together (exponential weights: Cesa-Bianchi & Lugosi,
/// "Prediction, Learning, and Games", 2006; shrinkage of a series towards all: Efron & Morris, Journal of the American Statistical Association
/// 70, 1975).
struct LossWeights: Sendable, Equatable {
    /// Steepness of the weights, windows of all series that count beside those of one, and what keeps a candidate without any loss from everything.
    private static let steepness = 4.0, shared = 6.0, least = 0.02

    /// Number of candidates, and of respects that they are weighed in.
    let candidates: Int, respects: Int
    /// Row of every series that has weights of its own: 1, 2, …
    let rows: [String: Int]
    /// Weights `[1 + series, respects, candidates]`, the first for series that were not validated; each row of candidates sums to 1.
    let values: [Float]

    /// Floats of one series.
    private var stride: Int { respects * candidates }

    /// The same weights for all.
    /// - Parameter prior: weights of the candidates, of sum 1.
    init(prior: [Float], respects: Int) {
        self.init(candidates: prior.count, respects: respects, rows: [:], values: (0..<respects).flatMap { _ in prior })
    }

    /// Makes weights that are sound already.
    init(candidates: Int, respects: Int, rows: [String: Int], values: [Float]) {
        (self.candidates, self.respects, self.rows, self.values) = (candidates, respects, rows, values)
    }

    /// Where the weights of a series begin in ``values``.
    func start(of series: String) -> Int { (rows[series] ?? 0) * stride }

    /// The weights of a series `[respects, candidates]`.
    subscript(series: String) -> ArraySlice<Float> { values[start(of: series)..<start(of: series) + stride] }

    /// What the candidates lost in one window.
    struct Window {
        /// Series; what its losses are multiplied by so that series count alike; windows without overlap that it has.
        var series: String, scale: Double, independent: Int
        /// Losses `[respects, candidates]`.
        var losses: [Double]
    }

    /// Learns weights.
    /// - Parameters:
    ///   - windows: losses in every validation window.
    ///   - prior: what counts before anything is learnt, of sum 1.
    ///   - respects: number of respects.
    init(learntFrom windows: [Window], prior: [Float], respects: Int) {
        guard !windows.isEmpty else {
            self.init(prior: prior, respects: respects)
            return
        }
        let size = respects * prior.count
        var rows: [String: Int] = [:], independent = [0], own = [[Double]()], all = [Double](repeating: 0, count: size)
        for window in windows {
            let row = rows[window.series] ?? own.count
            if row == own.count {
                rows[window.series] = row
                own.append([Double](repeating: 0, count: size))
                independent.append(window.independent)
            }
            for index in 0..<size {
                own[row][index] += window.losses[index]
                all[index] += window.scale * window.losses[index]
            }
        }
        own[0] = all
        var values: [Float] = []
        for row in own.indices {
            for respect in 0..<respects {
                let place = respect * prior.count..<(respect + 1) * prior.count
                values += Self.weights(
                    own: Self.logarithms(own[row][place]), all: Self.logarithms(all[place]),
                    windows: row == 0 ? 0 : Double(independent[row]), prior: prior)
            }
        }
        self.init(candidates: prior.count, respects: respects, rows: rows, values: values)
    }

    /// Logarithms of losses beside their mean, 0 where nothing was lost.
    private static func logarithms(_ losses: ArraySlice<Double>) -> [Double] {
        let mean = losses.reduce(0, +) / Double(losses.count)
        return losses.map { PortableMath.log((mean > 0 ? $0 / mean : 1) + least) }
    }

    private static func weights(own: [Double], all: [Double], windows: Double, prior: [Float]) -> [Float] {
        let scores = zip(own, all).map { (windows * $0 + shared * $1) / (windows + shared) }
        // (l + 0.02) to the power of −4, of the geometric mean.
        let best = scores.min() ?? 0
        let raw = zip(scores, prior).map { Double($1) * PortableMath.exp(-steepness * ($0 - best)) }
        let sum = raw.reduce(0, +)
        return raw.map { Float($0 / sum) }
    }
}
