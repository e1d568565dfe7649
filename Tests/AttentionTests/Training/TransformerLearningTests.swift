import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import Testing
import Traces

/// What a small transformer learns in a second or two.
@Suite struct TransformerLearningTests {
    /// A clean wave with noise: the seasonal naive forecast repeats the noise of the last day, the network does not.
    @Test(arguments: [
        TransformerShape.small(pooling: .flatten), .small(norm: .after, activation: .relu, pooling: .mean),
        .small(positions: .rotary, pooling: .last, isCausal: true), .small(pooling: .meanAndLast),
    ])
    func lossIsWellBelowSeasonalNaive(shape: TransformerShape) throws {
        let (training, origins) = heldOut(Demand.waves(20, count: 480), horizon: 12, windows: 5)
        let options = FitOptions(seed: 1)
        let forecaster = Demand.transformer(horizon: 12, context: 48, shape: shape, levels: .standard, steps: 300, round: 50)
        let found = pinball(try forecaster.fit(on: training, options: options).forecast(from: origins, horizon: 12), origins)
        let naive = try NaiveForecaster(.seasonalNaive, horizon: 12).fit(on: training, options: options)
        let rival = pinball(try naive.forecast(from: origins, horizon: 12), origins)
        #expect(found < 0.85 * rival, "transformer \(found), seasonal naive \(rival)")
    }

    /// Demand that is nothing but a covariate known in advance: with it the loss is a fraction of what it is without.
    @Test func covariatesKnownInAdvanceAreUsed() throws {
        func set(with covariate: Bool) -> SeriesSet {
            let all = (0..<6).map { index in
                var random = RandomStream(seed: 44, purpose: "promotion", index: UInt64(index))
                let promotion = (0..<420).map { _ in Float(random.normal()) }
                let values = (0..<400).map { 50 + 10 * promotion[$0] + Float(random.normal()) }
                return Series(id: "p\(index)", axis: .index(), values: values, futureCovariates: covariate ? [promotion] : [])
            }
            return try! SeriesSet(all, quantity: .gauge(), futureCovariates: covariate ? ["promotion"] : [])
        }
        let losses = try [true, false].map { covariate in
            let (training, origins) = heldOut(set(with: covariate), horizon: 6, windows: 5)
            let model = try Demand.transformer(steps: 200, round: 50).fit(on: training, options: FitOptions(seed: 3))
            return pinball(try model.forecast(from: origins, horizon: 6), origins)
        }
        #expect(losses[0] < 0.4 * losses[1], "with \(losses[0]), without \(losses[1])")
    }

    /// Counts never fall below zero, whatever transform was chosen, and gaps are no obstacle.
    @Test(arguments: [TargetTransform?.none, .identity, .log1p])
    func countsStayAboveTheirBound(transform: TargetTransform?) throws {
        var set = Demand.counts()
        for index in set.series.indices {
            for position in stride(from: index, to: 400, by: 7) { set.series[index].values[position] = .nan }
        }
        let (training, origins) = heldOut(set, horizon: 6, windows: 4)
        let model = try Demand.transformer(levels: .standard, transform: transform, steps: 60, round: 20).fit(
            on: training, options: FitOptions(seed: 4))
        for forecast in try model.forecast(from: origins, horizon: 6) {
            #expect(forecast.values.allSatisfy { $0 >= 0 && $0.isFinite } && forecast.note == nil)
            #expect(model.residualPaths!.paths(of: forecast).allSatisfy { $0 >= 0 })
        }
        if let transform { #expect(model.model.assembler.schema.transform == transform) }
    }
}
