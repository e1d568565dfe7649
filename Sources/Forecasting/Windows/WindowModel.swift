import Tensors
import Traces

/// A trained window network with everything a forecast needs: the shared half of every neural family's fitted model.
public struct WindowModel<Network: WindowNetwork>: Sendable {
    /// Short name as users write it.
    public let name: String
    /// The network.
    public let network: Network
    /// From histories to numbers and back.
    public let assembler: WindowAssembler
    /// Levels of every forecast.
    public let levels: QuantileLevels
    /// Parameters, flat.
    public let parameters: [Float]
    /// Dependence between steps.
    public let residualPaths: ResidualPaths?
    /// Instruction set, threads and precision.
    public let compute: Compute
    /// The parameters as the network reads them.
    package let weights: Network.Weights

    /// Windows per unit of parallel work: what the network likes, less where long contexts would need large buffers.
    private var chunk: Int { Self.chunk(of: network) }

    static func chunk(of network: Network) -> Int {
        max(1, min(network.windowsPerPiece, (64 << 20) / (4 * max(1, network.floatsPerWindow))))
    }

    /// Makes a model.
    public init(
        name: String, network: Network, assembler: WindowAssembler, levels: QuantileLevels, parameters: [Float],
        residualPaths: ResidualPaths?, compute: Compute
    ) {
        (self.name, self.network, self.assembler, self.levels) = (name, network, assembler, levels)
        (self.parameters, self.residualPaths, self.compute) = (parameters, residualPaths, compute)
        weights = network.makeWeights(parameters, compute: compute)
    }

    private init(_ other: WindowModel, paths: ResidualPaths?) {
        (name, network, assembler, levels) = (other.name, other.network, other.assembler, other.levels)
        (parameters, compute, weights, residualPaths) = (other.parameters, other.compute, other.weights, paths)
    }

    /// The same model with residual paths.
    public func with(_ paths: ResidualPaths?) -> WindowModel { WindowModel(self, paths: paths) }

    private var schema: WindowSchema { assembler.schema }

    /// Direct forecasts of all `H` trained steps for histories that were checked before.
    /// - Parameters:
    ///   - histories: the histories.
    ///   - age: 0 for windows; otherwise what a stream answers that froze location and scale so many steps before the end of the
    ///     history (see ``WindowAssembler/fill(_:slot:history:withTargets:frozen:scratch:)``).
    ///   - frozen: number of values of every history that location and scale come from; `nil` for all but the age.
    public func directForecasts(from histories: [History], age: Int = 0, frozen: Int? = nil) -> [QuantileForecast] {
        guard !histories.isEmpty else { return [] }
        let chunk = max(1, chunk * schema.context / (schema.context + age))
        let chunks = (histories.count + chunk - 1) / chunk
        let results = Collected<[QuantileForecast]>(count: chunks, empty: [])
        Parallel.forEach(chunks, threads: compute.threads) { index in
            let part = histories[index * chunk..<min(histories.count, (index + 1) * chunk)]
            results.set(index, directForecasts(ofChunk: part, age: age, frozen: frozen))
        }
        return results.values.flatMap { $0 }
    }

    private func directForecasts(ofChunk histories: ArraySlice<History>, age: Int, frozen: Int?) -> [QuantileForecast] {
        let batch = assembler.makeBatch(capacity: histories.count, age: age)
        let workspace = network.makeForecastWorkspace(weights, batch: histories.count, steps: batch.maximumSteps)
        batch.count = histories.count
        batch.steps = batch.maximumSteps
        var scratch: [Float] = []
        for (slot, history) in histories.enumerated() {
            assembler.fill(batch, slot: slot, history: history, withTargets: false, frozen: frozen, scratch: &scratch)
        }
        // The quantiles lie in the workspace, which must outlive them.
        return withExtendedLifetime(workspace) {
            let scaled = network.forecast(batch, weights: weights, workspace: workspace)
            return histories.enumerated().map { slot, history in
                let values = assembler.unscale(
                    scaled + slot * schema.horizon * levels.count, slot: slot, batch: batch, levelCount: levels.count)
                return QuantileForecast(
                    history: history, levels: levels, horizon: schema.horizon, values: values, lowerBound: schema.quantity.lowerBound)
            }
        }
    }

    /// Direct forecasts of up to `H` steps. A history too short for the network is answered by the ladder of naive forecasts, and the
    /// forecast says so.
    /// - Throws: ``ForecastError`` when the horizon is longer than trained, or step or covariates differ from training.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        try checkHorizon(horizon)
        for history in histories { try check(history) }
        let isLong = histories.map(isLong)
        let long = zip(histories, isLong).filter(\.1).map(\.0)
        var direct = directForecasts(from: long).makeIterator()
        let ladder = ladder
        return zip(histories, isLong).map { history, isLong in
            if isLong, let forecast = direct.next() {
                return horizon == forecast.horizon ? forecast : forecast.prefix(horizon)
            }
            return ladder.forecast(from: history, horizon: horizon, insteadOf: name, required: schema.minimumHistory)
        }
    }

    /// What answers for histories that are too short.
    package var ladder: NaiveLadder { schema.ladder(levels) }

    /// Whether a window can be made.
    package func isLong(_ history: History) -> Bool { schema.isLong(history) }

    /// Checks that the network was trained for so many steps.
    package func checkHorizon(_ horizon: Int) throws(ForecastError) { try schema.checkHorizon(horizon) }

    /// Checks that a history has the step and the covariates of the training.
    package func check(_ history: History) throws(ForecastError) { try schema.check(history) }
}

/// Results of a parallel loop, one slot per index, each written once by the index that owns it.
package final class Collected<Element: Sendable>: @unchecked Sendable {
    private let storage: UnsafeMutableBufferPointer<Element>

    package init(count: Int, empty: Element) {
        storage = .allocate(capacity: count)
        storage.initialize(repeating: empty)
    }

    deinit {
        storage.deinitialize()
        storage.deallocate()
    }

    package func set(_ index: Int, _ value: Element) { storage[index] = value }

    package var values: [Element] { Array(storage) }
}
