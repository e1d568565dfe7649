import Tensors

/// Stretches of a window's arrivals from random places, joined: what a window has of batches, timers and bursts shorter than a stretch
/// stays.
///
/// The window is closed to a circle (Politis and Romano, "A circular block-resampling procedure for stationary data", 1992), so every
/// moment is as likely to be in a stretch as any other and the mean number of arrivals is the window's. A rate scale joins so much more or
/// less of them and squeezes or stretches the result.
struct BlockBootstrap {
    let block: Double
    let arrivals: [Double]
    let windows: ReplayWindows
    let rateScale: Double
    let streams: StreamFamily

    /// The new arrivals, ascending.
    func make() -> [Double] {
        arrivals.withUnsafeBufferPointer { times in
            let offsets = windows.offsets(of: times)
            var out: [Double] = []
            out.reserveCapacity(Int(Double(times.count) * rateScale) + 16)
            for window in 0..<windows.count where offsets[window + 1] > offsets[window] {
                var random = streams.numbers("blocks", window)
                let (start, end) = (windows.edge(window), windows.edge(window + 1))
                let length = end - start, wanted = length * rateScale
                var done = 0.0
                while done < wanted {
                    let piece = min(block, length, wanted - done)
                    let from = start + random.uniformDouble() * length
                    let first = out.count
                    copy(times, offsets[window]..<offsets[window + 1], from: from, to: min(from + piece, end), shift: done - from, &out)
                    if from + piece > end {
                        copy(
                            times, offsets[window]..<offsets[window + 1], from: start, to: from + piece - length,
                            shift: done + length - from, &out)
                    }
                    for index in first..<out.count { out[index] = min(start + out[index] / rateScale, end.nextDown) }
                    done += piece
                }
            }
            return out
        }
    }

    private func copy(
        _ times: UnsafeBufferPointer<Double>, _ window: Range<Int>, from: Double, to: Double, shift: Double, _ out: inout [Double]
    ) {
        let part = UnsafeBufferPointer(rebasing: times[window])
        var index = part.firstIndex(atLeast: from)
        while index < part.count, part[index] < to {
            // Sums of rounded numbers can fall a hair before the stretch or behind the one that came last.
            out.append(max(part[index] + shift, 0))
            index += 1
        }
    }
}
