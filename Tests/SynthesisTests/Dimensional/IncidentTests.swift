import Synthesis
import TestSupport
import Testing
import Traces

/// Labels say exactly where and how much: outside them a data set with incidents has the values of one without.
@Suite struct IncidentTests {
    static let hour: Int64 = 3_600_000_000_000

    static func generators(_ rule: IncidentRule, _ change: (inout DimensionalConfiguration) -> Void = { _ in }) throws
        -> (plain: DimensionalGenerator, hit: DimensionalGenerator)
    {
        var recipe = Cubes.small(days: 5)
        recipe.metrics[0].level = .base(200)
        change(&recipe)
        let plain = try DimensionalGenerator(recipe)
        recipe.incidents = [rule]
        return (plain, try DimensionalGenerator(recipe))
    }

    @Test(arguments: IncidentKind.allCases)
    func valuesChangeExactlyInsideLabels(kind: IncidentKind) throws {
        let filter = CellFilter(["country": ["us"], "page": ["page-0*"]])
        let isOpen = kind == .levelShift || kind == .ramp
        let size: Double = kind == .late || kind == .clockShift ? 5 : kind == .phaseShift ? 6 : kind == .saturation ? 0.9 : 2.5
        let rule = IncidentRule(
            kind, .at(Cubes.at("2026-03-04T07:00:00Z")), duration: 9 * Self.hour, size: size, filter: filter)
        let (plain, hit) = try Self.generators(rule)
        let incident = try #require(hit.incidents.first)
        let last = kind == .ramp ? 120 : 64
        #expect(hit.incidents.count == 1 && incident.buckets == 55..<last, "\(incident.buckets)")
        let (a, b) = (try plain.table(), try hit.table())
        var changed = 0
        for bucket in a.buckets {
            for group in a.groups.indices {
                let isInside = incident.buckets.contains(bucket) && hit.touches(incident, cell: group)
                let isSame = a.value(bucket, group: group) == b.value(bucket, group: group)
                #expect(isInside || isSame, "\(kind) changed bucket \(bucket) of \(a.groups[group])")
                if !isSame { changed += 1 }
            }
        }
        #expect(kind == .late ? changed == 0 : changed > (isOpen ? 90 : 40), "\(kind) changed \(changed) values")
        #expect(hit.touches(incident, cell: 12) && !hit.touches(incident, cell: 0))
    }

    @Test func componentsSayHowMuch() throws {
        func factor(_ kind: IncidentKind, size: Double, _ bucket: Int) throws -> Double {
            let rule = IncidentRule(kind, .at(Cubes.at("2026-03-04T07:00:00Z")), duration: 8 * Self.hour, size: size)
            return try Self.generators(rule).hit.truth(metric: "views", cell: 3, bucket: bucket).components.incident
        }
        // Bucket 55 begins at the onset; rates are those of its middle, a sixteenth of the way.
        #expect(try factor(.plateau, size: 3, 55) == 3 && factor(.plateau, size: 3, 63) == 1 && factor(.plateau, size: 3, 54) == 1)
        #expect(try factor(.spike, size: 3, 55) == 1 + 2 * 15.0 / 16 && factor(.spike, size: 3, 62) == 1 + 2 / 16.0)
        #expect(try factor(.dip, size: 0, 55) == 1 - 15.0 / 16)
        #expect(try factor(.drift, size: 3, 62) == 1 + 2 * 15.0 / 16 && factor(.drift, size: 3, 63) == 1)
        #expect(try factor(.ramp, size: 3, 62) == 1 + 2 * 15.0 / 16 && factor(.ramp, size: 3, 100) == 3)
    }

    @Test func reportsAreGarbledAsTheirNamesSay() throws {
        func pair(_ kind: IncidentKind, size: Double = 0) throws -> (CubeTable, CubeTable) {
            let rule = IncidentRule(kind, .at(Cubes.at("2026-03-04T07:00:00Z")), duration: 4 * Self.hour, size: size)
            let (plain, hit) = try Self.generators(rule)
            return (try plain.table(), try hit.table())
        }
        let (plain, stuck) = try pair(.stuck)
        let dropped = try pair(.dropout).1
        let doubled = try pair(.duplicated).1
        let shifted = try pair(.clockShift, size: 3).1
        for bucket in 55..<59 {
            for group in plain.groups.indices {
                #expect(stuck.value(bucket, group: group) == plain.value(54, group: group))
                #expect(dropped.value(bucket, group: group).isNaN)
                #expect(doubled.value(bucket, group: group) == 2 * plain.value(bucket, group: group))
                #expect(shifted.value(bucket, group: group) == plain.value(bucket - 3, group: group))
            }
        }
    }

