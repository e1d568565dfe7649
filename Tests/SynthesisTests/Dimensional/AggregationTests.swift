import Synthesis
import TestSupport
import Testing
import Traces

@Suite struct AggregationTests {
    static func sum(_ table: CubeTable, _ bucket: Int, where accepts: ([String]) -> Bool) -> Double {
        table.groups.indices.filter { accepts(table.groups[$0]) }.reduce(0) { $0 + table.value(bucket, group: $1) }
    }

    /// Every slice of a count is the sum of its cells to the last bit.
    @Test(arguments: CubeMetric.Drawing.allCases)
    func slicesAreSums(drawing: CubeMetric.Drawing) throws {
        let generator = try DimensionalGenerator(Cubes.small(drawing: drawing, days: 3))
        let cells = try generator.table()
        #expect(cells.groups.count == 24 && cells.values.allSatisfy { $0 == $0.rounded() && $0 >= 0 })
        for by in [[], ["country"], ["country", "platform"], ["page"], ["platform", "page"]] as [[String]] {
            let slices = try generator.table(CubeQuery(by: by))
            let places = by.map { ["country", "platform", "page"].firstIndex(of: $0)! }
            for bucket in slices.buckets {
                for (group, names) in slices.groups.enumerated() {
                    let expected = Self.sum(cells, bucket) { cell in places.map { cell[$0] } == names }
                    #expect(slices.value(bucket, group: group) == expected)
                }
            }
        }
        let filtered = try generator.table(CubeQuery(by: ["country"], filter: CellFilter(["platform": ["mob*", "tablet"]])))
        for bucket in filtered.buckets {
            let expected = Self.sum(cells, bucket) { $0[0] == "us" && $0[1] != "desktop" }
            #expect(filtered.value(bucket, group: filtered.groups.firstIndex(of: ["us"])!) == expected)
        }
    }

    /// Five dimensions of 10⁷ cells: no cell is listed, and a total still equals its parts all the way down.
    @Test func cubesTooLargeToListAreSharedOut() throws {
        var recipe = Cubes.small(drawing: .split, days: 2)
        recipe.dimensions += [
            .zipf("browser", count: 60, exponent: 1.2), .zipf("system", count: 60, exponent: 0.5), .zipf("device", count: 120, exponent: 1),
        ]
        recipe.excluded = [CellFilter(["platform": ["mobile"], "system": ["system-01", "system-02"]])]
        let generator = try DimensionalGenerator(recipe)
        #expect(generator.cellCount == 24 * 60 * 60 * 120 - 8 * 60 * 2 * 120 && generator.diagramSize < 60)
        var above = try generator.table(CubeQuery(by: []))
        let order = ["country", "platform", "page", "browser"]
        for depth in 1...4 {
            let below = try generator.table(CubeQuery(by: Array(order[..<depth])))
            for bucket in above.buckets {
                var sums = [Double](repeating: 0, count: above.groups.count)
                for (group, names) in below.groups.enumerated() {
                    sums[above.groups.firstIndex(of: Array(names.dropLast()))!] += below.value(bucket, group: group)
                }
                #expect(sums == above.groups.indices.map { above.value(bucket, group: $0) })
            }
            above = below
        }
        #expect(throws: SynthesisError.self) { try generator.table(CubeQuery(by: ["page"])) }
    }

    /// Shared-out totals have the distribution of independent cells: mean and variance λ, no correlation.
    @Test func sharesAreIndependentPoisson() throws {
        var recipe = Cubes.small(drawing: .split, days: 300)
        recipe.metrics[0].settings = CellSettings()
        recipe.metrics[0].overrides = []
        let table = try DimensionalGenerator(recipe).table()
        let n = Double(table.buckets.count)
        func series(_ group: Int) -> [Double] { table.buckets.map { table.value($0, group: group) } }
        // Country, platform, page; the weights of the pages sum to 25/12.
        var weights: [Double] = []
        for country in [3.0, 5.0] {
            for platform in [6.0, 3.0, 1.0] {
                for page in [12.0, 6.0, 4.0, 3.0] { weights.append(country * platform * page / 2_000) }
            }
        }
        var columns: [[Double]] = []
        for (group, weight) in weights.enumerated() {
            let rate = 500 * weight
            let values = series(group)
            let mean = values.reduce(0, +) / n
            let variance = NoiseTests.moments(values).variance
            expectClose(mean, rate, .absolute(5 * (rate / n).squareRoot()), "mean of \(table.groups[group])")
            expectClose(variance, rate, .absolute(5 * rate * ((2 + 1 / rate) / n).squareRoot()), "variance of \(table.groups[group])")
            columns.append(values.map { ($0 - mean) / variance.squareRoot() })
        }
        for (a, b) in [(0, 1), (0, 12), (3, 20), (22, 23)] {
            var products = 0.0
            for (x, y) in zip(columns[a], columns[b]) { products += x * y }
            let correlation = products / n
            #expect(abs(correlation) < 5 / n.squareRoot(), "cells \(a) and \(b): \(correlation)")
        }
    }

