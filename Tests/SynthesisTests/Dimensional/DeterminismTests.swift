import Synthesis
import Testing
import Traces

/// A value is a function of seed, names and time: whatever else is made, by however many threads, it has the same bits.
@Suite struct DeterminismTests {
    /// Everything that could have a memory: residuals, shared factors, bursts of gaps, incidents that look back.
    static func remembering(days: Int = 40) -> DimensionalConfiguration {
        var recipe = Cubes.small(days: days)
        recipe.metrics[0].settings.residual = .init(scale: 0.2, correlation: 0.9)
        recipe.factors = [
            SharedFactor(dimension: "country", residual: .init(scale: 0.1, correlation: 0.97)),
            SharedFactor(dimension: nil, residual: .init(scale: 0.1, correlation: 0.5)),
        ]
        recipe.gaps = DataGaps(chance: 0.01, burstChance: 0.01, burstLength: 5)
        recipe.incidents = [
            IncidentRule(.stuck, .at(Cubes.at("2026-03-20T00:00:00Z")), duration: 6 * 3_600_000_000_000, size: 0),
            IncidentRule(.clockShift, .at(Cubes.at("2026-03-25T00:00:00Z")), duration: 48 * 3_600_000_000_000, size: 3),
            IncidentRule(.spike, .random(perWeek: 4), duration: 3 * 3_600_000_000_000, size: 5, oneOf: ["country"]),
        ]
        return recipe
    }

    @Test func threadsAndRangesChangeNothing() throws {
        let generator = try DimensionalGenerator(Self.remembering())
        let whole = try generator.table()
        #expect(try Cubes.bits(generator.table(threads: 4)) == Cubes.bits(whole))
        let width = whole.groups.count
        for range in [0..<1, 5..<200, 255..<258, 430..<500, 959..<960] {
            let part = try generator.table(buckets: range, threads: 2)
            #expect(Cubes.bits(part) == Array(Cubes.bits(whole)[(range.lowerBound * width)..<(range.upperBound * width)]), "\(range)")
        }
    }

    /// The same data set begun later, or ended earlier, has the same values where it has any.
    @Test func spansAgreeWhereTheyOverlap() throws {
        var later = Self.remembering(days: 20)
        later.firstDay = CalendarDate(daysSinceEpoch: Cubes.monday.daysSinceEpoch + 10)
        var base = Self.remembering()
        // Incidents that look at a value before the start would look at another one.
        (later.incidents, base.incidents) = ([later.incidents[2]], [base.incidents[2]])
        let (whole, part) = (try DimensionalGenerator(base).table(), try DimensionalGenerator(later).table())
        let width = whole.groups.count
        #expect(Cubes.bits(part) == Array(Cubes.bits(whole)[(240 * width)..<(720 * width)]))
    }

    @Test func anotherCellMetricOrSeed() throws {
        var recipe = Cubes.small()
        recipe.metrics[0].level = .base(4)
        let before = try DimensionalGenerator(recipe).table()
        recipe.dimensions[0].values.append(.init("jp", weight: 2))
        recipe.dimensions[1].values.insert(.init("console", weight: 2), at: 0)
        recipe.metrics.append(CubeMetric("buys", .base(1)))
        let after = try DimensionalGenerator(recipe).table(CubeQuery(metrics: ["views"]))
        for (position, group) in before.groups.enumerated() {
            let same = after.groups.firstIndex(of: group)!
            #expect(before.buckets.allSatisfy { before.value($0, group: position) == after.value($0, group: same) }, "\(group)")
        }
        recipe.seed = 8
        #expect(try DimensionalGenerator(recipe).table(CubeQuery(metrics: ["views"])) != after)
    }

    @Test func splitTotalsDependOnTimeAlone() throws {
        let generator = try DimensionalGenerator(Cubes.small(drawing: .split))
        let whole = try generator.table()
        #expect(try generator.table(threads: 3) == whole)
        let part = try generator.table(buckets: 100..<110)
        #expect(part.values == Array(whole.values[(100 * 24)..<(110 * 24)]))
    }

    /// Bits that must never change, or data sets that were published can no longer be made again.
    @Test func valuesAreFrozen() throws {
        let views = try DimensionalGenerator(Cubes.small()).table(buckets: 12..<13)
        #expect(views.values == frozenViews)
        let split = try DimensionalGenerator(Cubes.small(drawing: .split)).table(buckets: 12..<13)
        #expect(split.values == frozenSplit)
    }
}

private let frozenViews: [Double] = [90, 38, 25, 13, 30, 15, 7, 3, 14, 5, 6, 2, 116, 61, 43, 25, 57, 18, 15, 13, 17, 13, 1, 5]
private let frozenSplit: [Double] = [87, 31, 29, 22, 29, 12, 10, 3, 15, 9, 4, 4, 131, 56, 43, 33, 63, 24, 22, 13, 11, 5, 13, 3]