    @Test func deviationsCountTheLocalNoise() throws {
        let rule = IncidentRule(
            .plateau, .at(Cubes.at("2026-03-04T00:00:00Z")), duration: 24 * Self.hour, size: 6, isInDeviations: true)
        let (plain, hit) = try Self.generators(rule) { $0.metrics[0].settings.noise = ObservationNoise.none }
        let (a, b) = (try plain.table(), try hit.table())
        for bucket in 48..<72 {
            // No noise, no deviation.
            for group in a.groups.indices { #expect(a.value(bucket, group: group) == b.value(bucket, group: group)) }
        }
        let (c, d) = try Self.generators(rule) { $0.metrics[0].settings.noise = .gaussian(scale: 0.1, exponent: 1) }
        let rate = try c.truth(metric: "views", cell: 3, bucket: 60).expected
        let difference = try d.table(buckets: 60..<61).value(60, group: 3) - c.table(buckets: 60..<61).value(60, group: 3)
        // Six deviations of a tenth of the rate, and the noise, which grew with it.
        expectClose(difference, 0.6 * rate, .relative(0.35))
    }

    /// Random incidents come at their rate, each in one value of the dimension, and stay when the data set grows.
    @Test func randomIncidents() throws {
        var recipe = Cubes.small(days: 70)
        recipe.incidents = [IncidentRule(.spike, .random(perWeek: 7), duration: 2 * Self.hour, size: 3, oneOf: ["country"])]
        let short = try DimensionalGenerator(recipe)
        // Poisson of 70, within five standard deviations.
        #expect(abs(short.incidents.count - 70) < 42)
        #expect(short.incidents.allSatisfy { ["de", "us"].contains($0.filter.patterns["country"]!.joined()) && $0.buckets.count <= 2 })
        recipe.days = 140
        let long = try DimensionalGenerator(recipe)
        let both = long.incidents.filter { $0.buckets.lowerBound < short.grid.count }
        #expect(both.map(\.span) == short.incidents.map(\.span) && both.map(\.filter) == short.incidents.map(\.filter))
    }

    @Test func gapsAreAsFrequentAsAsked() throws {
        var recipe = Cubes.small(days: 100)
        recipe.gaps = DataGaps(chance: 0.05)
        func lost(_ recipe: DimensionalConfiguration) throws -> (share: Double, runs: Double) {
            let table = try DimensionalGenerator(recipe).table(threads: 2)
            var (lost, runs) = (0, 0)
            for group in table.groups.indices {
                for bucket in table.buckets where table.value(bucket, group: group).isNaN {
                    lost += 1
                    if bucket == 0 || !table.value(bucket - 1, group: group).isNaN { runs += 1 }
                }
            }
            return (Double(lost) / Double(table.values.count), Double(lost) / Double(max(1, runs)))
        }
        #expect(try abs(lost(recipe).share - 0.05) < 0.005)
        recipe.gaps = DataGaps(burstChance: 0.01, burstLength: 8)
        // The chain is lost a share p/(p + 1/length) of the time, in runs of the mean length.
        let (share, length) = try lost(recipe)
        expectClose(share, 0.01 / (0.01 + 0.125), .relative(0.15))
        expectClose(length, 8, .relative(0.15))
        recipe.gaps.isZero = true
        #expect(try lost(recipe).share == 0)
    }

    /// A split metric refuses what would break its sums.
    @Test func splitMetricsRefuseWhatNeedsCells() {
        var recipe = Cubes.small(drawing: .split)
        recipe.gaps = DataGaps(chance: 0.1)
        #expect(throws: SynthesisError.self) { try DimensionalGenerator(recipe) }
        recipe.gaps = .none
        recipe.incidents = [IncidentRule(.stuck, .at(0), duration: 1, size: 0)]
        #expect(throws: SynthesisError.self) { try DimensionalGenerator(recipe) }
        recipe.incidents = []
        recipe.metrics[0].settings.noise = .gaussian(scale: 1, exponent: 0)
        #expect(throws: SynthesisError.self) { try DimensionalGenerator(recipe) }
    }
}
