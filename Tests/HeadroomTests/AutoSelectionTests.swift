import Headroom
import Synchronization
import TestSupport
import Testing

/// The automatic choice: what it fits, what it keeps, what it says.
@Suite struct AutoSelectionTests {
    /// Waves of a day with noise, in whole numbers.
    private static let set: SeriesSet = {
        let series = (0..<4).map { index in
            var random = RandomStream(seed: UInt64(index), purpose: "auto selection")
            let values = (0..<900).map { step in
                Float(max(0, (40 + 3 * Double(abs(step % 24 - 12)) * Double(index + 1) + 4 * random.normal()).rounded()))
            }
            return Series(id: "s\(index)", axis: .index(), values: values)
        }
        return try! SeriesSet(series, quantity: .count())
    }()

    private static func recipe(_ families: [ModelRecipe.Family], budget: Double? = nil) -> ModelRecipe {
        var trees = GBTConfiguration()
        trees.rounds = 120
        var recipe = ModelRecipe(.auto, lstm: LSTMForecaster(horizon: 6), gbt: trees)
        (recipe.mlp.hidden, recipe.mlp.training.steps) = (16, 100)
        recipe.auto = AutoConfiguration(families: families, budget: budget)
        return recipe
    }

    private static let training = TrainingSet(set, counts: [800, 800, 800, 800], seasons: [24])

    /// A clock that moves by a second whenever somebody looks at it.
    private final class Clock: Sendable {
        private let time = Mutex(0.0)
        func seconds() -> Double {
            time.withLock { time in
                time += 1
                return time
            }
        }
    }

    @Test func theSeasonalFamiliesWinOnWaves() throws {
        let outcome = try Self.recipe([.seasonalNaive, .recentQuantiles, .gbt, .mlp]).fit(
            on: Self.training, options: FitOptions(compute: .best))
        let selection = try #require(outcome.selection)
        #expect(selection.rows.map(\.name) == ["seasonal-naive", "recent-quantiles", "gbt, level", "gbt, log1p", "mlp"])
        #expect(selection.rows.allSatisfy { $0.note == nil })
        expectClose(selection.rows.map(\.weight).reduce(0, +), 1, .absolute(1e-5))
        let weights = selection.rows.map(\.weight), losses = selection.rows.compactMap(\.loss)
        #expect(losses.min() == 1 && losses[1] > 1.5 && weights[1] < 0.02, "\(selection)")
        #expect(try #require(selection.loss) < 1.02)
        #expect(selection.rows[0].seconds == nil)

        // What was chosen is calibrated, answers better than seasonal naive, and comes back from its file with every bit.
        #expect(outcome.model is CalibratedForecaster && outcome.note == nil)
        var comparison = ModelComparison(
            set: Self.set, seasons: [24],
            backtest: Backtest(plan: try BacktestPlan.rolling(counts: [900, 900, 900, 900], horizon: 6, windows: 16), season: 24),
            seconds: { 0 })
        try comparison.score(outcome.model, name: "auto")
        try comparison.addSeasonalNaive(Self.recipe([]), options: FitOptions(compute: .best))
        let wql = comparison.entries.compactMap(\.evaluation.summary.wql)
        #expect(wql[0] < 0.99 * wql[1])
        let bytes = try ModelStore.encode(outcome.model.archive())
        let restored = try ModelStore.restore(ModelStore.decode(bytes, name: "auto"), compute: .best)
        let histories = Self.training.histories
        #expect(try restored.forecast(from: histories, horizon: 6) == outcome.model.forecast(from: histories, horizon: 6))
        var stream = try outcome.model.stream(from: histories[0])
        #expect(try stream.forecast(horizon: 6) == outcome.model.forecast(from: histories[0], horizon: 6))
        #expect(try stream.ceiling(over: 6) == outcome.model.ceiling(from: histories[0], over: 6))
    }

    /// What needs no training answers where the histories are too short for the rest.
    @Test func shortHistoriesKeepTheStatisticalFamilies() throws {
        let short = TrainingSet(Self.set, counts: [14, 14, 14, 14], seasons: [6])
        let outcome = try Self.recipe([.seasonalNaive, .recentQuantiles, .gbt]).fit(on: short, options: FitOptions(compute: .best))
        let rows = try #require(outcome.selection).rows
        #expect(rows[2].note != nil && rows[2].weight == 0 && rows[3].weight == 0 && rows[0].weight + rows[1].weight > 0.999)
    }

    /// Families that would outlast the budget are not begun, and the table says so.
    @Test func theBudgetIsKept() throws {
        let clock = Clock()
        let options = FitOptions(compute: .best, seconds: { clock.seconds() })
        let outcome = try Self.recipe([.seasonalNaive, .recentQuantiles, .lstm, .intermittent], budget: 9).fit(
            on: Self.training, options: options)
        let rows = try #require(outcome.selection).rows
        #expect(rows.map(\.family) == [.seasonalNaive, .recentQuantiles, .lstm, .intermittent])
        #expect(rows[0].seconds == 1 && rows[1].seconds == 1 && rows[0].note == nil)
        #expect(rows[2].note?.contains("budget of 9 s") == true && rows[2].weight == 0 && rows[2].loss == nil)
    }

    @Test func shortHistoriesStepDown() throws {
        let short = TrainingSet(Self.set, counts: [3, 3, 3, 3], seasons: [24])
        let outcome = try Self.recipe([.gbt, .lstm]).fit(on: short, options: FitOptions(compute: .best))
        #expect(outcome.model.name == "seasonal-naive" && outcome.note?.contains("too short") == true)
        #expect(throws: ForecastError.self) {
            var recipe = Self.recipe([.gbt])
            recipe.ensemble = EnsembleConfiguration(count: 2)
            _ = try recipe.fit(on: Self.training, options: FitOptions(compute: .best))
        }
    }
}
