import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

/// Pools whose results can be worked out on paper, and properties of all of them.
@Suite struct EnsemblePoolTests {
    private static let three = [0.1, 0.5, 0.9]

    @Test func meansOfQuantilesByHand() {
        let pooled = EnsemblePool.quantiles.pooled([
            forecast(Self.three, [[0.5, 2, 3.25], [1, 1, 1]]), forecast(Self.three, [[2.5, 4, 9.25], [2, 2, 2.5]]),
        ])
        #expect(pooled.values == [1.5, 3, 6.25, 1.5, 1.5, 1.75])
    }

    /// Uniform distributions on −0.5…9.5 and 7.5…17.5. A fifth of the first lies below 1.5, a tenth of both; at 8.5 the first lacks as much as the
    /// second has; at 15.5 the second lacks a fifth.
    @Test func mixtureOfTwoByHand() {
        let members = [forecast(Self.three, [[0.5, 4.5, 8.5]]), forecast(Self.three, [[8.5, 12.5, 16.5]])]
        let pooled = EnsemblePool.mixture.pooled(members)
        expectClose(pooled.values, [1.5, 8.5, 15.5], .absolute(1e-5))
        #expect(EnsemblePool.mixture.pooled(members.reversed()).values == pooled.values)
        // The means of the quantiles are as wide as the members are.
        #expect(EnsemblePool.quantiles.pooled(members).values == [4.5, 8.5, 12.5])
    }

    /// The value in the middle, or between the two in the middle; where one member is far off it does not matter how far.
    @Test func mediansByHand() {
        let members = [[0.5, 2, 3.25], [1.5, 4, 9.25], [0.75, 3, 1000.5]].map { forecast(Self.three, [$0]) }
        #expect(EnsemblePool.median.pooled(members).values == [0.75, 3, 9.25])
        #expect(EnsemblePool.median.pooled(Array(members.prefix(2))).values == [1, 3, 6.25])
    }

    /// Points at 0 and 10: half of the distribution lies at either.
    @Test func mixtureOfPoints() throws {
        let levels = [0.1, 0.5, 0.6, 0.9]
        let pooled = EnsemblePool.mixture.pooled([forecast(levels, [[0, 0, 0, 0]]), forecast(levels, [[10, 10, 10, 10]])])
        #expect(pooled.values == [0, 0, 10, 10])
    }

    /// One member, or the same one several times, stays as it is; with repeated quantiles, too.
    @Test(arguments: EnsemblePool.allCases, [1, 2, 3, 5, 7, 20, 64])
    func theSameMembersStayAsTheyAre(pool: EnsemblePool, count: Int) {
        var random = numbers(UInt64(count))
        for _ in 0..<20 {
            let rows = (0..<4).map { _ -> [Float] in
                var row = (0..<QuantileLevels.standard.count).map { _ in Float(100 * random.normal()) }.sorted()
                if random.uniform() < 0.5 { for q in 4..<7 { row[q] = row[4] } }
                return row
            }
            let one = forecast(QuantileLevels.standard.values, rows)
            #expect(pool.pooled([QuantileForecast](repeating: one, count: count)).values == one.values)
        }
    }

    /// For any members: in order, between the smallest and the largest of them, above the bound, the same in any order of the members up to
    /// the order of a sum, and whole where all are.
    @Test(arguments: EnsemblePool.allCases)
    func anyMembersArePooledWithinThem(pool: EnsemblePool) {
        var random = numbers(9)
        for trial in 0..<200 {
            let count = 2 + random.int(below: 8)
            let isWhole = trial.isMultiple(of: 2)
            let members = (0..<count).map { _ in
                forecast(
                    QuantileLevels.standard.values,
                    (0..<3).map { _ in
                        let (middle, scale) = (50 * random.uniform(), Float(trial % 7) * random.uniform())
                        return (0..<QuantileLevels.standard.count).map { _ in
                            let value = max(0, middle + scale * Float(random.normal()))
                            return isWhole ? value.rounded() : value
                        }.sorted()
                    }, lowerBound: 0)
            }
            let pooled = pool.pooled(members)
            let reversed = pool.pooled(members.reversed())
            expectClose(reversed.values, pooled.values, .absolute(isWhole ? 1 : 1e-3))
            #expect(pooled.lowerBound == 0)
            for step in 0..<3 {
                for q in 0..<pooled.levels.count {
                    let all = members.map { $0[step, q] }
                    #expect(pooled[step, q] >= all.min()! - 1e-4 && pooled[step, q] <= all.max()! + 1e-4)
                    #expect(q == 0 || pooled[step, q] >= pooled[step, q - 1])
                    if isWhole { #expect(pooled[step, q] == pooled[step, q].rounded()) }
                }
            }
        }
    }

    /// A mixture has the mean distribution function: the pooled quantile at a level is a value below which so much of the members lies, by a
    /// count of values drawn on a fine grid of levels.
    @Test func mixturesHaveTheMeanDistribution() throws {
        var random = numbers(4)
        let levels = QuantileLevels.standard
        func line(_ middle: Float, _ slope: Float, at level: Double) -> Float { middle + slope * Float(level - 0.5) }
        var (members, grid): ([QuantileForecast], [Float]) = ([], [])
        for _ in 0..<5 {
            let (middle, slope) = (10 * random.uniform(), 4 + 8 * random.uniform())
            members.append(forecast(levels.values, [levels.values.map { line(middle, slope, at: $0) }]))
            for index in 0..<20_000 { grid.append(line(middle, slope, at: (Double(index) + 0.5) / 20_000)) }
        }
        let pooled = EnsemblePool.mixture.pooled(members)
        for (q, level) in levels.values.enumerated() {
            let share = Double(grid.count { $0 <= pooled[0, q] }) / Double(grid.count)
            #expect(abs(share - level) < 1e-4, "level \(level): \(share)")
        }
    }

    /// Members that differ by little have a mixture that differs by little, at the outermost levels too.
    @Test func mixturesOfNearMembersAreNotNarrower() {
        let members = ([-0.02, -0.01, 0, 0.01, 0.02] as [Float]).map { forecast(Self.three, [[$0 - 1, $0, $0 + 1]]) }
        expectClose(EnsemblePool.mixture.pooled(members).values, [-1, 0, 1], .absolute(1e-5))
    }

    /// The mixture of members that disagree is wider than the mean of their quantiles; both have the same mean to the accuracy of the tails.
    @Test func mixturesShowDisagreement() {
        let members = ([0.25, 3.25, 6.25, 9.25, 12.25] as [Float]).map { forecast(Self.three, [[$0 - 1, $0, $0 + 1]]) }
        let (mixed, averaged) = (EnsemblePool.mixture.pooled(members), EnsemblePool.quantiles.pooled(members))
        #expect(averaged[0, 2] - averaged[0, 0] == 2)
        #expect(mixed[0, 2] - mixed[0, 0] > 8)
        expectClose(mixed[0, 1], averaged[0, 1], .absolute(1e-4))
    }
}
