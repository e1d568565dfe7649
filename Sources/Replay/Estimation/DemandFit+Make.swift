extension DemandFit {
    /// Estimates what a configuration asks for. Nothing is dropped: the rate of a window is its count over its true length, and a window
    /// with few gaps takes its shape from the model.
    init(_ demand: ModelDemand, windows: ReplayWindows, configuration: ReplayConfiguration) {
        switch demand.content {
        case .counts(let step, let counts):
            let sums = demand.counts(in: windows)
            var knots = [0.0]
            for sum in sums { knots.append(knots[knots.count - 1] + sum) }
            self.init(counts: sums, knots: knots, laws: [])
            if case .mmpp(nil) = configuration.process {
                modulation = MarkovModulation(fitting: CountDispersion(counts: counts, step: step, fit: self, windows: windows))
            }
            let law: GapLaw =
                switch configuration.process {
                case .gamma: GapLaw(cv: configuration.cvScale)
                case .deterministic: .constant
                default: .exponential
                }
            laws = Array(repeating: law, count: windows.count)
        case .arrivals(let arrivals):
            let batches = ArrivalBatches(arrivals, resolution: configuration.resolution, windows: windows)
            self = batches.times.withUnsafeBufferPointer { times in
                let offsets = windows.offsets(of: times)
                let time = OperationalTime(times, offsets: offsets, windows: windows)
                return DemandFit(
                    counts: demand.counts(in: windows), knots: time.knots, laws: [], batches: batches.times, sizes: batches.sizes,
                    offsets: offsets)
            }
            if case .mmpp(nil) = configuration.process {
                modulation = MarkovModulation(fitting: CountDispersion(fit: self, windows: windows))
            }
            setLaws(windows, configuration)
        }
    }

    private mutating func setLaws(_ windows: ReplayWindows, _ configuration: ReplayConfiguration) {
        switch configuration.process {
        case .gamma: setGammaLaws(windows, configuration)
        case .pareto:
            laws = Array(repeating: .pareto(LomaxTail.index(of: operationalGaps(windows))), count: windows.count)
            shapes = 1
        case .deterministic: laws = Array(repeating: .constant, count: windows.count)
        case .vanilla, .exponential, .mmpp, .bootstrap: laws = Array(repeating: .exponential, count: windows.count)
        }
    }

    private mutating func setGammaLaws(_ windows: ReplayWindows, _ configuration: ReplayConfiguration) {
        let statistics = batches.withUnsafeBufferPointer {
            GapStatistics.ofWindows($0, offsets: offsets, knots: knots, windows: windows, estimator: configuration.estimator)
        }
        var all = GapStatistics()
        for one in statistics { all += one }
        // Without any gap the model is one arrival, which a Poisson process makes as well as any.
        guard all.weight > 0 else {
            laws = Array(repeating: GapLaw(cv: configuration.cvScale), count: windows.count)
            return
        }
        let pooled = all.sum / all.weight
        let scale = configuration.cvScale * configuration.cvScale
        laws = statistics.map { one in
            let weight = one.weight + configuration.pooling
            let mean = weight > 0 ? (one.sum + configuration.pooling * pooled) / weight : pooled
            let shape = GapStatistics.shape(mean, configuration.estimator)
            return GapLaw(shape: scale > 0 ? shape / scale : .infinity)
        }
        shapes = statistics.count { $0.weight > 0 }
    }

    /// Gaps between batches in operational time.
    func operationalGaps(_ windows: ReplayWindows) -> [Double] {
        let positions = operationalTimes(windows)
        return positions.indices.dropFirst().map { positions[$0] - positions[$0 - 1] }
    }

    /// Batches in operational time.
    func operationalTimes(_ windows: ReplayWindows) -> [Double] {
        var positions: [Double] = []
        positions.reserveCapacity(batches.count)
        for window in 0..<windows.count {
            let (start, rate) = (windows.edge(window), expected(window) / windows.length(window))
            for index in offsets[window]..<offsets[window + 1] { positions.append(knots[window] + rate * (batches[index] - start)) }
        }
        return positions
    }
}
