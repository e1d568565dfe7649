import Tensors

/// Sums of gradients and hessians, as float pairs or quantised.
final class GradientStatistics: NodeStatistics, @unchecked Sendable {
    struct Sums: Sendable {
        var gradient: Double
        var hessian: Double
    }

    let kernels: Kernels
    let configuration: BoostingConfiguration
    let targets: TargetRows
    /// Gradient and hessian of every row `[N, 2]`.
    let pairs: UnsafeMutablePointer<Float>
    /// Probabilities of classes `[outputs, N]`.
    private let shares: UnsafeMutablePointer<Float>?
    /// The same quantised, a word each.
    let words: UnsafeMutablePointer<UInt32>?
    /// What one step of a quantised gradient and hessian stands for.
    var gradientStep = 1.0, hessianStep = 1.0

    /// Rows that a thread works on by itself.
    static let pieceRows = 16_384

    init(_ targets: TargetRows, configuration: BoostingConfiguration, kernels: Kernels) {
        (self.kernels, self.configuration, self.targets) = (kernels, configuration, targets)
        let rows = targets.targets.count
        pairs = .allocate(capacity: 2 * max(rows, 1))
        shares = if case .multiclass(let classes) = configuration.objective { .allocate(capacity: classes * rows) } else { nil }
        words = configuration.gradientBins == nil ? nil : .allocate(capacity: max(rows, 1))
    }

    deinit {
        pairs.deallocate()
        shares?.deallocate()
        words?.deallocate()
    }

    var numbersPerBin: Int { 2 }
    var narrowBytes: Int { 4 * (words == nil ? Kernels.TreeLayout.featureFloats : Kernels.TreeLayout.featureWords) }

    /// Float sums of more rows lose digits; halves of words overflow.
    var narrowRows: Int { configuration.gradientBins.map { 32_767 / $0 } ?? 8_192 }

    var gradients: UnsafeMutablePointer<Float>? { pairs }

    func update(_ rows: Range<Int>, _ scores: ScoreTable) {
        if let shares {
            // All classes of a round take a step from the same scores.
            objective.softmax(shares, scores: scores.values, rows: targets.targets.count, range: rows, kernels: kernels)
        } else {
            objective.gradients(pairs, scores: scores.values, rows: targets, range: rows)
        }
    }

    func begin(output: Int, team: ThreadTeam) {
        guard let shares else { return }
        nonisolated(unsafe) let (pairs, classes) = (pairs, shares)
        let (count, pieceRows) = (targets.targets.count, Self.pieceRows)
        team.forEach((count + pieceRows - 1) / pieceRows) { [objective, targets] piece, _ in
            objective.classGradients(
                pairs, output: output, shares: classes, rows: targets, range: piece * pieceRows..<min(count, (piece + 1) * pieceRows))
        }
    }

    func add(_ rows: RowSlice, bins: UnsafePointer<UInt8>, stride: Int, features: Int, to narrow: UnsafeMutableRawPointer) {
        let first = rows.list == nil ? rows.first : 0
        if let words {
            kernels.addHistogram(
                narrow.assumingMemoryBound(to: UInt32.self), bins: bins + first * stride, stride: stride, gradients: words + first,
                rows: rows.list, count: rows.count, features: features)
        } else {
            kernels.addHistogram(
                narrow.assumingMemoryBound(to: Float.self), bins: bins + first * stride, stride: stride, gradients: pairs + 2 * first,
                rows: rows.list, count: rows.count, features: features)
        }
    }

    func move(_ narrow: UnsafeMutableRawPointer, bins: Int, to histogram: UnsafeMutablePointer<Double>) {
        if words != nil {
            kernels.moveSums(histogram, narrow.assumingMemoryBound(to: UInt32.self), count: bins)
        } else {
            kernels.moveSums(histogram, narrow.assumingMemoryBound(to: Float.self), count: 2 * bins)
        }
    }

    func subtract(_ parent: UnsafeMutablePointer<Double>, _ child: UnsafePointer<Double>, count: Int) {
        kernels.subtractSums(parent, child, count: count)
    }

