import Forecasting
import Statistical
import Tensors
import Testing
import Traces

/// Runs one rule as its frame does, and what must hold for every rule.
enum LocalModelTesting {
    /// A setting with the standard levels.
    static func setting(seasons: [Int] = [], quantity: Quantity = .gauge(), levels: QuantileLevels = .standard) -> LocalSetting {
        LocalSetting(seasons: seasons, quantity: quantity, levels: levels)
    }

    /// The answer to one history.
    static func answer<Model: LocalModel>(_ model: Model, _ values: [Float], horizon: Int, in setting: LocalSetting) -> LocalAnswer {
        model.answers(for: [values.suffix(model.reach(in: setting))], horizon: horizon, in: setting)[0]
    }

    /// Histories that break careless rules: none, one value, constants, gaps, extremes, a lone event, long silence.
    static let awkward: [[Float]] = [
        [], [.nan], [3], [0], [.nan, -2, .nan], [0, 0, 0, 0], [5, 5, 5, 5, 5, 5], [1, 2], [-1, 0, 1], [Float](repeating: 0, count: 200),
        [Float](repeating: 7.25, count: 200), [Float](repeating: -7.25, count: 200), [Float](repeating: .nan, count: 60),
        (0..<300).map { $0 == 150 ? 12 : 0 }, (0..<300).map { $0 < 3 ? 4 : 0 }, (0..<300).map { $0 % 7 == 0 ? .nan : Float($0 % 24) },
        (0..<90).map { Float($0) * 1e30 }, (0..<90).map { Float($0 % 5) * 0x1p-140 }, (0..<120).map { -Float($0 * $0 % 31) },
        (0..<64).map { Float($0 % 2) }, [Float](repeating: .nan, count: 80) + [1, 2, 3], (0..<500).map { Float(($0 * 7919) % 101) - 50 },
        (0..<500).map { $0 % 13 == 0 ? Float(1 + $0 % 3) : 0 },
    ]

    /// Whatever the history, the frame's forecast is finite and ordered, has a note where no value was known, and does not depend on the
    /// other histories of its batch or on threads.
    static func expectSound<Model: LocalModel>(_ model: Model, seasons: [Int], location: SourceLocation = #_sourceLocation) throws {
        for quantity in [Quantity.gauge(), .count()] {
            let rows = awkward.map { quantity.lowerBound == nil ? $0 : $0.map { abs($0) } }
            let series = rows.enumerated().map { Series(id: "s\($0)", axis: .index(), values: $1) }
            let histories = series.map { History($0) }
            let setting = setting(seasons: seasons, quantity: quantity)
            for (row, values) in rows.enumerated() {
                let answer = answer(model, values, horizon: 9, in: setting)
                #expect(answer.values.count == 9 * 13 && answer.values.allSatisfy(\.isFinite), "row \(row)", sourceLocation: location)
                if values.allSatisfy(\.isNaN) { #expect(answer.note != nil, "row \(row)", sourceLocation: location) }
            }
            let training = TrainingSet(
                try SeriesSet([Series(id: "t", axis: .index(), values: (0..<40).map { Float($0 % 6) })], quantity: quantity),
                seasons: seasons)
            let fitted = try (1...2).map {
                try LocalForecaster(model, horizon: 2).fit(on: training, options: FitOptions(compute: Compute(threads: $0)))
            }
            let together = try fitted[0].forecast(from: histories, horizon: 9)
            #expect(try fitted[1].forecast(from: histories, horizon: 9) == together, sourceLocation: location)
            #expect(try histories.map { try fitted[0].forecast(from: $0, horizon: 9) } == together, sourceLocation: location)
            for forecast in together {
                for step in 0..<9 {
                    let row = (0..<13).map { forecast[step, $0] }
                    #expect(row == row.sorted() && row[0] >= (quantity.lowerBound ?? row[0]), sourceLocation: location)
                }
            }
            let restored = try FittedLocal<Model>(archive: fitted[0].archive(), compute: Compute(threads: 1))
            #expect(try restored.forecast(from: histories, horizon: 9) == together, sourceLocation: location)
        }
    }
}
