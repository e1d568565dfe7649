#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Finds lasting changes of the level of a series: another release, a moved tenant, a doubled fleet.
///
/// 1. The profile of the longest season that fits at least three times is taken away: medians over the seasons of what is left of the
///    series less its moving mean.
/// 2. The rest is cut into at most 128 blocks of whole seasons (twelve steps or more); each gives the mean of its middle half, of demand
///    that is mostly one value the mean of all values held at the 99th percentile. A block that stands out from the median of the five
///    around it is an outlier and takes that median.
/// 3. The block levels are partitioned into constant pieces of at least four blocks, 24 steps and one season, with the smallest sum of
///    squares plus a penalty `6·s²·ln B` for each piece, `s` being the robust standard deviation of the differences of neighbouring levels:
///    the exact optimum by dynamic programming (Jackson et al., "An algorithm for optimal partitioning of data on an interval", 2005;
///    Killick, Fearnhead & Eckley, "Optimal detection of changepoints with a linear computational cost", 2012). Robust levels stand for the
///    bounded cost of Fearnhead & Rigaill, "Changepoint detection in the presence of outliers", 2019.
/// 4. A boundary is a shift when the medians of the 3, 6 or 12 blocks on its two sides differ, beyond the trend on both sides, by at least
///    ``minimumJump`` robust standard deviations of all such differences in the series, and those of its pieces by half of that and by as
///    much as the values scatter in a block; the weakest boundary falls first and its pieces are joined. Slow movement raises the bar for
///    itself: a random walk and a trend have no shifts.
/// 5. Of a series of positive values, a shift is also one of the logarithms, up to two blocks: growth by a share of the level is a trend of
///    those.
/// 6. The position is the split within a block around the boundary with the smallest sum of absolute deviations from the two levels.
///
/// Limits, found in tests: of white noise a shift of four standard deviations is found in nine of ten series of 300 or 1,000 values and in
/// all of 4,000; one of two standard deviations in one of six of those and in all of 4,000; autocorrelated noise (0.9 a step) hides shifts
/// of four standard deviations more often than not. A series without any noise has no scale to compare with, and no shifts. White and
/// autocorrelated noise, random walks, trends, growth and seasons are taken for shifts in one of twenty series at most; demand in frequent
/// bursts in up to four of ten, rare single events in up to one of ten.
public struct LevelShiftDetector: Hashable, Sendable, Codable {
    /// Smallest jump, in robust standard deviations of the jumps anywhere in the series.
    public var minimumJump: Double

    /// A detector with the rules described above.
    /// - Precondition: `minimumJump > 0`.
    public init(minimumJump: Double = 4.5) {
        precondition(minimumJump > 0)
        self.minimumJump = minimumJump
    }

    /// Steps that a level must last, and blocks.
    static let (fewestSteps, fewestBlocks) = (24, 4)
    private static let (smallestBlock, mostBlocks) = (12, 128)

    /// Lasting changes of the level of a series, in order of time.
    /// - Parameters:
    ///   - values: regular observations; NaN = missing.
    ///   - seasons: lengths in steps, for instance of ``SeasonDetector``; those that fit less than three times are ignored.
    /// - Returns: the shifts; none of a series of less than two levels of the shortest duration, or whose block levels mostly do not differ
    ///   at all.
    /// - Complexity: O(n log n).
    public func shifts(in values: [Float], seasons: [Int] = []) -> [LevelShift] {
        let seasons = seasons.filter { $0 >= 2 && 3 * $0 <= values.count }
        let block = Self.blockLength(count: values.count, season: seasons.min())
        let found = shifts(in: values.map(Double.init), seasons: seasons, block: block)
        guard !found.isEmpty, values.allSatisfy({ $0.isNaN || $0 > 0 }) else { return found }
        // Growth by a share of the level is a trend of the logarithms.
        let logarithmic = shifts(in: values.map { log(Double($0)) }, seasons: seasons, block: block)
        return found.filter { shift in logarithmic.contains { abs($0.position - shift.position) <= 2 * block } }
    }

    private func shifts(in values: [Double], seasons: [Int], block: Int) -> [LevelShift] {
        let flat = Self.withoutProfile(values, season: seasons.max())
        let blocks = LevelBlocks(flat, length: block)
        let fewest = max(Self.fewestBlocks, (max(Self.fewestSteps, seasons.max() ?? 0) + block - 1) / block)
        guard blocks.levels.count >= 2 * fewest, blocks.noise > 0 else { return [] }
        let pieces = LevelPartition(blocks.levels, penalty: 6 * blocks.noise * blocks.noise, fewest: fewest)
        let boundaries = blocks.boundaries(of: pieces.boundaries, surprising: minimumJump)
        return located(boundaries, of: blocks, in: flat, block: block)
    }

    private func located(_ boundaries: [Int], of blocks: LevelBlocks, in flat: [Double], block: Int) -> [LevelShift] {
        let edges = [0] + boundaries + [blocks.levels.count]
        let levels = zip(edges, edges.dropFirst()).map { blocks.level(of: $0..<$1) }
        return boundaries.enumerated().map { index, edge in
            let (before, after) = (levels[index], levels[index + 1])
            let start = blocks.starts[edge]
            // The sum of what each value says for the level before: the split is where it is largest.
            var (sum, best, position) = (0.0, 0.0, max(0, start - block))
            for t in position..<min(flat.count, start + block) {
                if !flat[t].isNaN { sum += abs(flat[t] - after) - abs(flat[t] - before) }
                if sum > best { (best, position) = (sum, t + 1) }
            }
            return LevelShift(position: position, before: before, after: after)
        }
    }

    private static func blockLength(count: Int, season: Int?) -> Int {
        let least = max(smallestBlock, (count + mostBlocks - 1) / mostBlocks)
        return season.map { (least + $0 - 1) / $0 * $0 } ?? least
    }

    private static func withoutProfile(_ values: [Double], season: Int?) -> [Double] {
        guard let season else { return values }
        let level = SeasonLevel(of: values[...], window: season)
        let rest = level.rest(of: values[...])
        var known: [Double] = []
        let profile = (0..<season).map { phase -> Double in
            known.removeAll(keepingCapacity: true)
            for t in stride(from: (phase + season - level.start % season) % season, to: rest.count, by: season) where !rest[t].isNaN {
                known.append(rest[t])
            }
            return known.isEmpty ? 0 : Selection.value(atRank: known.count / 2, of: &known)
        }
        let mean = profile.reduce(0, +) / Double(season)
        return values.indices.map { values[$0] - (profile[$0 % season] - mean) }
    }
}
