import Tensors

/// Chooses the rows that a tree is grown on.
struct RowSampler {
    let sampling: BoostingConfiguration.RowSampling
    let seed: UInt64
    let learningRate: Double

    /// Puts the chosen rows first, both groups ascending; how many were chosen.
    ///
    /// - Parameters:
    ///   - order: rows `[N]`, written.
    ///   - rest: room for as many.
    ///   - gradients: pairs `[N, 2]`; GOSS makes those of random rows larger.
    ///   - round: of boosting; bagging keeps the rows of a stretch of rounds.
    ///   - draw: number of the choice, in which trees of the same round may differ.
    func choose(
        _ order: UnsafeMutablePointer<UInt32>, rest: UnsafeMutablePointer<UInt32>, rows: Int, gradients: UnsafeMutablePointer<Float>?,
        round: Int, draw: Int
    ) -> Int {
        switch sampling {
        case .all: break
        case .bagging(let fraction, let every):
            return split(order, rest, rows) { Self.share(seed, round / every, $0) < fraction }
        case .goss(let top, let other):
            guard let gradients, Double(round) >= 1 / learningRate else { break }
            var sizes = (0..<rows).map { abs(gradients[2 * $0] * gradients[2 * $0 + 1]) }
            let rank = min(rows - 1, max(0, rows - Int((top * Double(rows)).rounded(.up))))
            let limit = sizes.withUnsafeMutableBufferPointer { sizes in
                sizes.baseAddress.map { Kernels.select($0, count: rows, rank: rank) } ?? 0
            }
            let chance = other / (1 - top)
            let factor = Float((1 - top) / other)
            return split(order, rest, rows) { row in
                if abs(gradients[2 * row] * gradients[2 * row + 1]) >= limit { return true }
                guard Self.share(seed, draw, row) < chance else { return false }
                gradients[2 * row] *= factor
                gradients[2 * row + 1] *= factor
                return true
            }
        }
        for row in 0..<rows { order[row] = UInt32(row) }
        return rows
    }

    private func split(
        _ order: UnsafeMutablePointer<UInt32>, _ rest: UnsafeMutablePointer<UInt32>, _ rows: Int, _ isChosen: (Int) -> Bool
    ) -> Int {
        var (chosen, others) = (0, 0)
        for row in 0..<rows {
            if isChosen(row) {
                order[chosen] = UInt32(row)
                chosen += 1
            } else {
                rest[others] = UInt32(row)
                others += 1
            }
        }
        (order + chosen).update(from: rest, count: others)
        return chosen
    }

    /// A number in [0, 1) that a seed, a draw and a row always have: a counter through SplitMix64's finaliser, because a stream that is
    /// drawn from in order would tie rows to each other.
    static func share(_ seed: UInt64, _ draw: Int, _ row: Int) -> Double {
        var z =
            seed &+ UInt64(truncatingIfNeeded: draw) &* 0xD1B5_4A32_D192_ED03 &+ UInt64(truncatingIfNeeded: row) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
    }
}
