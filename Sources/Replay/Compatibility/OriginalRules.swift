import Tensors

/// Estimation and generation as the package of AlpaServe has them (Li et al., "AlpaServe: Statistical Multiplexing with Model Parallelism
/// for Deep Learning Serving", OSDI 2023), window by window: rate and shape are those of the gaps inside a window, one without enough of
/// them makes nothing, and every other begins a new renewal process at its start.
struct OriginalRules {
    /// What the original calls the parameters of a window.
    enum Process: Hashable, Sendable {
        /// Gamma gaps of a rate (1/s) and a coefficient of variation; 1 is a Poisson process.
        case gamma(rate: Double, cv: Double)
        /// Pareto gaps of this shape and scale 1 s, less 1 s.
        case pareto(shape: Double)
    }

    let windows: ReplayWindows
    let configuration: ReplayConfiguration

    /// Full length of every window, the last one included.
    private var interval: Double { configuration.window }

    /// The process of every window; `nil` where there is none.
    func processes(of demand: ModelDemand) -> [Process?] {
        switch demand.content {
        case .counts:
            return demand.counts(in: windows).map { count in
                guard count > 0 else { return nil }
                let cv = configuration.process == .gamma ? configuration.cvScale : 1
                return cv > 0 ? .gamma(rate: count / interval * configuration.rateScale, cv: cv) : nil
            }
        case .arrivals(let arrivals):
            return arrivals.withUnsafeBufferPointer { times in
                let offsets = windows.offsets(of: times)
                return (0..<windows.count).map {
                    process(UnsafeBufferPointer(rebasing: times[offsets[$0]..<offsets[$0 + 1]]))
                }
            }
        }
    }

    private func process(_ times: UnsafeBufferPointer<Double>) -> Process? {
        let gaps = times.count - 1
        guard gaps >= 1 else { return nil }
        // The original adds a microsecond to every gap.
        let mean = (times[gaps] - times[0]) / Double(gaps) + 1e-6
        switch configuration.process {
        case .pareto:
            var logs = LogSum()
            for index in 1...gaps { logs.add(times[index] - times[index - 1] + 1e-6 + 1) }
            return .pareto(shape: Double(gaps) / logs.value)
        case .gamma:
            guard gaps >= 2 else { return nil }
            var logs = LogSum()
            for index in 1...gaps { logs.add(times[index] - times[index - 1] + 1e-6) }
            let shape = GammaShape.solving(PortableMath.log(mean) - logs.value / Double(gaps))
            // The fit of equal gaps fails, and the window is lost.
            guard shape.isFinite, configuration.cvScale > 0 else { return nil }
            return .gamma(rate: guarded(1 / mean, times.count), cv: (1 / shape).squareRoot() * configuration.cvScale)
        default: return .gamma(rate: guarded(1 / mean, times.count), cv: 1)
        }
    }

    /// A rate beyond five times the empirical one is replaced by it.
    private func guarded(_ rate: Double, _ count: Int) -> Double {
        let empirical = Double(count) / interval
        return (rate > 5 * empirical ? empirical : rate) * configuration.rateScale
    }

    /// Arrivals of all windows, one after the other; the last may lie behind the end, and Pareto arrivals behind those of the next window.
    func arrivals(_ processes: [Process?], streams: StreamFamily, kernels: Kernels) -> [Double] {
        var buffer = GapBuffer(kernels, seed: streams.seed)
        var out: [Double] = []
        for (window, process) in processes.enumerated() {
            guard let process else { continue }
            let start = windows.range.lowerBound + Double(window) * interval
            switch process {
            case .gamma(let rate, let cv):
                buffer.begin(streams.gaps(window), shape: max(1 / (cv * cv), 1e-6))
                let limit = rate * interval, scale = 1 / rate
                let first = buffer.next(expected: limit)
                _ = buffer.walk(from: first, to: limit) { out.append(start + $0 * scale) }
            case .pareto(let shape):
                var random = streams.numbers("gaps", window)
                var time = start
                while time < start + interval {
                    time += PortableMath.exp(-PortableMath.log(1 - random.uniformDouble()) / shape) - 1
                    out.append(time)
                }
            }
        }
        return out
    }
}
