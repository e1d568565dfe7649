import Tensors

/// Times drawn from a distribution, one after the other, in whole nanoseconds.
///
/// The n-th time depends on seed, purpose, index and n only, so that the n-th request takes equally long whatever the policy does.
struct TimeSampler {
    private enum Source {
        case constant(Int64)
        case numbers(RandomNumbers, nanoseconds: Double)
        case sample(RandomStream, [Int64])
    }

    private var source: Source

    init(_ distribution: TimeDistribution, seed: UInt64, purpose: String, index: UInt64) {
        let stream = RandomStream(seed: seed, purpose: purpose, index: index)
        switch distribution {
        case .constant(let time): source = .constant(Self.nanoseconds(time))
        case .exponential(let mean): source = .numbers(RandomNumbers(stream, .gamma(shape: 1)), nanoseconds: mean * 1e9)
        case .gamma(let mean, let variation):
            source = .numbers(RandomNumbers(stream, .gamma(shape: 1 / (variation * variation))), nanoseconds: mean * 1e9)
        case .logNormal(let mean, let variation):
            let variance = PortableMath.log(1 + variation * variation)
            source = .numbers(RandomNumbers(stream, .logNormal(variance: variance)), nanoseconds: mean * 1e9)
        case .sample(let times): source = .sample(stream, times.map(Self.nanoseconds))
        }
    }

    private static func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }

    // A year is the longest mean; a thousand times that is far from overflow.
    private static func bounded(_ nanoseconds: Double) -> Int64 { Int64(min(nanoseconds, 3e17)) }

    /// The next time.
    mutating func next() -> Int64 {
        var time: Int64 = 0
        withUnsafeMutablePointer(to: &time) { fill($0, count: 1) }
        return time
    }

    /// The next `count` times.
    mutating func fill(_ out: UnsafeMutablePointer<Int64>, count: Int) {
        switch source {
        case .constant(let time): out.update(repeating: time, count: count)
        case .numbers(var numbers, let scale):
            source = .constant(0)  // so that the buffer has one owner
            for i in 0..<count { out[i] = Self.bounded(Double(numbers.next()) * scale) }
            source = .numbers(numbers, nanoseconds: scale)
        case .sample(var stream, let times):
            for i in 0..<count { out[i] = times[stream.int(below: times.count)] }
            source = .sample(stream, times)
        }
    }
}

/// Random numbers of mean 1, made by the hundreds and taken one by one.
struct RandomNumbers {
    /// How they are distributed.
    enum Law {
        /// Gamma numbers; with shape 1 exponential ones.
        case gamma(shape: Double)
        /// Log-normal numbers with this variance of their logarithms.
        case logNormal(variance: Double)
    }

    private static let batch = 256

    private let stream: RandomStream
    private let law: Law
    private let kernels = Kernels.best
    private var number: UInt64 = 0
    private var buffer: [Float]
    private var taken = 0
    private var count = 0

    init(_ stream: RandomStream, _ law: Law) {
        (self.stream, self.law) = (stream, law)
        buffer = [Float](repeating: 0, count: Self.batch + Kernels.gapSlack)
    }

    mutating func next() -> Float {
        if taken == count { refill() }
        defer { taken += 1 }
        return buffer[taken]
    }

    private mutating func refill() {
        let (seed, name) = (stream.seed, stream.stream)
        count = buffer.withUnsafeMutableBufferPointer {
            switch law {
            case .gamma(let shape):
                kernels.gammaGaps($0.baseAddress!, number: &number, atLeast: Self.batch, shape: shape, seed: seed, stream: name)
            case .logNormal(let variance):
                kernels.logNormals($0.baseAddress!, number: &number, atLeast: Self.batch, variance: variance, seed: seed, stream: name)
            }
        }
        taken = 0
    }
}