    func merge(_ numbers: UnsafeMutablePointer<Double>, _ others: UnsafePointer<Double>, count: Int) {
        for index in 0..<count { numbers[index] += others[index] }
    }

    func sums(_ bin: UnsafePointer<Double>) -> Sums { Sums(gradient: bin[0], hessian: bin[1]) }
    func add(_ a: Sums, _ b: Sums) -> Sums { Sums(gradient: a.gradient + b.gradient, hessian: a.hessian + b.hessian) }
    func subtract(_ a: Sums, _ b: Sums) -> Sums { Sums(gradient: a.gradient - b.gradient, hessian: a.hessian - b.hessian) }

    func split(
        _ histogram: UnsafePointer<Double>, bins: Int, hasMissing: Bool, of node: NodeState<Sums>, monotone: Int
    ) -> NumericalSplit<Sums>? {
        let split = kernels.bestSplit(
            histogram, bins: bins, gradient: node.sums.gradient, hessian: node.sums.hessian, hasMissing: hasMissing,
            rule: rule(of: node, monotone: monotone))
        guard split.gain > -.infinity else { return nil }
        return NumericalSplit(
            gain: split.gain * gainScale, bin: split.bin, missingLeft: split.missingLeft,
            left: Sums(gradient: split.leftGradient, hessian: split.leftHessian))
    }

    func gain(_ sums: Sums, of node: NodeState<Sums>, extraL2: Double) -> Double {
        rule(of: node, extraL2: extraL2).gain(sums.gradient, sums.hessian) * gainScale
    }

    func isAllowed(_ sums: Sums, of node: NodeState<Sums>) -> Bool { sums.hessian >= minimumHessian(of: node) }

    func rows(_ sums: Sums, of node: NodeState<Sums>) -> Double {
        node.sums.hessian > 0 ? sums.hessian * Double(node.count) / node.sums.hessian : 0
    }

    func order(_ sums: Sums, smoothing: Double) -> Double { sums.gradient / (sums.hessian + smoothing) }

    func values(_ sums: Sums, of node: NodeState<Sums>) -> [Double] {
        [rule(of: node).value(sums.gradient, sums.hessian) * gradientStep / hessianStep]
    }

    func weight(_ sums: Sums) -> Double { sums.hessian * hessianStep }

    private var objective: BoostingObjective { configuration.objective }

    /// Whether leaves hold Newton steps, so that bounds of their values are bounds of those; other values are fitted afterwards.
    private var isNewton: Bool { configuration.objective.leafLevels.isEmpty }

    /// Sums of a node in units of the quantised steps: penalties and bounds are brought to them, gains back.
    private var gainScale: Double { gradientStep * gradientStep / hessianStep }

    /// Smallest hessian of a side: its own limit, and that of so many average rows of the node. Rows themselves are counted when the split is
    /// made.
    private func minimumHessian(of node: NodeState<Sums>) -> Double {
        let average = node.sums.hessian / Double(max(node.count, 1))
        // Half a row less: sums are rounded. A single row may weigh much less than the others; what is left of its sum keeps rounding errors
        // of empty sides apart.
        let rows = configuration.minimumRows > 1 ? Double(configuration.minimumRows) - 0.5 : 0.01
        return max(configuration.minimumHessian / hessianStep, average * rows, .leastNormalMagnitude)
    }

    private func rule(of node: NodeState<Sums>, monotone: Int = 0, extraL2: Double = 0) -> Kernels.TreeRule {
        let scale = hessianStep / gradientStep
        return Kernels.TreeRule(
            l1: configuration.l1 / gradientStep, l2: (configuration.l2 + extraL2) / hessianStep, minimumHessian: minimumHessian(of: node),
            lower: isNewton ? (node.lower.first ?? -.infinity) * scale : -.infinity,
            upper: isNewton ? (node.upper.first ?? .infinity) * scale : .infinity, monotone: monotone)
    }
}
