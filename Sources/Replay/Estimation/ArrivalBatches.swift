/// Arrivals joined to batches: simultaneous ones are one event of the arrival process, because the gaps of 0 between them say nothing of it.
struct ArrivalBatches: Sendable {
    /// Times of the batches, ascending.
    var times: [Double]
    /// Arrivals in each; `nil` where all are 1.
    var sizes: [UInt32]?

    /// Joins arrivals that lie at most `resolution` seconds behind the first of their batch and in the same window.
    init(_ arrivals: [Double], resolution: Double, windows: ReplayWindows) {
        times = arrivals
        let isPlain = arrivals.withUnsafeBufferPointer { times in
            // Without a branch, so that several gaps are compared at once.
            var near = 0
            for index in 1..<max(1, times.count) { near |= times[index] - times[index - 1] <= resolution ? 1 : 0 }
            return near == 0
        }
        guard !isPlain else { return }
        var (starts, sizes) = ([Double](), [UInt32]())
        starts.reserveCapacity(arrivals.count)
        sizes.reserveCapacity(arrivals.count)
        var (window, edge) = (0, windows.edge(1))
        for time in arrivals {
            var isNew = starts.isEmpty || time - starts[starts.count - 1] > resolution
            while time >= edge, window + 1 < windows.count {
                window += 1
                edge = windows.edge(window + 1)
                isNew = true
            }
            if isNew {
                starts.append(time)
                sizes.append(1)
            } else {
                sizes[sizes.count - 1] &+= 1
            }
        }
        times = starts
        if starts.count < arrivals.count { self.sizes = sizes }
    }
}
