/// Arrivals joined to batches: simultaneous ones are one event of the arrival process, because the gaps of 0 between them say nothing of
/// it.
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
        var sizes: [UInt32] = []
        let starts = [Double](unsafeUninitializedCapacity: arrivals.count) { starts, count in
            sizes = [UInt32](unsafeUninitializedCapacity: arrivals.count) { sizes, other in
                arrivals.withUnsafeBufferPointer { count = Self.join($0, resolution, windows, starts, sizes) }
                other = count
            }
        }
        times = starts
        if starts.count < arrivals.count { self.sizes = sizes }
    }

    /// Fills starts and sizes of batches; returns how many there are.
    private static func join(
        _ arrivals: UnsafeBufferPointer<Double>, _ resolution: Double, _ windows: ReplayWindows,
        _ starts: UnsafeMutableBufferPointer<Double>, _ sizes: UnsafeMutableBufferPointer<UInt32>
    ) -> Int {
        var (count, window, edge, last) = (0, 0, windows.edge(1), -Double.infinity)
        for time in arrivals {
            var isNew = time - last > resolution
            if time >= edge, window + 1 < windows.count {
                repeat {
                    window += 1
                    edge = windows.edge(window + 1)
                } while time >= edge && window + 1 < windows.count
                isNew = true
            }
            if isNew {
                (starts[count], sizes[count]) = (time, 1)
                last = time
                count += 1
            } else {
                sizes[count - 1] &+= 1
            }
        }
        return count
    }
}
