import Tensors

/// The numbers of B windows, scaled and ready for a network.
///
/// Layouts (row-major): `inputs [T, B, D]` is time-major, because recurrent networks take one step of all windows at a time;
/// `future [B, H, F]`; `targets [B, H]` with NaN where the truth is missing or unknown. T is ``steps``, the context length L unless the
/// windows stand for streams of some age.
public final class WindowBatch {
    /// Context length L and horizon H.
    public let context: Int, horizon: Int
    /// Channels per context step, D, and per future step, F.
    public let inputChannels: Int, futureChannels: Int
    /// Largest number of windows.
    public let capacity: Int
    /// Largest number of input steps.
    public let maximumSteps: Int
    /// Windows in use, B.
    public var count = 0
    /// Input steps in use, T: the context length, or more for windows with an age; at most ``maximumSteps``.
    public var steps: Int {
        didSet { precondition((1...maximumSteps).contains(steps), "a batch has room for 1 to \(maximumSteps) steps, not \(steps)") }
    }

    /// Inputs `[T, B, D]`.
    public var inputs: Matrix
    /// What is known about the future `[B, H, F]`.
    public var future: Matrix
    /// Scaled truth `[B, H]`, NaN = not scored.
    public var targets: Matrix
    /// Location and scale of every window.
    public var scales: [WindowScale]
    /// Whether all known values of a window are whole numbers; its quantiles are then whole as well.
    public var isWhole: [Bool]

    /// Floats of a batch, see ``init(capacity:context:maximumSteps:horizon:inputChannels:futureChannels:)``.
    static func floats(capacity: Int, steps: Int, horizon: Int, inputChannels: Int, futureChannels: Int) -> Int {
        capacity * (steps * inputChannels + horizon * (max(1, futureChannels) + 1) + 3)
    }

    /// Makes room for `capacity` windows of up to `maximumSteps` steps, by default the context length.
    public init(capacity: Int, context: Int, maximumSteps: Int? = nil, horizon: Int, inputChannels: Int, futureChannels: Int) {
        let maximumSteps = maximumSteps ?? context
        precondition(maximumSteps >= context, "a context of \(context) steps needs at least as much room, found \(maximumSteps)")
        self.capacity = capacity
        self.context = context
        self.maximumSteps = maximumSteps
        steps = context
        self.horizon = horizon
        self.inputChannels = inputChannels
        self.futureChannels = futureChannels
        inputs = Matrix(rows: maximumSteps * capacity, columns: inputChannels)
        future = Matrix(rows: capacity * horizon, columns: max(1, futureChannels))
        targets = Matrix(rows: capacity, columns: horizon)
        isWhole = [Bool](repeating: false, count: capacity)
        scales = [WindowScale](repeating: WindowScale(location: 0, scale: 1), count: capacity)
    }
}
