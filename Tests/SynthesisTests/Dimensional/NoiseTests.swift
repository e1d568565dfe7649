import Tensors
import Synthesis
import TestSupport
import Testing
import Traces

/// Means, variances and correlations of what is observed, against theory.
@Suite struct NoiseTests {
    /// One cell without seasons, over many buckets.
    static func flat(_ rate: Double, days: Int = 400, _ change: (inout DimensionalConfiguration) -> Void) throws -> [Double] {
        var recipe = DimensionalConfiguration(
            name: "flat", seed: 11, firstDay: Cubes.monday, days: days, granularity: .fixed(nanoseconds: 3_600_000_000_000),
            dimensions: [CubeDimension("cell", [.init("a"), .init("b")])], metrics: [CubeMetric("y", .base(rate))])
        change(&recipe)
        let table = try DimensionalGenerator(recipe).table(CubeQuery(filter: CellFilter(["cell": ["a"]])), threads: 2)
        return table.buckets.map { table.value($0, group: 0) }
    }

    static func moments(_ values: [Double], lag: Int = 1) -> (mean: Double, variance: Double, correlation: Double) {
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
        let products = zip(values, values.dropFirst(lag)).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        return (mean, variance, products / (n - 1) / variance)
    }

    @Test(arguments: [
        (ObservationNoise.poisson, 25.0), (.negativeBinomial(dispersion: 0.3, isLinear: false), 25 + 0.3 * 625),
        (.negativeBinomial(dispersion: 3, isLinear: true), 100), (.gaussian(scale: 4, exponent: 0), 16),
        (.gaussian(scale: 0.2, exponent: 1), 25), (.gaussian(scale: 2, exponent: 0.5), 100), (.logNormal(scale: 0.3), 625 * 0.09417),
    ])
    func families(noise: ObservationNoise, variance: Double) throws {
        let found = Self.moments(try Self.flat(25) { $0.metrics[0].settings.noise = noise })
        let n = 9_600.0
        expectClose(found.mean, 25, .absolute(5 * (variance / n).squareRoot()), "mean")
        expectClose(found.variance, variance, .relative(5 * (4 / n).squareRoot()), "variance")
        #expect(abs(found.correlation) < 5 / n.squareRoot())
    }

    /// 200 configurations drawn at random: sample means within 4.2 standard errors of theory (one of 200 is further out once in 190).
    @Test func randomConfigurationsHaveTheirMeans() throws {
        var worst = 0.0
        for number in 0..<200 {
            var random = KeyedRandom(StreamKey(seed: 5), at: number)
            let rate = random.logUniform(in: 0.2...500)
            let dispersion = random.uniform(in: 0...0.4)
            let amplitude = random.uniform(in: 0...0.9)
            let phase = random.uniform(in: 0...24)
            let values = try Self.flat(rate, days: 28) { recipe in
                recipe.seed = UInt64(number)
                recipe.metrics[0].settings.noise = .negativeBinomial(dispersion: dispersion, isLinear: false)
                recipe.metrics[0].settings.daily = SeasonalProfile(
                    .fourier(cosines: [0.5], sines: [0.1]), amplitude: amplitude, phase: phase)
            }
            let found = Self.moments(values)
            let error = (found.variance / Double(values.count)).squareRoot()
            worst = max(worst, abs(found.mean - rate) / error)
        }
        #expect(worst < 4.2, "\(worst) standard errors")
    }

    /// The logarithm of a residual is a first-order autoregression, also over the seams of its blocks.
    @Test(arguments: [0.0, 0.6, 0.95])
    func residualsAreAutoregressive(correlation: Double) throws {
        let values = try Self.flat(1, days: 2_000) { recipe in
            recipe.metrics[0].settings.noise = ObservationNoise.none
            recipe.metrics[0].settings.residual = .init(scale: 0.5, correlation: correlation)
        }
        let logs = values.map { Self.log($0) }
        let found = Self.moments(logs)
        let n = Double(logs.count)
        let effective = n * (1 - correlation) / (1 + correlation)
        expectClose(found.mean, -0.125, .absolute(5 * 0.5 / effective.squareRoot()), "mean of the logarithm")
        expectClose(found.variance, 0.25, .relative(5 * (2 / effective).squareRoot()), "variance of the logarithm")
        expectClose(found.correlation, correlation, .absolute(5 * ((1 - correlation * correlation) / n).squareRoot() + 0.01))
        let lag = Self.moments(logs, lag: 5).correlation
        expectClose(lag, [0.0: 0, 0.6: 0.07776, 0.95: 0.77378][correlation]!, .absolute(0.05), "lag 5")
        // Neighbours on the two sides of a seam correlate like all others.
        if correlation == 0.95 {
            let first = Int(Cubes.at("2026-03-02T00:00:00Z") / 3_600_000_000_000) % 256
            let seams = stride(from: 256 - first, to: logs.count, by: 256).map { (logs[$0 - 1] + 0.125, logs[$0] + 0.125) }
            let product = seams.reduce(0) { $0 + $1.0 * $1.1 } / Double(seams.count) / 0.25
            expectClose(product, 0.95, .absolute(5 * (2 / Double(seams.count)).squareRoot()), "\(seams.count) seams")
            #expect(seams.allSatisfy { abs($0.0 - $0.1) < 5 * 0.5 * (2 * 0.05).squareRoot() })
        }
    }

    private static func log(_ x: Double) -> Double {
        // ln x = 2·artanh((m−1)/(m+1)) + e·ln 2, enough for moments.
        let m = x.significand
        let s = (m - 1) / (m + 1)
        var (term, sum) = (s, s)
        for k in stride(from: 3, through: 41, by: 2) {
            term *= s * s
            sum += term / Double(k)
        }
        return Double(x.exponent) * 0.6931471805599453 + 2 * sum
    }

    /// Cells that share a factor move together: the relative noise of their sum does not vanish with their number.
    @Test func sharedFactorsKeepAggregatesRough() throws {
        func roughness(_ factors: [SharedFactor]) throws -> Double {
            var recipe = Cubes.small(days: 200)
            recipe.metrics[0].settings = CellSettings()
            recipe.metrics[0].overrides = []
            recipe.metrics[0].level = .total(20_000)
            recipe.factors = factors
            let table = try DimensionalGenerator(recipe).table(CubeQuery(by: []), threads: 2)
            let found = Self.moments(table.buckets.map { table.value($0, group: 0) })
            return found.variance.squareRoot() / found.mean
        }
        expectClose(try roughness([]), 1 / 20_000.0.squareRoot(), .relative(0.06), "Poisson alone")
        let shared = SharedFactor(dimension: nil, residual: .init(scale: 0.1, correlation: 0))
        expectClose(try roughness([shared]), 0.1, .relative(0.06), "one factor for all")
        // Two countries of weights 3 and 5: 0.1·√(9 + 25)/8.
        let country = SharedFactor(dimension: "country", residual: .init(scale: 0.1, correlation: 0))
        expectClose(try roughness([country]), 0.0729, .relative(0.06), "one factor a country")
    }
}
