import Forecasting
import Tensors
import Testing
import Traces
import Trees

/// Features that a user chose, each against its definition computed from scratch.
@Suite struct ListedFeatureTests {
    private static let horizon = 5
    private static let set = Waves.counts(2, count: 900)

    private static let features: [Feature] = {
        let windows = [Feature.Window(24), .init(24, before: 24), .init(7, before: 3), .init(400)]
        var all: [Feature] = [1, 2, 24, 168].map(Feature.lag) + [1, 24].map(Feature.difference)
        for window in windows { all += [.mean(window), .deviation(window), .smallest(window), .largest(window), .quantile(0.9, window)] }
        all += [.quantile(0.25, nil), .smoothed(16), .lastMinusSmoothed(4), .levelBefore(24), .zeroShare, .distinct, .sinceNonZero]
        all += [.changeSize, .logScale, .locationByScale, .step, .phase(24), .secondOfDay, .hour, .weekday, .holiday]
        return all + Feature.CyclePart.allCases.map { .cycle(24, $0) }
    }()

    private static func assembler(
        _ features: [Feature], scaling: TargetScaling = .none, strategy: ForecastStrategy = .direct
    ) -> FeatureAssembler {
        FeatureAssembler(
            FeatureSchema(
                training: TrainingSet(set, seasons: [24]), horizon: horizon, scaling: scaling, strategy: strategy, chosen: features))
    }

    /// A series up to an origin, every feature by its definition.
    private struct Definition {
        let series: Series
        let origin: Int
        let step: Int

        func value(_ position: Int) -> Double {
            position >= 0 && position < origin ? Double(series.values[position]) : .nan
        }

        /// Known values of a window; none where less than half is known.
        func window(_ window: Feature.Window, leastShare: Double = 0.5) -> [Double] {
            let end = origin - window.before + 1
            let known = (end - window.length..<end).map(value).filter { !$0.isNaN }
            return Double(known.count) > leastShare * Double(window.length) ? known : []
        }

        func mean(_ values: [Double]) -> Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }

        func deviation(_ values: [Double]) -> Double {
            let mean = mean(values)
            return self.mean(values.map { ($0 - mean) * ($0 - mean) }).squareRoot()
        }

        func quantile(_ values: [Double], _ level: Float) -> Double {
            guard !values.isEmpty else { return .nan }
            let (sorted, place) = (values.sorted(), Double(level) * Double(values.count - 1))
            let low = Int(place)
            return sorted[low] + (place - Double(low)) * (sorted[min(low + 1, sorted.count - 1)] - sorted[low])
        }

        func smoothed(_ span: Int) -> Double {
            (0..<origin).map(value).filter { !$0.isNaN }.reduce(.nan) { $0.isNaN ? $1 : $0 + ($1 - $0) * 2 / Double(span + 1) }
        }

        func level(_ end: Int) -> Double { mean((end - 8..<end).map(value).filter { !$0.isNaN }) }

        /// The values that location and scale come from: 60 for a horizon of 5 and a season of 24.
        static let scaleWindow = Feature.Window(60)

        func callAsFunction(_ feature: Feature) -> Double {
            let target = origin + step
            let seconds = Int(series.axis.time(at: target) / TimeAxis.nanosecondsPerSecond)
            switch feature {
            case .lag(let steps): return value(origin - steps)
            case .difference(let steps): return value(origin - 1) - value(origin - 1 - steps)
            case .mean(let window): return mean(self.window(window))
            case .deviation(let window): return deviation(self.window(window))
            case .smallest(let window): return self.window(window).min() ?? .nan
            case .largest(let window): return self.window(window).max() ?? .nan
            case .quantile(let level, let window): return quantile(self.window(window ?? Self.scaleWindow, leastShare: 0), level)
            case .smoothed(let span): return smoothed(span)
            case .lastMinusSmoothed(let span): return value(origin - 1) - smoothed(span)
            case .levelBefore(let steps): return level(origin - steps)
            case .zeroShare: return mean(window(Self.scaleWindow, leastShare: 0).map { $0 == 0 ? 1 : 0 })
            case .distinct: return Double(Set(window(Self.scaleWindow, leastShare: 0)).count)
            case .sinceNonZero:
                let since = (0..<origin).reversed().prefix { !(value($0) > 0) }.count
                return since == origin ? 2000 : Double(since)
            case .changeSize: return mean((origin - 64..<origin).map { abs(value($0) - value($0 - 1)) }.filter { !$0.isNaN })
            case .logScale, .locationByScale: return 0
            case .step: return Double(step + 1)
            case .phase(let cycle): return Double((seconds / 60) % cycle)
            case .secondOfDay: return Double(seconds % 86_400)
            case .hour: return Double(seconds % 86_400 / 3600)
            case .weekday: return Double((seconds / 86_400 + 3) % 7)
            case .holiday: return 0
            case .cycle(let cycle, let part): return self.cycle(target - cycle * (step / cycle + 1), cycle, part)
            }
        }

