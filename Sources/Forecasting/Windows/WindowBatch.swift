import Tensors

/// The numbers of B windows, scaled and ready for a network.
///
/// Layouts (row-major): `inputs [L, B, D]` is time-major, because recurrent networks take one step of all windows at a time;
/// `future [B, H, F]`; `targets [B, H]` with NaN where the truth is missing or unknown.
public final class WindowBatch {
    /// Context length L and horizon H.
    public let context: Int, horizon: Int
    /// Channels per context step, D, and per future step, F.
    public let inputChannels: Int, futureChannels: Int
    /// Largest number of windows.
    public let capacity: Int
    /// Windows in use, B.
    public var count = 0

    /// Context `[L, B, D]`.
    public var inputs: Matrix
    /// What is known about the future `[B, H, F]`.
    public var future: Matrix
    /// Scaled truth `[B, H]`, NaN = not scored.
    public var targets: Matrix
    /// Location and scale of every window.
    public var scales: [WindowScale]
    /// Whether all known values of a window are whole numbers; its quantiles are then whole as well.
    public var isWhole: [Bool]

    /// Makes room for `capacity` windows.
    public init(capacity: Int, context: Int, horizon: Int, inputChannels: Int, futureChannels: Int) {
        self.capacity = capacity
        self.context = context
        self.horizon = horizon
        self.inputChannels = inputChannels
        self.futureChannels = futureChannels
        inputs = Matrix(rows: context * capacity, columns: inputChannels)
        future = Matrix(rows: capacity * horizon, columns: max(1, futureChannels))
        targets = Matrix(rows: capacity, columns: horizon)
        isWhole = [Bool](repeating: false, count: capacity)
        scales = [WindowScale](repeating: WindowScale(location: 0, scale: 1), count: capacity)
    }
}
