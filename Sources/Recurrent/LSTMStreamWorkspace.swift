import Forecasting
import Tensors

/// Scratch of a stream: rows, gates, the head, the sample of a median. Nothing in it outlives a call, so that all streams of a model that
/// live on one thread may share it; the compiler keeps streams that share one from being sent apart.
public final class LSTMStreamWorkspace {
    let row: Matrix, step: Matrix, future: Matrix
    let head: DirectQuantileHead.ForecastWorkspace
    var sample: [Float] = []

    /// Makes the scratch for streams of a model.
    public init(for model: FittedLSTM) {
        let (network, assembler) = (model.model.network, model.model.assembler)
        row = Matrix(rows: 1, columns: assembler.inputChannels)
        step = Matrix(rows: 1, columns: network.advanceScratch(steps: 1, kernels: Kernels(model.model.compute.instructionSet)))
        future = Matrix(rows: assembler.schema.horizon, columns: max(1, assembler.futureChannels))
        head = model.model.weights.makeHeadWorkspace(capacity: 1)
        sample.reserveCapacity(assembler.schema.mostScaled)
    }
}
