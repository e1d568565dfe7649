import Tensors

/// Chooses the rows that a tree is grown on.
struct RowSampler {
    let sampling: BoostingConfiguration.RowSampling
    let seed: UInt64
    let learningRate: Double

    /// Chooses rows.
    ///
    /// - Parameters:
    ///   - rows: number of rows N.
    ///   - gradients: pairs `[N, 2]`; GOSS makes those of random rows larger when it chooses them.
    ///   - round: of boosting; bagging keeps the rows of a stretch of rounds.
    ///   - draw: number of the choice, in which trees of the same round may differ.
    /// - Returns: whether a row is chosen, to be asked once for every row; `nil` when all are.
    func choose(rows: Int, gradients: UnsafeMutablePointer<Float>?, round: Int, draw: Int) -> ((Int) -> Bool)? {
        switch sampling {
        case .all: return nil
        case .bagging(let fraction, let every):
            let seed = seed
            return { Self.share(seed, round / every, $0) < fraction }
        case .goss(let top, let other):
            guard let gradients, Double(round) >= 1 / learningRate else { return nil }
            var sizes = (0..<rows).map { abs(gradients[2 * $0] * gradients[2 * $0 + 1]) }
            let rank = min(rows - 1, max(0, rows - Int((top * Double(rows)).rounded(.up))))
            let limit = sizes.withUnsafeMutableBufferPointer { sizes in
                sizes.baseAddress.map { Kernels.select($0, count: rows, rank: rank) } ?? 0
            }
            let chance = other / (1 - top)
            let factor = Float((1 - top) / other)
            let seed = seed
            return { row in
                if abs(gradients[2 * row] * gradients[2 * row + 1]) >= limit { return true }
                guard Self.share(seed, draw, row) < chance else { return false }
                gradients[2 * row] *= factor
                gradients[2 * row + 1] *= factor
                return true
            }
        }
    }

    /// A number in [0, 1) that a seed, a draw and a row always have: a counter through SplitMix64's finaliser, because a stream that is
    /// drawn from in order would tie rows to each other.
    static func share(_ seed: UInt64, _ draw: Int, _ row: Int) -> Double {
        // The finaliser counts one on.
        Double(RandomStream.mix(counter(seed, draw, row &- 1)) >> 11) * 0x1p-53
    }

    /// The state of SplitMix64 that ``share(_:_:_:)`` is made of; it grows by `RandomStream.gamma` from row to row.
    static func counter(_ seed: UInt64, _ draw: Int, _ row: Int) -> UInt64 {
        seed &+ UInt64(truncatingIfNeeded: draw) &* 0xD1B5_4A32_D192_ED03 &+ UInt64(truncatingIfNeeded: row) &* RandomStream.gamma
    }
}
