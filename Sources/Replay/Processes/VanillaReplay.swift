import Tensors

/// The demand itself: arrivals as they are, counts placed uniformly in their steps; a rate scale thins or superposes them.
struct VanillaReplay {
    let windows: ReplayWindows
    let rateScale: Double
    let streams: StreamFamily
    let kernels: Kernels

    /// Arrivals one by one. Below 1 every arrival stays with the probability of the rate scale. Above, copies are added, turned within
    /// their window by a random time, which keeps its count and its gaps; the last copy is thinned.
    func make(_ arrivals: [Double]) -> [Double] {
        guard rateScale != 1 else { return arrivals }
        let whole = Int(rateScale), rest = rateScale - Double(whole)
        return arrivals.withUnsafeBufferPointer { times in
            let offsets = windows.offsets(of: times)
            var lists = [[Double]](repeating: [], count: whole + (rest > 0 ? 1 : 0))
            for window in 0..<windows.count where offsets[window + 1] > offsets[window] {
                var random = streams.numbers("copies", window)
                let part = UnsafeBufferPointer(rebasing: times[offsets[window]..<offsets[window + 1]])
                let (start, end) = (windows.edge(window), windows.edge(window + 1))
                for copy in lists.indices {
                    let keep = copy < whole ? 1 : rest
                    let turn = copy == 0 ? 0 : random.uniformDouble() * (end - start)
                    let split = part.firstIndex(atLeast: end - turn)
                    for index in part.indices {
                        let isWrapped = split + index >= part.count
                        let time = part[isWrapped ? split + index - part.count : split + index]
                        guard keep == 1 || random.uniformDouble() < keep else { continue }
                        let turned = isWrapped ? time + turn : time + turn - (end - start)
                        lists[copy].append(min(max(turned, start), end.nextDown))
                    }
                }
            }
            return SortedUnion.join(lists.map { $0[...] }, in: windows.range, kernels: kernels)
        }
    }

    /// Counts, exactly; with a rate scale, every request as often as its whole part and once more with the probability of the rest.
    ///
    /// Uniform places in order are sums of exponential gaps over their total.
    func make(_ counts: [Double], step: Double) -> [Double] {
        let steps = windows.steps(of: step)
        let whole = rateScale.rounded(.down), rest = rateScale - whole
        var buffer = GapBuffer(kernels, seed: streams.seed)
        var out: [Double] = []
        out.reserveCapacity(Int(min(counts.reduce(0, +) * rateScale * 1.01, 1e9)) + 16)
        for window in 0..<windows.count {
            buffer.begin(streams.gaps(window), shape: 1)
            var random = streams.numbers("copies", window)
            for index in window * steps..<min((window + 1) * steps, counts.count) where counts[index] > 0 {
                var count = Int(counts[index] * whole)
                if rest > 0 { for _ in 0..<Int(counts[index]) where random.uniformDouble() < rest { count += 1 } }
                guard count > 0 else { continue }
                let (first, start) = (out.count, windows.range.lowerBound + Double(index) * step)
                var sum = 0.0
                for left in (0..<count).reversed() {
                    sum += buffer.next(expected: Double(left + 1))
                    out.append(sum)
                }
                sum += buffer.next(expected: 1)
                let (scale, most) = (step / sum, (start + step).nextDown)
                for place in first..<out.count { out[place] = min(start + out[place] * scale, most) }
            }
        }
        return out
    }
}
