import Tensors
import Traces

/// A bootstrap of training origins in blocks: stretches of time of the series, drawn with replacement.
///
/// Neighbouring windows of a series are almost the same, so whole stretches are drawn and not single ones (Künsch, "The jackknife and the
/// bootstrap for general stationary observations", Annals of Statistics 17, 1989; here with blocks that do not overlap). About 63 % of the
/// blocks are drawn at least once.
package struct BlockBootstrap: Sendable {
    /// Seed of the draws.
    package var seed: UInt64

    /// Most blocks of a series.
    package static let blocksPerSeries = 8

    /// A stretch that was drawn.
    package struct Block: Sendable, Hashable {
        /// Index of the range that it is a part of.
        package var range: Int
        /// Its origins.
        package var origins: ClosedRange<Int>
    }

    /// Makes a bootstrap.
    package init(seed: UInt64) { self.seed = seed }

    /// Cuts every range into up to eight blocks of equal length and draws as many blocks as there are, with replacement.
    /// - Parameter ranges: training origins of every series, as numbers of known values.
    /// - Returns: the blocks in the order of the ranges; one that was drawn twice is there twice.
    package func draw(from ranges: [ClosedRange<Int>]) -> [Block] {
        let blocks = ranges.enumerated().flatMap { index, origins -> [Block] in
            let count = min(Self.blocksPerSeries, origins.count)
            return (0..<count).map { block in
                let (first, end) = (origins.count * block / count, origins.count * (block + 1) / count)
                return Block(range: index, origins: origins.lowerBound + first...origins.lowerBound + end - 1)
            }
        }
        var random = RandomStream(seed: seed, purpose: "bootstrap")
        return blocks.map { _ in random.int(below: blocks.count) }.sorted().map { blocks[$0] }
    }
}
