import Tensors

/// One renewal process over all windows, in operational time: gaps of mean 1 by the law of the window they begin in, arrivals where the
/// clock of expected arrivals shows their sum.
///
/// The first gap is drawn from the equilibrium (the gap that a random moment falls into is longer than others, and the rest of it counts),
/// so the mean number of arrivals in any window is exactly what its rate says. Where the law changes at an edge, the time to the next
/// arrival keeps its place in the distribution, which keeps both that mean and bursts that run over the edge.
struct RenewalProcess {
    let fit: DemandFit
    let windows: ReplayWindows
    let rateScale: Double
    let streams: StreamFamily
    let kernels: Kernels

    /// Calls `body` with the window and the times of its batches, ascending and inside the window, for every window that has any.
    func forEachWindow(_ body: (_ window: Int, _ times: UnsafeBufferPointer<Double>) -> Void) {
        var buffer = GapBuffer(kernels, seed: streams.seed)
        var times = TimeBuffer()
        var current: GapLaw?
        var rest = 0.0
        for window in 0..<windows.count {
            let expected = fit.expected(window) * rateScale
            guard expected > 0 else { continue }
            let law = fit.laws[window]
            if let before = current {
                rest = law.residual(insteadOf: rest, of: before)
            } else {
                var start = streams.numbers("start")
                rest = law.residual(tail: 1 - start.uniformDouble())
            }
            current = law
            guard rest < expected else {
                rest -= expected
                continue
            }
            let (start, end) = (windows.edge(window), windows.edge(window + 1))
            let (scale, most) = ((end - start) / expected, end.nextDown)
            times.reset(expecting: expected)
            func place(_ position: Double) { times.append(min(start + position * scale, most)) }
            switch law {
            case .constant:
                while rest < expected {
                    place(rest)
                    rest += 1
                }
            case .pareto(let tail):
                var random = streams.numbers("gaps", window)
                while rest < expected {
                    place(rest)
                    let log = PortableMath.log(1 - random.uniformDouble())
                    rest += (tail - 1) * (PortableMath.exp(-log / tail) - 1)
                }
            case .exponential, .gamma:
                var shape = 1.0
                if case .gamma(let other) = law { shape = other }
                buffer.begin(streams.gaps(window), shape: shape)
                rest = buffer.walk(from: rest, to: expected, place)
            }
            rest -= expected
            body(window, times.values)
        }
    }
}

/// Times that grow one by one, without the checks of an array.
struct TimeBuffer: ~Copyable {
    private var memory: UnsafeMutablePointer<Double>
    private var capacity: Int
    private var count = 0

    init(capacity: Int = 1024) {
        self.capacity = capacity
        memory = .allocate(capacity: capacity)
    }

    deinit { memory.deallocate() }

    /// Empties it and makes room.
    mutating func reset(expecting: Double) {
        count = 0
        let wanted = Int(min(expecting, 1e8)) + 64
        if wanted > capacity { grow(to: wanted) }
    }

    @inline(__always) mutating func append(_ time: Double) {
        if count == capacity { grow(to: 2 * capacity) }
        memory[count] = time
        count += 1
    }

    @inline(never) private mutating func grow(to wanted: Int) {
        let larger = UnsafeMutablePointer<Double>.allocate(capacity: wanted)
        larger.update(from: memory, count: count)
        memory.deallocate()
        (memory, capacity) = (larger, wanted)
    }

    /// The times now; valid until the next change.
    var values: UnsafeBufferPointer<Double> { UnsafeBufferPointer(start: memory, count: count) }
}