    @Test func negativeBinomialSharesKeepTheirVariance() throws {
        var recipe = Cubes.small(drawing: .split, days: 300)
        recipe.metrics[0].settings = CellSettings()
        recipe.metrics[0].settings.noise = .negativeBinomial(dispersion: 3, isLinear: true)
        recipe.metrics[0].overrides = []
        let generator = try DimensionalGenerator(recipe)
        for by in [[], ["country"], ["country", "platform", "page"]] as [[String]] {
            let table = try generator.table(CubeQuery(by: by))
            let n = Double(table.buckets.count)
            let values = table.buckets.map { table.value($0, group: 0) }
            let found = NoiseTests.moments(values)
            expectClose(found.variance / found.mean, 4, .absolute(5 * 4 * (8 / n).squareRoot()), "\(by)")
        }
    }

    /// A ratio of sums, not a mean of ratios; quantiles of mixtures; users counted once.
    @Test func whatDoesNotAddUp() throws {
        var recipe = Cubes.small(days: 2)
        recipe.metrics.append(CubeMetric("buys", .base(1), source: .share(of: "views", probability: 0.2, concentration: 5)))
        recipe.derived = [
            DerivedMetric("conversion", .ratio("buys", over: "views")),
            DerivedMetric("latency", .percentile(level: 0.9, median: 120, scale: 0.5, weight: "views", spread: 0.4)),
            DerivedMetric("users", .distinct(of: "views", population: 400)),
            DerivedMetric("largest", .maximum("views")), DerivedMetric("smallest", .minimum("views")),
            DerivedMetric("mean", .weightedMean("views", weight: "buys")), DerivedMetric("newest", .last("views")),
        ]
        let generator = try DimensionalGenerator(recipe)
        let (cells, total) = (try generator.table(), try generator.table(CubeQuery(by: [])))
        let names = total.metrics
        func column(_ name: String) -> Int { names.firstIndex(of: name)! }
        var ratiosDiffer = 0
        for bucket in total.buckets {
            func all(_ name: String) -> [Double] { cells.groups.indices.map { cells.value(bucket, group: $0, metric: column(name)) } }
            func answer(_ name: String) -> Double { total.value(bucket, group: 0, metric: column(name)) }
            let (views, buys) = (all("views"), all("buys"))
            #expect(zip(views, buys).allSatisfy { $0 >= $1 })
            #expect(answer("conversion") == buys.reduce(0, +) / views.reduce(0, +))
            let ratios = all("conversion").filter { !$0.isNaN }
            if answer("conversion") != ratios.reduce(0, +) / Double(ratios.count) { ratiosDiffer += 1 }
            #expect(answer("largest") == views.max() && answer("smallest") == views.min() && answer("newest") == views.last)
            var weighted = 0.0
            for (view, buy) in zip(views, buys) { weighted += view * buy }
            expectClose(answer("mean"), weighted / buys.reduce(0, +), .relative(1e-12), "weighted mean")
            let latencies = all("latency").filter { !$0.isNaN }
            #expect(answer("latency") > latencies.min()! && answer("latency") < latencies.max()!)
            let users = all("users")
            #expect(answer("users") <= users.reduce(0, +) && answer("users") >= users.max()! && answer("users") <= 400)
            #expect(zip(users, views).allSatisfy { $0 <= $1 && ($0 > 0) == ($1 > 0) })
        }
        #expect(ratiosDiffer == total.buckets.count)
    }

