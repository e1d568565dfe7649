import Tensors

/// Counts of rows below each of several predicted quantiles: all that the gradients of their pinball losses depend on.
///
/// The gradient of level τ is 1[y < q] − τ, so of n rows it adds up to (rows below q) − τ n. A row is below all predicted quantiles beyond
/// its rank, hence one small number a row stands for the gradients of all levels, and counts are exact.
final class RankStatistics: NodeStatistics, @unchecked Sendable {
    typealias Sums = SIMD16<Float>

    let kernels: Kernels
    let levels: [Double]
    /// Number of predicted quantiles below the observed value, of every row.
    let ranks: UnsafeMutablePointer<UInt8>
    private let targets: [Float]
    private let minimumRows: Double
    private let counts: [UInt16]
    private let paddedLevels: [Float]

    init(targets: [Float], levels: [Double], configuration: BoostingConfiguration, kernels: Kernels) {
        self.targets = targets
        self.kernels = kernels
        self.levels = levels
        minimumRows = Double(configuration.minimumRows)
        ranks = .allocate(capacity: max(targets.count, 1))
        let width = Kernels.TreeLayout.ranks
        paddedLevels = levels.map(Float.init) + Array(repeating: 0, count: width - levels.count)
        counts = (0...levels.count).flatMap { rank in
            (0..<width).map { $0 < levels.count ? ($0 >= rank ? 1 : 0) : $0 == levels.count ? 1 : 0 }
        }
    }

    deinit { ranks.deallocate() }

    var numbersPerBin: Int { Kernels.TreeLayout.ranks }
    var narrowBytes: Int { 2 * Kernels.TreeLayout.featureRanks }
    var narrowRows: Int { Int(UInt16.max) }

    var gradients: UnsafeMutablePointer<Float>? { nil }
    func begin(output: Int, team: ThreadTeam) {}
    func round(draw: Int, team: ThreadTeam) -> Bool { true }
    func leafSums(_ node: NodeState<Sums>) -> Sums { node.sums }

    func update(_ rows: Range<Int>, _ scores: ScoreTable) {
        targets.withUnsafeBufferPointer { targets in
            (ranks + rows.lowerBound).update(repeating: 0, count: rows.count)
            for k in 0..<levels.count {
                let scores = scores.values + k * targets.count
                for row in rows { ranks[row] &+= scores[row] < Double(targets[row]) ? 1 : 0 }
            }
        }
    }

    func add(_ rows: RowSlice, bins: UnsafePointer<UInt8>, stride: Int, features: Int, to narrow: UnsafeMutableRawPointer) {
        let first = rows.list == nil ? rows.first : 0
        kernels.addHistogram(
            narrow.assumingMemoryBound(to: UInt16.self), bins: bins + first * stride, stride: stride, ranks: ranks + first, counts: counts,
            rows: rows.list, count: rows.count, features: features)
    }

    func move(_ narrow: UnsafeMutableRawPointer, bins: Int, to histogram: UnsafeMutablePointer<Float>) {
        kernels.moveSums(histogram, narrow.assumingMemoryBound(to: UInt16.self), count: bins * numbersPerBin)
    }

    func subtract(_ parent: UnsafeMutablePointer<Float>, _ child: UnsafePointer<Float>, count: Int) {
        kernels.subtractSums(parent, child, count: count)
    }

    func merge(_ numbers: UnsafeMutablePointer<Float>, _ others: UnsafePointer<Float>, count: Int) {
        for index in 0..<count { numbers[index] += others[index] }
    }

    func sums(_ bin: UnsafePointer<Float>) -> Sums { UnsafeRawPointer(bin).loadUnaligned(as: Sums.self) }
    func add(_ a: Sums, _ b: Sums) -> Sums { a + b }
    func subtract(_ a: Sums, _ b: Sums) -> Sums { a - b }

    func split(
        _ histogram: UnsafePointer<Float>, bins: Int, hasMissing: Bool, of node: NodeState<Sums>, monotone: Int
    ) -> NumericalSplit<Sums>? {
        if monotone != 0 { return split(histogram, bins: bins, hasMissing: hasMissing, of: node, direction: Double(monotone)) }
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * numbersPerBin) { memory -> NumericalSplit<Sums>? in
            guard let total = memory.baseAddress else { return nil }
            let left = total + numbersPerBin
            UnsafeMutableRawPointer(total).storeBytes(of: node.sums, as: Sums.self)
            let split = kernels.bestSplit(
                histogram, bins: bins, total: total, levels: paddedLevels, levelCount: levels.count, minimumRows: minimumRows,
                hasMissing: hasMissing, left: left)
            guard split.gain > -.infinity else { return nil }
            return NumericalSplit(gain: split.gain, bin: split.bin, missingLeft: split.missingLeft, left: sums(left))
        }
    }

    /// The best threshold that no level's values cross in the wrong direction. Without this a tree would split in that direction again and
    /// again, because it gains most, and the bounds of the values would leave nothing of it.
    private func split(
        _ histogram: UnsafePointer<Float>, bins: Int, hasMissing: Bool, of node: NodeState<Sums>, direction: Double
    ) -> NumericalSplit<Sums>? {
        var best: NumericalSplit<Sums>?
        for missingLeft in hasMissing ? [false, true] : [false] {
            var left = missingLeft ? sums(histogram) : .zero
            // With all values on the left only missing ones may stand on the right.
            for bin in stride(from: 1, to: hasMissing && !missingLeft ? bins : bins - 1, by: 1) {
                left += sums(histogram + bin * numbersPerBin)
                let right = node.sums - left
                guard isAllowed(left, of: node), isAllowed(right, of: node) else { continue }
                let gain = gain(left, of: node, extraL2: 0) + gain(right, of: node, extraL2: 0)
                guard gain > best?.gain ?? -.infinity,
                    zip(values(left, of: node), values(right, of: node)).allSatisfy({ direction * ($1 - $0) >= 0 })
                else { continue }
                best = NumericalSplit(gain: gain, bin: bin, missingLeft: missingLeft, left: left)
            }
        }
        return best
    }

    func gain(_ sums: Sums, of node: NodeState<Sums>, extraL2: Double) -> Double {
        let n = Double(sums[levels.count])
        var squares = 0.0
        for (k, level) in levels.enumerated() {
            let gradient = Double(sums[k]) - level * n
            squares += gradient * gradient
        }
        return n > 0 ? squares / (n + extraL2) : 0
    }

    func isAllowed(_ sums: Sums, of node: NodeState<Sums>) -> Bool { rows(sums, of: node) >= minimumRows }
    func rows(_ sums: Sums, of node: NodeState<Sums>) -> Double { Double(sums[levels.count]) }

    func order(_ sums: Sums, smoothing: Double) -> Double {
        let n = Double(sums[levels.count])
        return levels.enumerated().reduce(0) { $0 + Double(sums[$1.offset]) - $1.element * n } / (n + smoothing)
    }

    /// Newton steps of all levels; they are refitted afterwards.
    func values(_ sums: Sums, of node: NodeState<Sums>) -> [Double] {
        let n = Double(max(sums[levels.count], 1))
        return levels.enumerated().map { $1 - Double(sums[$0]) / n }
    }

    func weight(_ sums: Sums) -> Double { Double(sums[levels.count]) }
}
