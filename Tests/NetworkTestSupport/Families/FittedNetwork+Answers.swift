import Forecasting
import Testing
import Traces

/// What a model of horizon 6 and of the standard levels answers that was trained on waves of an hour's steps, and what it refuses.
extension FittedNetwork {
    /// Quantiles of every origin with 20 values or more are ordered and finite.
    public func expectOrderedFiniteQuantiles(of set: SeriesSet) throws {
        for series in set.series {
            for count in stride(from: 20, through: series.count, by: 7) {
                let one = try forecast(from: History(series, count: count), horizon: 6)
                #expect(allFinite(one.values) && one.note == nil && one.seriesID == series.id)
                for step in 0..<6 { #expect((1..<13).allSatisfy { one[step, $0 - 1] <= one[step, $0] }) }
            }
        }
    }

    /// Values behind the origin are not looked at: the forecast from a prefix is that of the shortened series.
    public func expectTheFutureIsNotSeen(of set: SeriesSet) throws {
        for series in set.series {
            var short = series
            short.values = Array(series.values.prefix(200))
            #expect(try forecast(from: History(series, count: 200), horizon: 6) == forecast(from: History(short), horizon: 6))
        }
    }

    /// What lies behind the reach of the windows, or behind the origin, may be cut off: a stream needs no more memory than that.
    public func expectOnlyTheReachMatters() throws {
        let long = Demand.waves(1, count: 2000).series[0]
        let reach = try #require(reach)
        for count in [1500, 2000] {
            let cut = Series(
                id: long.id, axis: long.axis.advanced(by: count - reach), values: Array(long.values[count - reach..<count]))
            #expect(try forecast(from: History(long, count: count), horizon: 6) == forecast(from: History(cut), horizon: 6))
        }
    }

    /// A shorter horizon is the beginning of a longer one.
    public func expectShorterHorizonsAreTheBeginning(_ history: History) throws {
        let whole = try forecast(from: history, horizon: 6)
        for horizon in 1..<6 { #expect(try forecast(from: history, horizon: horizon) == whole.prefix(horizon)) }
    }

    /// Each wrong question has its own error.
    public func expectErrorsAreTheRightOnes(_ history: History) throws {
        #expect(throws: ForecastError.horizonTooLong(requested: 7, trained: 6)) { try forecast(from: history, horizon: 7) }
        #expect(throws: ForecastError.invalidHorizon(0)) { try forecast(from: history, horizon: 0) }
        let minutes = Series(id: "m", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [Float](repeating: 1, count: 100))
        #expect(throws: ForecastError.stepMismatch(series: "m", expectedSeconds: 3600, foundSeconds: 60)) {
            try forecast(from: History(minutes), horizon: 2)
        }
        var covariate = history.series
        covariate.pastCovariates = [covariate.values]
        #expect(
            throws: ForecastError.covariateMismatch(
                series: covariate.id, expected: [], found: ["1 past", "0 future-known", "0 static"])
        ) { try forecast(from: History(covariate), horizon: 2) }
        #expect(throws: ForecastError.levelOutsideRange(0.995, trained: QuantileLevels.standard.values)) {
            try forecast(from: history, horizon: 2, quantiles: QuantileLevels([0.5, 0.995]))
        }
        #expect(throws: ForecastError.invalidHorizon(0)) { try ceiling(from: history, over: 0) }
    }

    /// Too little is never an exception: the ladder answers, with its reason.
    public func expectShortHistoriesGetTheLadder(_ series: Series) throws {
        for count in 0..<schema.minimumHistory {
            let one = try forecast(from: History(series, count: count), horizon: 6)
            #expect(one.note?.contains("\(name) needs 6") == true && allFinite(one.values))
            #expect(one.horizon == 6 && one.levels == .standard)
            if count > 0 { #expect(try one.quantile(0.5)[0] == series.values[count - 1]) }
        }
    }

    /// Ceilings lie above the marginals of the same paths and grow with the window.
    public func expectCeilingsAreDistributionsOfTheMaximum(_ histories: [History]) throws {
        let paths = try #require(residualPaths)
        for history in histories {
            let forecast = try forecast(from: history, horizon: 6)
            var previous = -Float.infinity
            for window in 1...6 {
                let ceiling = try ceiling(from: history, over: window)
                #expect(ceiling.window == window && ceiling == paths.ceiling(of: forecast.prefix(window)))
                #expect(ceiling.quantile(0.5) >= previous)
                previous = ceiling.quantile(0.5)
            }
            // The maximum is at least the first step: its median is not far below the median of any step.
            let medians = try forecast.quantile(0.5), low = try forecast.quantile(0.2)
            #expect(previous >= low.max()! && previous > medians.min()!)
        }
    }
}

/// What cannot be trained.
extension NetworkForecaster {
    /// Series without room for a single window are a sentence.
    public func expectTooLittleIsASentence() {
        #expect {
            try fit(on: TrainingSet(Demand.waves(2, count: 12), seasons: []), options: FitOptions())
        } throws: { error in
            guard case ForecastError.noTrainingData(let reason)? = error as? ForecastError else { return false }
            return reason.contains("12 values")
        }
    }

    /// Series that lack a column of the set are refused before anything is read.
    public func expectMissingCovariatesAreRefused() throws {
        let one = Series(id: "a", axis: .index(), values: [Float](repeating: 1, count: 100))
        for names in [(["p"], [String](), [String]()), ([], ["f"], []), ([], [], ["s"])] {
            let set = try SeriesSet(
                [one], quantity: .gauge(), pastCovariates: names.0, futureCovariates: names.1, staticCovariates: names.2)
            #expect(throws: ForecastError.self) { try fit(on: TrainingSet(set, seasons: []), options: FitOptions()) }
        }
    }
}
