import Tensors

/// The random streams of one model: a stream for every purpose and window, by the seed and the name of the model, so that neither other
/// models nor threads change what it draws.
struct StreamFamily: Sendable {
    let seed: UInt64
    private let model: String
    private let gaps: UInt64

    init(seed: UInt64, model: String) {
        (self.seed, self.model) = (seed, model)
        gaps = RandomStream(seed: seed, purpose: "replay gaps of " + model).stream
    }

    /// Identity of the stream from which the gaps of a window are drawn by kernels.
    func gaps(_ window: Int) -> UInt64 { RandomStream.mix(gaps &+ UInt64(window)) }

    /// A stream of plain numbers.
    func numbers(_ purpose: String, _ window: Int = 0) -> RandomStream {
        RandomStream(seed: seed, purpose: "replay \(purpose) of \(model)", index: UInt64(window))
    }
}

/// Gaps of mean 1, drawn ahead in blocks.
struct GapBuffer: ~Copyable {
    private static let block = 4096

    private let kernels: Kernels
    private let seed: UInt64
    private let memory: UnsafeMutablePointer<Float>
    private var stream: UInt64 = 0
    private var number: UInt64 = 0
    private var shape = 1.0
    private var at = 0
    private var end = 0

    init(_ kernels: Kernels, seed: UInt64) {
        (self.kernels, self.seed) = (kernels, seed)
        memory = .allocate(capacity: Self.block + Kernels.gapSlack)
    }

    deinit { memory.deallocate() }

    /// Begins a stream at its start.
    mutating func begin(_ stream: UInt64, shape: Double) {
        (self.stream, self.shape) = (stream, shape)
        (number, at, end) = (0, 0, 0)
    }

    /// The next gap; `expected` says how many more may be needed.
    @inline(__always) mutating func next(expected: Double) -> Double {
        if at == end { refill(expected) }
        defer { at += 1 }
        return Double(memory[at])
    }

    /// Walks from `position` by gaps until `limit`, calling `body` at every place below it; returns the first place that is not.
    @inline(__always) mutating func walk(from position: Double, to limit: Double, _ body: (Double) -> Void) -> Double {
        var position = position
        while position < limit {
            if at == end { refill(limit - position) }
            let (first, last) = (at, end)
            var index = first
            while index < last {
                body(position)
                position += Double(memory[index])
                index += 1
                if position >= limit { break }
            }
            at = index
        }
        return position
    }

    @inline(never) private mutating func refill(_ expected: Double) {
        // A little more than expected, because a second block for a few gaps costs as much as these.
        let count = min(Self.block, max(16, Int(min(expected, 1e6) * 1.02) + 16))
        end = kernels.gammaGaps(memory, number: &number, atLeast: count, shape: shape, seed: seed, stream: stream)
        at = 0
    }
}
