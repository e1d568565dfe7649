import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct ResidualPathsTests {
    static let three = [0.1, 0.5, 0.9]

    /// Levels 0.1, 0.5, 0.9 at 10, 20, 40: above 0.9 one unit of rank is 20 (40 − 20), below 0.1 it is 10.
    @Test(
        arguments: [
            (10, 0.1), (20, 0.5), (40, 0.9), (15, 0.3), (30, 0.7), (60, 1.9), (50, 1.4), (0, -0.9), (5, -0.4), (12.5, 0.2),
        ] as [(Float, Float)])
    func rankFollowsTheRule(value: Float, rank: Float) {
        let one = forecast(Self.three, [[10, 20, 40]])
        expectClose(ResidualPaths.rank(of: value, in: one, step: 0), rank, .absolute(1e-6))
        expectClose(ResidualPaths.value(at: rank, in: one, step: 0), value, .absolute(1e-5))
    }

    static let levelLists = [
        [0.1, 0.5, 0.9], QuantileLevels.standard.values, [0.1, 0.9], [0.5], [0.9], [0.05], [0.5, 0.9, 0.99], [0.01, 0.1, 0.5],
        [0.1, 0.2, 0.8, 0.9],
    ]

    /// Applying a path to the forecast it came from gives back what happened, inside and outside the quantiles.
    @Test(arguments: levelLists)
    func valueInvertsRank(levels: [Double]) throws {
        var random = numbers(UInt64(levels.count) &+ UInt64(levels[0] * 1000))
        for trial in 0..<300 {
            let size = trial % 3 == 0 ? 1.0 : trial % 3 == 1 ? 1e6 : 1e-6
            let row = levels.map { _ in Float(random.normal() * size) }.sorted()
            let one = forecast(levels, [row])
            let y = Float(random.normal() * 3 * size)
            let back = ResidualPaths.value(at: ResidualPaths.rank(of: y, in: one, step: 0), in: one, step: 0)
            // A rank has 24 bits beside a level near one; the widest unit is the spread of the forecast.
            let spread = max(row.last! - row[0], abs(row[row.count / 2]), abs(y))
            #expect(abs(back - y) <= spread * 1e-5, "\(y) came back as \(back) from \(row)")
        }
    }

    /// With two levels, or levels on one side, the distance to the median is unknown: the nearest spread takes its place, and an error
    /// beyond the last quantile is not held at the limit.
    @Test(arguments: [[0.1, 0.9], [0.5, 0.9, 0.99], [0.01, 0.1, 0.5], [0.8, 0.9]])
    func tailsHaveTheSizeOfTheSpread(levels: [Double]) {
        let row = levels.indices.map { Float(100 + 10 * $0) }
        let one = forecast(levels, [row])
        let above = ResidualPaths.rank(of: row.last! + 10, in: one, step: 0), below = ResidualPaths.rank(of: row[0] - 10, in: one, step: 0)
        #expect(above > Float(levels.last!) + 0.3 && above < Float(levels.last!) + 1.1, "rank \(above)")
        #expect(below < Float(levels[0]) - 0.3 && below > Float(levels[0]) - 1.1, "rank \(below)")
    }

    @Test func ranksAreMonotoneInTheValue() {
        let one = forecast(QuantileLevels.standard.values, [QuantileLevels.standard.values.map { Float($0 * $0 * 50) }])
        var previous = -Float.infinity
        for k in -200...800 {
            let rank = ResidualPaths.rank(of: Float(k) * 0.1, in: one, step: 0)
            #expect(rank >= previous)
            previous = rank
        }
    }

    /// Zeros in a row: a value on the flat stretch gets its middle level, errors beside it keep a finite rank.
    @Test func flatQuantilesAreHandled() {
        let flat = forecast(Self.three, [[0, 0, 0], [5, 5, 5], [0, 0, 8]])
        #expect(ResidualPaths.rank(of: 0, in: flat, step: 0) == 0.5)
        #expect(ResidualPaths.value(at: 0.5, in: flat, step: 0) == 0)
        #expect(ResidualPaths.rank(of: 5, in: flat, step: 1) == 0.5)
        expectClose(ResidualPaths.rank(of: 0, in: flat, step: 2), 0.3, .absolute(1e-6))
        #expect(ResidualPaths.value(at: 0.3, in: flat, step: 2) == 0)
        expectClose(ResidualPaths.rank(of: 4, in: flat, step: 2), 0.7, .absolute(1e-6))
        for step in 0..<3 {
            for value in [Float(-1), 7, 1e30] {
                let rank = ResidualPaths.rank(of: value, in: flat, step: step)
                #expect(!rank.isNaN)
            }
            for rank in [Float(-20), 0, 0.5, 1, 20] { #expect(ResidualPaths.value(at: rank, in: flat, step: step).isFinite) }
        }
    }

    /// A truth that equals one or several neighbouring quantiles has the middle of their levels.
    @Test func ranksOfQuantilesAreTheirLevels() {
        let one = forecast([0.1, 0.3, 0.5, 0.7, 0.9], [[1, 2, 2, 2, 5], [1, 2, 3, 4, 5], [0, 0, 1, 1, 2]])
        expectClose(ResidualPaths.rank(of: 2, in: one, step: 0), 0.5, .absolute(1e-6))
        for (q, level) in one.levels.values.enumerated() {
            expectClose(ResidualPaths.rank(of: one[1, q], in: one, step: 1), level, .absolute(1e-6))
        }
        expectClose(ResidualPaths.rank(of: 0, in: one, step: 2), 0.2, .absolute(1e-6))
        expectClose(ResidualPaths.rank(of: 1, in: one, step: 2), 0.6, .absolute(1e-6))
    }

    /// Among counts a step is often certain to be zero; the spread of the whole forecast then measures what came.
    @Test func stepsWithoutSpreadBorrowThatOfTheForecast() {
        let one = forecast(Self.three, [[0, 0, 0], [0, 2, 6]])
        expectClose(ResidualPaths.rank(of: 3, in: one, step: 0), 2.4, .absolute(1e-6))
        expectClose(ResidualPaths.value(at: 2.4, in: one, step: 0), 3, .absolute(1e-6))
        expectClose(ResidualPaths.rank(of: -1, in: one, step: 0), 0.1 - 1, .absolute(1e-6))
    }

    @Test func pathsKeepTheDependenceBetweenSteps() {
        let paths = ResidualPaths(count: 2, horizon: 3, ranks: [0.5, 0.9, 1.9, 0.1, 0.5, -0.9])
        let one = forecast(Self.three, [[10, 20, 40], [0, 1, 2], [10, 20, 40]])
        expectClose(paths.paths(of: one), [20, 2, 60, 10, 1, 0], .absolute(1e-5))
        // A shorter forecast uses the beginning of the paths, a longer one begins them again.
        expectClose(paths.paths(of: one.prefix(2)), [20, 2, 10, 1], .absolute(1e-5))
        let long = forecast(Self.three, [[10, 20, 40], [0, 1, 2], [10, 20, 40], [100, 200, 400]])
        expectClose(paths.paths(of: long), [20, 2, 60, 200, 10, 1, 0, 100], .absolute(1e-4))
    }

    @Test func samplesRespectTheLowerBound() {
        let paths = ResidualPaths(count: 1, horizon: 1, ranks: [-5])
        #expect(paths.paths(of: forecast(Self.three, [[1, 2, 3]])) == [-4.1])
        #expect(paths.paths(of: forecast(Self.three, [[1, 2, 3]], lowerBound: 0)) == [0])
    }

    /// Maxima of the paths above: 60 and 10.
    @Test func ceilingMatchesHandWorkedMaxima() {
        let paths = ResidualPaths(count: 2, horizon: 3, ranks: [0.5, 0.9, 1.9, 0.1, 0.5, -0.9])
        let one = forecast(Self.three, [[10, 20, 40], [0, 1, 2], [10, 20, 40]])
        let ceiling = paths.ceiling(of: one)
        #expect(ceiling.window == 3)
        expectClose(ceiling.samples, [10, 60], .absolute(1e-5))
        expectClose(ceiling.quantile(0.5), 35, .absolute(1e-5))
    }

    /// The maximum over a window is at least every step: its distribution lies above that of the same paths at any step, and it grows
    /// with the window.
    @Test func ceilingIsAboveEveryStep() {
        var random = numbers(9)
        let (count, horizon) = (64, 6)
        let ranks = (0..<count * horizon).map { _ in 0.5 + 0.4 * Float(random.normal()) }
        let paths = ResidualPaths(count: count, horizon: horizon, ranks: ranks)
        let rows = (0..<horizon).map { _ in QuantileLevels.standard.values.map { _ in Float(random.normal()) }.sorted() }
        let one = forecast(QuantileLevels.standard.values, rows)
        let values = paths.paths(of: one)
        let ceiling = paths.ceiling(of: one)
        for level in [0.01, 0.25, 0.5, 0.9, 0.99] {
            for step in 0..<horizon {
                let marginal = Ceiling(window: 1, samples: (0..<count).map { values[$0 * horizon + step] })
                #expect(ceiling.quantile(level) >= marginal.quantile(level))
            }
            var previous = -Float.infinity
            for window in 1...horizon {
                let found = paths.ceiling(of: one.prefix(window)).quantile(level)
                #expect(found >= previous)
                previous = found
            }
        }
        // Paths at their median everywhere: the ceiling is the largest median.
        let calm = ResidualPaths(count: 3, horizon: horizon, ranks: [Float](repeating: 0.5, count: 3 * horizon))
        #expect(calm.ceiling(of: one).samples == [Float](repeating: rows.map { $0[6] }.max()!, count: 3))
    }

    @Test func archiveRoundTrip() throws {
        let paths = ResidualPaths(count: 2, horizon: 2, ranks: [0.5, -3, 1.7, 0.25])
        var archive = ModelArchive()
        #expect(try ResidualPaths(archive: archive) == nil)
        paths.store(in: &archive)
        #expect(try ResidualPaths(archive: archive) == paths)
    }

    @Test(arguments: [
        ModelArchive.Tensor([Float(1)], shape: [1]), ModelArchive.Tensor([Float](), shape: [0, 2]),
        ModelArchive.Tensor([Float.nan], shape: [1, 1]), ModelArchive.Tensor([Float.infinity], shape: [1, 1]),
        ModelArchive.Tensor([Int64(1)], shape: [1, 1]), ModelArchive.Tensor([Float(1)], shape: [1, 1, 1]),
    ])
    func brokenTensorsAreRefused(tensor: ModelArchive.Tensor) {
        let archive = ModelArchive(tensors: ["residual_paths.ranks": tensor])
        #expect(throws: ForecastError.self) { try ResidualPaths(archive: archive) }
    }
}

@Suite struct CeilingTests {
    /// Type 7 on 1, 2, 4, 8: position 3·level.
    @Test(arguments: [(0.0, 1), (1.0 / 3, 2), (0.5, 3), (2.0 / 3, 4), (0.9, 6.8), (1, 8), (-1, 1), (2, 8)] as [(Double, Float)])
    func quantilesMatchHandWorkedValues(level: Double, value: Float) {
        expectClose(Ceiling(window: 2, samples: [8, 1, 4, 2]).quantile(level), value, .relative(1e-6))
    }

    @Test func oneSampleIsEveryQuantile() {
        for level in [0, 0.3, 1] { #expect(Ceiling(window: 1, samples: [5]).quantile(level) == 5) }
    }
}
