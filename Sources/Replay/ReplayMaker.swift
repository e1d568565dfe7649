import Tensors

/// Makes the arrivals of one model.
struct ReplayMaker {
    let windows: ReplayWindows
    let configuration: ReplayConfiguration
    let streams: StreamFamily
    let kernels: Kernels

    func make(_ demand: ModelDemand, model: String) -> ModelReplay {
        if configuration.process == .vanilla { return vanilla(demand, model) }
        if configuration.compatibility { return original(demand, model) }
        let fit = DemandFit(demand, windows: windows, configuration: configuration)
        let scale = configuration.rateScale
        let drawsGaps = configuration.process.drawsRenewalGaps
        let given = (0..<windows.count).map {
            ModelReplay.Window(wanted: fit.counts[$0] * scale, cv: drawsGaps && fit.counts[$0] > 0 ? fit.laws[$0].cv : nil)
        }
        let arrivals: [Double]
        if case .bootstrap(let block) = configuration.process, case .arrivals(let times) = demand.content {
            arrivals = BlockBootstrap(block: block, arrivals: times, windows: windows, rateScale: scale, streams: streams).make()
        } else {
            arrivals = batches(fit)
        }
        return ModelReplay(model: model, arrivals: finished(arrivals), windows: given, demand: demand, fit: fit)
    }

    /// Batches of the process, each as large as one of its window's, drawn at random.
    private func batches(_ fit: DemandFit) -> [Double] {
        var out: [Double] = []
        out.reserveCapacity(Int(min(fit.counts.reduce(0, +) * configuration.rateScale * 1.05, 1e9)) + 64)
        let append = { (window: Int, times: UnsafeBufferPointer<Double>) in
            guard let sizes = fit.sizes else { return out.append(contentsOf: times) }
            appendBatches(times, sizes[fit.offsets[window]..<fit.offsets[window + 1]], window, to: &out)
        }
        var modulation = fit.modulation
        if case .mmpp(let given?) = configuration.process { modulation = given }
        if let modulation {
            ModulatedProcess(
                modulation: modulation, fit: fit, windows: windows, rateScale: configuration.rateScale, streams: streams
            ).forEachWindow(append)
        } else {
            RenewalProcess(
                fit: fit, windows: windows, rateScale: configuration.rateScale, streams: streams, kernels: kernels
            ).forEachWindow(append)
        }
        return out
    }

    /// Times with sizes drawn from those of the window. Most batches are single arrivals: how many come before the next larger one is drawn
    /// from its geometric distribution.
    private func appendBatches(
        _ times: UnsafeBufferPointer<Double>, _ sizes: ArraySlice<UInt32>, _ window: Int, to out: inout [Double]
    ) {
        let larger = sizes.filter { $0 > 1 }
        guard !larger.isEmpty else { return out.append(contentsOf: times) }
        var random = streams.numbers("batches", window)
        let share = Double(larger.count) / Double(sizes.count)
        let logSingle = share < 1 ? PortableMath.log(1 - share) : -.infinity
        var start = 0
        while true {
            let singles = min(PortableMath.log(1 - random.uniformDouble()) / logSingle, Double(times.count))
            let end = min(start + Int(singles), times.count)
            out.append(contentsOf: UnsafeBufferPointer(rebasing: times[start..<end]))
            guard end < times.count else { return }
            out.append(contentsOf: repeatElement(times[end], count: Int(larger[random.int(below: larger.count)])))
            start = end + 1
        }
    }

    private func vanilla(_ demand: ModelDemand, _ model: String) -> ModelReplay {
        // The original accepts a rate scale here and does nothing.
        let scale = configuration.compatibility ? 1 : configuration.rateScale
        let replay = VanillaReplay(windows: windows, rateScale: scale, streams: streams, kernels: kernels)
        let arrivals: [Double] =
            switch demand.content {
            case .arrivals(let times): replay.make(times)
            case .counts(let step, let counts): replay.make(counts, step: step)
            }
        let given = demand.counts(in: windows).map { ModelReplay.Window(wanted: $0 * scale, cv: nil) }
        return ModelReplay(model: model, arrivals: finished(arrivals), windows: given, demand: demand, fit: nil)
    }

    private func original(_ demand: ModelDemand, _ model: String) -> ModelReplay {
        let rules = OriginalRules(windows: windows, configuration: configuration)
        let processes = rules.processes(of: demand)
        let given = processes.map { process in
            switch process {
            case .gamma(let rate, let cv)?: ModelReplay.Window(wanted: rate * configuration.window, cv: cv)
            // The original reports 1 and 1 for these, which its source marks as wrong; no rate is asked for.
            case .pareto?: ModelReplay.Window(wanted: 0, cv: nil)
            case nil: ModelReplay.Window(wanted: 0, cv: nil)
            }
        }
        return ModelReplay(
            model: model, arrivals: rules.arrivals(processes, streams: streams, kernels: kernels), windows: given, demand: demand, fit: nil)
    }

    /// Repeats every arrival and compresses time.
    private func finished(_ arrivals: [Double]) -> [Double] {
        guard configuration.replication > 1 || configuration.timeScale != 1 else { return arrivals }
        let (start, scale) = (windows.range.lowerBound, configuration.timeScale)
        let end = start + (windows.range.upperBound - start) / scale
        var out: [Double] = []
        out.reserveCapacity(arrivals.count * configuration.replication)
        for time in arrivals {
            let scaled = scale == 1 ? time : min((time - start) / scale + start, end.nextDown)
            for _ in 0..<configuration.replication { out.append(scaled) }
        }
        return out
    }
}

extension ArrivalProcess {
    /// Whether its gaps have a law with a coefficient of variation of their own.
    var drawsRenewalGaps: Bool {
        switch self {
        case .exponential, .gamma, .pareto, .deterministic: true
        case .vanilla, .mmpp, .bootstrap: false
        }
    }
}
