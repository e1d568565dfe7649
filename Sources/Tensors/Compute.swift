/// Where and how numbers are computed: the instruction set of our kernels and the number of threads.
///
/// Results are reproducible bit for bit for the same seed, thread count, instruction set and OpenBLAS core.
public struct Compute: Hashable, Sendable {
    /// Instruction set of our kernels.
    public var instructionSet: InstructionSet
    /// Threads that parallel loops may use, at least 1.
    public var threads: Int

    /// Precision in which forecasts read the weights of a model.
    public var precision: WeightPrecision

    /// The best instruction set of this machine, two threads.
    public static let best = Compute(instructionSet: .best, threads: 2)

    /// Makes a choice.
    /// - Precondition: `threads ≥ 1`.
    public init(instructionSet: InstructionSet = .best, threads: Int, precision: WeightPrecision = .float32) {
        precondition(threads >= 1)
        self.precision = precision
        self.instructionSet = instructionSet
        self.threads = threads
    }
}
