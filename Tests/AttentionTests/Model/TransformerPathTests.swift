import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing
import Traces

/// Causal networks, and the sample paths that they draw.
@Suite struct TransformerPathTests {
    /// A token's output is a function of its own patch and of those before it: a head that reads one token sees no later input.
    @Test(arguments: TransformerShape.Norm.allCases, TransformerShape.Positions.allCases)
    func laterInputsDoNotReachEarlierTokens(norm: TransformerShape.Norm, positions: TransformerShape.Positions) throws {
        for isCausal in [true, false] {
            let shape = TransformerShape.small(norm: norm, positions: positions, pooling: .flatten, layers: 2, isCausal: isCausal)
            let network = try TransformerNetwork(
                shape, inputs: 1, futureChannels: 0, context: 12, horizon: 1, levels: Demand.levels, headForm: .linear)
            let fresh = network.initialParameters(seed: 1)
            let head = try #require(network.layout["head.weight"])
            for token in 0..<network.tokens {
                var parameters = fresh
                // Of the head's weights, those of one token are left.
                for k in 0..<head.count where k % (network.tokens * shape.width) / shape.width != token { parameters[head.offset + k] = 0 }
                var random = RandomStream(seed: 2, purpose: "causal")
                let data = ReferenceBatch(count: 3, context: 12, horizon: 1, inputs: 1, future: 0, random: &random)
                let before = data.forecast(network, parameters: parameters)
                // Inputs are time-major: everything behind the token's patch of two steps.
                for k in (token + 1) * 2 * 3..<12 * 3 { data.batch.inputs.pointer[k] = 9 - data.batch.inputs.pointer[k] }
                let after = data.forecast(network, parameters: parameters)
                let isLast = token == network.tokens - 1
                #expect((before == after) == (isCausal || isLast), "token \(token), causal \(isCausal)")
                data.batch.inputs.pointer[0] += 1
                #expect(data.forecast(network, parameters: parameters) != after, "the first input reaches all tokens")
            }
        }
    }

    /// An autoregression of the first order with the coefficient 0.8.
    private static let set: SeriesSet = {
        let all = (0..<6).map { index in
            var random = RandomStream(seed: 11, purpose: "autoregression", index: UInt64(index))
            var (x, values): (Double, [Float]) = (0, [])
            for _ in 0..<900 {
                x = 0.8 * x + random.normal()
                values.append(Float(20 + x))
            }
            return Series(id: "s\(index)", axis: .index(), values: values)
        }
        return try! SeriesSet(all, quantity: .gauge())
    }()

    private static func model(patch: Int, isCausal: Bool = true) throws -> FittedTransformer {
        let shape = TransformerShape.small(pooling: .last, isCausal: isCausal)
        return try Demand.transformer(horizon: 4, context: 16, shape: shape, patch: patch, levels: .standard, steps: 400, round: 50)
            .fit(on: TrainingSet(set, seasons: []), options: FitOptions(seed: 1))
    }

    /// Paths are autocorrelated as the demand is and vary as it does, within patches and from one to the next.
    @Test(arguments: [1, 4]) func pathsAreAutocorrelatedAsTheDemandIs(patch: Int) throws {
        let model = try Self.model(patch: patch)
        let history = History(Self.set.series[0])
        let paths = try model.samplePaths(from: history, horizon: 60, count: 200, seed: 3)
        var (products, squares) = (0.0, 0.0)
        // What the origin still tells is left out.
        for path in 0..<200 {
            for step in 20..<59 {
                let (x, y) = (Double(paths[path, step]) - 20, Double(paths[path, step + 1]) - 20)
                products += x * y
                squares += x * x
            }
        }
        let (correlation, deviation) = (products / squares, (squares / (200 * 39)).squareRoot())
        #expect(abs(correlation - 0.8) < 0.1, "\(correlation)")
        #expect(abs(deviation / (1 / 0.36).squareRoot() - 1) < 0.25, "\(deviation)")
    }

    /// The first step of causal paths has the forecast's quantiles; the same seed gives the same paths.
    @Test func causalPathsBeginWithTheForecast() throws {
        let model = try Self.model(patch: 4)
        let history = History(Self.set.series[1], count: 700)
        let forecast = try model.forecast(from: history, horizon: 1)
        let paths = try model.samplePaths(from: history, horizon: 6, count: 2000, seed: 5)
        #expect(try paths == model.samplePaths(from: history, horizon: 6, count: 2000, seed: 5))
        #expect(try paths != model.samplePaths(from: history, horizon: 6, count: 2000, seed: 6))
        for (level, tau) in model.levels.values.enumerated() {
            let share = Double((0..<2000).count { paths[$0, 0] < forecast[0, level] }) / 2000
            // Four deviations of the share of 2,000 draws.
            #expect(abs(share - tau) < 4 * (tau * (1 - tau) / 2000).squareRoot() + 1e-3, "\(share) below the quantile \(tau)")
        }
    }

    /// Networks that are not causal, and histories too short for a window, draw blocks of the trained horizon.
    @Test func othersDrawBlocksOfTheHorizon() throws {
        let model = try Self.model(patch: 4, isCausal: false)
        let ranks = try #require(model.residualPaths)
        let history = History(Self.set.series[1], count: 700)
        let paths = try model.samplePaths(from: history, horizon: 4, count: 10, seed: 5)
        let possible = ranks.paths(of: try model.forecast(from: history, horizon: 4))
        for path in 0..<10 {
            #expect((0..<ranks.count).contains { row in (0..<4).allSatisfy { possible[row * 4 + $0] == paths[path, $0] } })
        }
        let short = try Self.model(patch: 4).samplePaths(from: History(history.series, count: 2), horizon: 9, count: 5, seed: 1)
        #expect(short.count == 5 && short.horizon == 9 && allFinite(short.values) && short.note?.contains("transformer needs") == true)
    }
}
