import Tensors
import Traces

/// One thread's door to single forecasts of a window model: all buffers are made once, a forecast allocates nothing and takes no lock.
///
/// It gives what ``WindowModel/forecast(from:horizon:)`` gives, bit for bit, into memory of the caller. Not `Sendable`: make one a thread;
/// the weights are shared.
public final class WindowPredictor<Network: WindowNetwork> {
    /// The model.
    public let model: WindowModel<Network>

    private let batch: WindowBatch
    private let workspace: Network.ForecastWorkspace
    private var scratch: [Float] = []

    /// Makes the buffers.
    public init(_ model: WindowModel<Network>) {
        self.model = model
        batch = model.assembler.makeBatch(capacity: 1)
        batch.count = 1
        workspace = model.network.makeForecastWorkspace(model.weights, batch: 1, steps: batch.maximumSteps)
        scratch.reserveCapacity(model.assembler.schema.mostScaled)
    }

    /// Quantiles of the first `horizon` steps, `[horizon, Q]`, in the unit of the series.
    ///
    /// - Parameters:
    ///   - history: what is known.
    ///   - horizon: number of steps, at most the trained one.
    ///   - values: where the quantiles go, exactly `horizon × Q` of them.
    /// - Returns: `false`, with nothing written, for a history that is too short or empty of observations: then only the ladder of naive
    ///   forecasts has an answer, ``WindowModel/forecast(from:horizon:)``.
    /// - Throws: ``ForecastError`` when the horizon is longer than trained, or step or covariates differ from training.
    public func forecast(
        from history: History, horizon: Int, into values: UnsafeMutableBufferPointer<Float>
    ) throws(ForecastError) -> Bool {
        let levels = model.levels
        try model.checkHorizon(horizon)
        precondition(values.count == horizon * levels.count, "\(horizon) × \(levels.count) values need as much room, found \(values.count)")
        try model.check(history)
        guard model.isLong(history) else { return false }
        model.assembler.fill(batch, slot: 0, history: history, withTargets: false, scratch: &scratch)
        let scaled = model.network.forecast(batch, weights: model.weights, workspace: workspace)
        model.assembler.unscale(
            scaled, into: values.baseAddress!, count: values.count, scale: batch.scales[0], isWhole: batch.isWhole[0])
        QuantileForecast.order(values, levelCount: levels.count)
        return true
    }
}
