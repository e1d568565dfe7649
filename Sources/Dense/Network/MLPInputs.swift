import Forecasting

/// Which numbers of a window a perceptron reads, and their order in its input vector `[D]`: channel by channel, each in the order of time.
///
/// A context is one vector here and not a row for every step, so what says the same at every step is read once: the calendar where the
/// horizon begins, static covariates, the size of the window.
public struct MLPInputs: Sendable, Hashable {
    /// Context length L and horizon H in steps.
    public let context: Int, horizon: Int
    /// Channels of a batch: per context step, and per future step.
    public let inputChannels: Int, futureChannels: Int
    /// Channels that are read of every context step, of every future step, and of the first future step alone.
    public let contextChannels: [Int], stepChannels: [Int], windowChannels: [Int]

    /// Most numbers of an input vector.
    static let largest = 1 << 22

    /// Inputs of chosen channels; by default all channels of the context and none of the future.
    /// - Throws: `ForecastError.invalidConfiguration(_:)` for more numbers than a perceptron reads.
    public init(
        context: Int, horizon: Int, inputChannels: Int, futureChannels: Int = 0, contextChannels: [Int]? = nil, stepChannels: [Int] = [],
        windowChannels: [Int] = []
    ) throws(ForecastError) {
        (self.context, self.horizon) = (context, horizon)
        (self.inputChannels, self.futureChannels) = (inputChannels, futureChannels)
        self.contextChannels = contextChannels ?? Array(0..<inputChannels)
        (self.stepChannels, self.windowChannels) = (stepChannels, windowChannels)
        guard count <= Self.largest else {
            throw ForecastError.invalidConfiguration(
                "an mlp reads at most \(Self.largest) numbers of a window, and a context of \(context) steps before a horizon of \(horizon) "
                    + "with its seasons and covariates has \(count); use a shorter context")
        }
    }

    /// What matters of the windows of an assembler: values, their season before, covariates; of the future what is known of every step.
    public init(_ assembler: WindowAssembler) throws(ForecastError) {
        let channels = assembler.channels
        try self.init(
            context: assembler.schema.context, horizon: assembler.schema.horizon, inputChannels: assembler.inputChannels,
            futureChannels: assembler.futureChannels,
            contextChannels: [channels.value] + channels.lags + channels.pastCovariates + channels.contextCovariates,
            stepChannels: channels.references + channels.futureCovariates,
            windowChannels: channels.window + channels.flags + channels.calendar + channels.staticCovariates)
    }

    /// Numbers of an input vector, D.
    public var count: Int { context * contextChannels.count + horizon * stepChannels.count + windowChannels.count }

    /// Writes the input vector of a window of a batch.
    func gather(_ batch: WindowBatch, window: Int, to out: UnsafeMutablePointer<Float>) {
        var next = out
        for channel in contextChannels {
            let distance = batch.count * inputChannels
            var from = UnsafePointer(batch.inputs.pointer + window * inputChannels + channel)
            for step in 0..<context {
                next[step] = from.pointee
                from += distance
            }
            next += context
        }
        let future = UnsafePointer(batch.future.pointer + window * horizon * futureChannels)
        for channel in stepChannels {
            for step in 0..<horizon { next[step] = future[step * futureChannels + channel] }
            next += horizon
        }
        for (index, channel) in windowChannels.enumerated() { next[index] = future[channel] }
    }
}
