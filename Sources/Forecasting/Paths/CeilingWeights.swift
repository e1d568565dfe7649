import Tensors

/// How much each part of a ceiling counts, at several levels: for every series that was validated, and for any other.
///
/// A part that lost `l_j` at a level, beside the mean of all parts, weighs `p_j exp(−4 z_j)`, where `p` is the prior and `z_j` the mean of
/// `ln(l_j + 0.02)` over the windows of the series itself and six of all series together (exponential weights: Cesa-Bianchi & Lugosi,
/// "Prediction, Learning, and Games", 2006; shrinkage of a series towards all: Efron & Morris, Journal of the American Statistical Association
/// 70, 1975).
struct CeilingWeights: Sendable, Equatable {
    /// Levels whose weights are learnt; levels between them get weights between theirs.
    static let anchors = [0.5, 0.75, 0.9, 0.95, 0.99]
    /// What counts before anything is learnt: parts in the order of ``CeilingParts``.
    static let prior: [Float] = [2, 1, 1, 1, 1, 1, 1].map { $0 / 8 }
    /// Steepness of the weights, windows of all series that count beside those of one, and what keeps a part without any loss from everything.
    private static let steepness = 4.0, shared = 6.0, least = 0.02

    /// Floats of one series: `[anchors, parts]`.
    static var stride: Int { anchors.count * prior.count }

    /// Row of every series that has weights of its own.
    let rows: [String: Int]
    /// Weights `[1 + series, anchors, parts]`, the first for series that were not validated; each row of parts sums to 1.
    let values: [Float]

    /// The prior for all.
    static let unlearnt = CeilingWeights(rows: [:], values: anchors.flatMap { _ in prior })

    init(rows: [String: Int], values: [Float]) { (self.rows, self.values) = (rows, values) }

    /// Where the weights of a series begin.
    func start(of series: String) -> Int { (rows[series] ?? 0) * Self.stride }

    /// The losses of one window at the anchors.
    struct Window {
        /// Series, its scale (one over the size of its maxima), windows without overlap that it has.
        var series: String, scale: Double, independent: Int
        /// Losses `[anchors, parts]`.
        var losses: [Double]
    }

    init(learntFrom windows: [Window]) {
        guard !windows.isEmpty else {
            self = .unlearnt
            return
        }
        let parts = Self.prior.count
        var rows: [String: Int] = [:], independent = [0], own = [[Double]()], all = [Double](repeating: 0, count: Self.stride)
        for window in windows {
            let row = rows[window.series] ?? own.count
            if row == own.count {
                rows[window.series] = row
                own.append([Double](repeating: 0, count: Self.stride))
                independent.append(window.independent)
            }
            for index in 0..<Self.stride {
                own[row][index] += window.losses[index]
                all[index] += window.scale * window.losses[index]
            }
        }
        own[0] = all
        var values: [Float] = []
        for row in own.indices {
            for anchor in Self.anchors.indices {
                let place = anchor * parts..<(anchor + 1) * parts
                values += Self.weights(
                    own: Self.logarithms(own[row][place]), all: Self.logarithms(all[place]),
                    windows: row == 0 ? 0 : Double(independent[row]))
            }
        }
        self.init(rows: rows, values: values)
    }

    /// Logarithms of losses beside their mean, 0 where nothing was lost.
    private static func logarithms(_ losses: ArraySlice<Double>) -> [Double] {
        let mean = losses.reduce(0, +) / Double(losses.count)
        return losses.map { PortableMath.log((mean > 0 ? $0 / mean : 1) + least) }
    }

    private static func weights(own: [Double], all: [Double], windows: Double) -> [Float] {
        let scores = zip(own, all).map { (windows * $0 + shared * $1) / (windows + shared) }
        // (l + 0.02) to the power of −4, of the geometric mean.
        let best = scores.min() ?? 0
        let raw = zip(scores, prior).map { Double($1) * PortableMath.exp(-steepness * ($0 - best)) }
        let sum = raw.reduce(0, +)
        return raw.map { Float($0 / sum) }
    }
}