    /// The 0.9 quantile of two log-normal distributions together, against a value computed with scipy.
    @Test func mixtureOfOneCellIsItsDistribution() throws {
        var recipe = Cubes.small(days: 1)
        recipe.derived = [DerivedMetric("latency", .percentile(level: 0.9, median: 100, scale: 0.5, weight: "views", spread: 0))]
        let table = try DimensionalGenerator(recipe).table(CubeQuery(metrics: ["latency"], by: []))
        // 100·exp(0.5·1.2815515655446004): equal parts make the distribution of one.
        for bucket in table.buckets { expectClose(table.value(bucket, group: 0), 189.79, .relative(1e-4)) }
    }

    /// With fitted margins the shares of every value are its weights, whatever is excluded or pushed.
    @Test func marginsAreFitted() throws {
        func shares(fit: Bool) throws -> [[Double]] {
            var recipe = Cubes.small(days: 1)
            recipe.metrics[0].settings = CellSettings()
            recipe.metrics[0].overrides = []
            recipe.excluded = [CellFilter(["country": ["de"], "platform": ["tablet"]])]
            recipe.interactions = [.init(CellFilter(["country": ["us"], "page": ["page-01"]]), factor: 3)]
            recipe.fitsMargins = fit
            let generator = try DimensionalGenerator(recipe)
            var sums = [[0.0, 0], [0, 0, 0], [0, 0, 0, 0]]
            for cell in 0..<generator.cellCount {
                let rate = try generator.truth(metric: "views", cell: cell, bucket: 0).expected
                for (dimension, value) in generator.cell(cell).enumerated() {
                    sums[dimension][recipe.dimensions[dimension].values.firstIndex { $0.name == value }!] += rate / 500
                }
            }
            return sums
        }
        let found = try shares(fit: true)
        for (dimension, expected) in [[0.375, 0.625], [0.6, 0.3, 0.1], [0.48, 0.24, 0.16, 0.12]].enumerated() {
            expectClose(found[dimension], expected, .absolute(1e-8), "dimension \(dimension)")
        }
        #expect(try shares(fit: false)[0][0] < 0.3)
    }

    /// What cannot occur gets nothing, not even what rounding leaves over.
    @Test func zeroRatesGetNothing() throws {
        var recipe = Cubes.small(drawing: .split, days: 10)
        recipe.dimensions[2].values[3].weight = 0
        recipe.interactions = [.init(CellFilter(["country": ["us"], "platform": ["tablet"]]), factor: 0)]
        let table = try DimensionalGenerator(recipe).table()
        for (group, names) in table.groups.enumerated() {
            let isNone = names[2] == "page-04" || (names[0] == "us" && names[1] == "tablet")
            let sum = table.buckets.reduce(0) { $0 + table.value($1, group: group) }
            #expect((sum == 0) == isNone, "\(names): \(sum)")
        }
    }

    /// A million cells are drawn one by one and summed, bucket by bucket: twelve buckets of them would be 96 MB.
    @Test(arguments: CubeMetric.Drawing.allCases)
    func aMillionCellsAreNotStored(drawing: CubeMetric.Drawing) throws {
        var recipe = Cubes.small(drawing: drawing, days: 1)
        recipe.dimensions = [("country", 50), ("page", 20), ("browser", 10), ("system", 10), ("platform", 10)].map {
            .zipf($0.0, count: $0.1, exponent: 1)
        }
        recipe.metrics[0].overrides = []
        recipe.metrics[0].level = .total(100_000)
        let generator = try DimensionalGenerator(recipe)
        #expect(generator.cellCount == 1_000_000)
        var table: CubeTable?
        let peak = try peakBytes { table = try generator.table(CubeQuery(by: ["platform"]), buckets: 0..<12) }
        #expect(peak < 40 << 20, "\(peak) bytes")
        let totals = try generator.table(CubeQuery(by: []), buckets: 0..<12)
        for bucket in 0..<12 {
            #expect((0..<10).reduce(0) { $0 + table!.value(bucket, group: $1) } == totals.value(bucket, group: 0))
        }
    }
}
