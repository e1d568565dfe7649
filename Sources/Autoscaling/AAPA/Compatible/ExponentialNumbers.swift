import Tensors

/// Exponential numbers of mean 1 from a stream of their own, many at a time.
struct ExponentialNumbers {
    private let kernels = Kernels.best
    private let name: RandomStream
    private var number: UInt64 = 0
    private var values = [Float](repeating: 0, count: Self.batch + Kernels.gapSlack)
    private var end = 0
    private var position = 0

    private static let batch = 1024

    init(seed: UInt64, purpose: String) { name = RandomStream(seed: seed, purpose: purpose) }

    mutating func next() -> Double {
        if position == end { refill() }
        defer { position += 1 }
        return Double(values[position])
    }

    private mutating func refill() {
        let (kernels, name) = (kernels, name)
        var number = number
        end = values.withUnsafeMutableBufferPointer { values in
            guard let out = values.baseAddress else { return 0 }
            return kernels.gammaGaps(out, number: &number, atLeast: Self.batch, shape: 1, seed: name.seed, stream: name.stream)
        }
        (self.number, position) = (number, 0)
    }
}