        private func cycle(_ latest: Int, _ cycle: Int, _ part: Feature.CyclePart) -> Double {
            let back = (0..<7).map { value(latest - $0 * cycle) }.filter { !$0.isNaN }
            func around(_ reach: Int) -> Double { mean((latest - reach...latest + reach).map(value).filter { !$0.isNaN }) }
            switch part {
            case .back1: return value(latest)
            case .back2: return value(latest - cycle)
            case .back3: return value(latest - 2 * cycle)
            case .mean: return mean(back)
            case .deviation: return back.count > 1 ? deviation(back) : .nan
            case .before: return value(latest - 1)
            case .after: return value(latest + 1)
            case .around2: return around(2)
            case .around6: return around(6)
            case .levelled: return value(latest) + level(origin) - level(origin - cycle * (step / cycle + 1))
            }
        }
    }

    /// By advancing, by beginning there, and by the loop over all origins.
    @Test(arguments: [1, 13, 30, 170, 500, 895])
    func featuresAreWhatTheirDefinitionsSay(origin: Int) throws {
        let assembler = Self.assembler(Self.features)
        for series in Self.set.series {
            var (fresh, moved) = (
                FeatureWalk(History(series, count: origin), assembler: assembler),
                FeatureWalk(series, assembler: assembler, origins: 0...origin)
            )
            moved.move(to: max(0, origin - 40))
            moved.move(to: origin)
            for step in [0, 3] {
                let definition = Definition(series: series, origin: origin, step: step)
                var rows = [[Float]](repeating: Array(repeating: -7, count: assembler.columns), count: 2)
                fresh.write(&rows[0], step: step)
                moved.write(&rows[1], step: step)
                for feature in Self.features {
                    let column = try #require(assembler.schema.names.firstIndex(of: "\(feature)"))
                    let expected = definition(feature)
                    for row in rows {
                        let found = Double(row[column])
                        let isEqual = found.isNaN == expected.isNaN && !(abs(found - expected) > 1e-4 * max(1, abs(expected)))
                        #expect(isEqual, "\(feature) at \(origin), step \(step): \(found), expected \(expected)")
                    }
                }
            }
        }
    }

    @Test(arguments: TargetScaling.allCases)
    func everyOriginInOneGoIsTheSame(scaling: TargetScaling) {
        let assembler = Self.assembler(Self.features, scaling: scaling, strategy: .recursive)
        let (series, columns) = (Self.set.series[1], assembler.columns)
        let origins = 20...700
        let known = origins.filter { !series.values[$0].isNaN }
        var rows = [Float](repeating: -7, count: known.count * columns)
        var targets = [Float](repeating: -7, count: known.count)
        var walk = FeatureWalk(series, assembler: assembler, origins: origins)
        walk.writeFirstSteps(origins, rows: &rows, targets: &targets)
        #expect(known.count < origins.count && !targets.contains(-7))
        for (index, origin) in known.enumerated() where index % 7 == 0 {
            var one = FeatureWalk(series, assembler: assembler, origins: origins)
            one.move(to: origins.lowerBound)
            one.move(to: origin)
            var row = [Float](repeating: 0, count: columns)
            one.write(&row, step: 0)
            #expect(row.map(\.bitPattern) == rows[index * columns..<(index + 1) * columns].map(\.bitPattern))
            let expected = (assembler.transformed(series.values[origin]) - one.scale.location) / one.scale.scale
            #expect(targets[index] == expected)
        }
    }

    /// Nothing further back than the reach is looked at.
    @Test func onlyTheReachMatters() {
        let features: [Feature] = [.lag(30), .mean(.init(24, before: 24)), .smallest(.init(9, before: 40)), .smoothed(2), .changeSize]
        let assembler = Self.assembler(features)
        let (series, reach) = (Self.set.series[0], assembler.schema.reach)
        #expect(reach < 890)
        var changed = series
        for position in 0..<900 - reach { changed.values[position] = 1e6 }
        var rows = [[Float]](repeating: Array(repeating: 0, count: assembler.columns), count: 2)
        var (a, b) = (FeatureWalk(History(series), assembler: assembler), FeatureWalk(History(changed), assembler: assembler))
        a.write(&rows[0], step: 2)
        b.write(&rows[1], step: 2)
        #expect(rows[0].map(\.bitPattern) == rows[1].map(\.bitPattern))
    }

    @Test func textsAreNamesOfColumns() {
        for feature in Self.features { #expect(Feature("\(feature)") == feature) }
        #expect(Feature("mean_24_before_24") == .mean(.init(24, before: 24)) && Feature("mean_24") == .mean(.init(24)))
        for text in [
            "", "lag", "lag_", "lag_-1", "lag_+1", "lag_01", "lag_0", "mean_24_before", "mean_24_before_1", "mean_24_after_2",
            "quantile_1.5",
            "quantile_0.5_x", "cycle_24", "cycle_24_back_4", "cycle_x_mean", "hour_2", "size",
        ] { #expect(Feature(text) == nil, "\(text)") }
    }

    @Test func listsThatCannotBeAreRefused() {
        let training = TrainingSet(Self.set, seasons: [])
        func refusal(_ features: [Feature], of training: TrainingSet = training) -> String? {
            var forecaster = Waves.forecaster(rows: 500, rounds: 2)
            forecaster.configuration.features = features
            do {
                _ = try forecaster.fit(on: training, options: FitOptions())
                return nil
            } catch { return "\(error)" }
        }
        #expect(refusal([.lag(1)]) == nil)
        #expect(refusal([])?.contains("1 to 10000 features, found 0") == true)
        #expect(refusal([.lag(1), .lag(1)])?.contains("feature lag_1 is there twice") == true)
        #expect(refusal([.lag(1 << 21)])?.contains("features reach 1 to 1048576 steps, lag_2097152 has 2097152") == true)
        let wide = (0..<17).map { Feature.largest(.init(1 << 20, before: 1 + $0)) }
        #expect(refusal(wide)?.contains("hold at most 16777216 values") == true)
        let plain = Series(id: "s", axis: .index(), values: Self.set.series[0].values)
        let unclocked = TrainingSet(try! SeriesSet([plain], quantity: .count()), seasons: [])
        #expect(refusal([.hour], of: unclocked)?.contains("feature hour needs the times of a clock") == true)
    }
}
