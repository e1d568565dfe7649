import Tensors

/// How well a replay fits the trace, for one model or for all.
public struct FitReport: Hashable, Sendable, Codable {
    /// One window.
    public struct Window: Hashable, Sendable, Codable {
        /// Start, seconds from the start of the trace, before scaling of time.
        public let start: Double
        /// Arrivals of the trace times the rate scale, and arrivals made.
        public let wanted: Double, generated: Int
        /// Both per second of the window's true length.
        public let wantedRate: Double, rate: Double
        /// Coefficient of variation of the gaps that were drawn, and that of the gaps between the arrivals made; `nil` where there are
        /// none.
        public let wantedCV: Double?, cv: Double?
        /// Largest distance of the distributions of gaps, trace against replay, both over their mean; `nil` below two gaps in either.
        public let distance: Double?
    }

    /// Name of the model; `nil` for all together.
    public let model: String?
    /// Arrivals asked for and made.
    public let wanted: Double, generated: Int
    /// The arrivals made.
    public let replay: ArrivalStatistics
    /// The arrivals of the trace; `nil` where only counts are known.
    public let trace: ArrivalStatistics?
    /// Largest distance of the distributions of gaps, trace against replay, both over their mean; `nil` where there are none.
    public let distance: Double?
    /// Log-likelihood of the trace's arrivals under the fitted renewal process, per-second densities; `nil` where none was fitted to gaps,
    /// or the gaps are constant.
    public let logLikelihood: Double?
    /// Estimated parameters: a rate for every window with arrivals, and shapes.
    public let parameters: Int
    /// Information criteria of Akaike and of Schwarz, for the number of batches; `nil` without likelihood.
    public let aic: Double?, bic: Double?
    /// Windows, for one model.
    public let windows: [Window]
}

extension TraceReplay {
    /// How well every model fits, and all together at last.
    /// - Parameter windows: whether every window of every model is looked at, too.
    public func report(windows: Bool = true) -> [FitReport] {
        let reports = models.map { report(of: $0, windows: windows) }
        let merged = mergedArrivals()
        let traces = models.compactMap { model -> [Double]? in
            if case .arrivals(let times) = model.demand.content { return times }
            return nil
        }
        let trace = traces.count == models.count ? SortedUnion.join(traces.map { $0[...] }, in: range) : nil
        let logs = reports.map(\.logLikelihood)
        let likelihood = logs.contains(nil) || logs.isEmpty ? nil : logs.reduce(0) { $0 + ($1 ?? 0) }
        let all = makeReport(
            nil, wanted: reports.reduce(0) { $0 + $1.wanted }, arrivals: merged, trace: trace, likelihood: likelihood,
            parameters: reports.reduce(0) { $0 + $1.parameters }, observations: models.reduce(0) { $0 + ($1.fit?.batches.count ?? 0) },
            windows: [])
        return reports + [all]
    }

    /// All arrivals, ascending.
    func mergedArrivals() -> [Double] {
        let lists = models.map { $0.arrivals[...] }
        // Under the original's rules arrivals may lie behind the end and out of order.
        guard configuration.compatibility, configuration.process != .vanilla else { return SortedUnion.join(lists, in: coveredRange) }
        return lists.flatMap { $0 }.sorted()
    }

    private func report(of model: ModelReplay, windows eachWindow: Bool) -> FitReport {
        var trace: [Double]?
        if case .arrivals(let times) = model.demand.content { trace = times }
        let arrivals = sortedArrivals(of: model)
        let likelihood = model.fit.flatMap { configuration.process.drawsRenewalGaps ? $0.logLikelihood(windows) : nil }
        let estimated = model.windows.count { $0.wanted > 0 } + (model.fit?.shapes ?? 0)
        return makeReport(
            model.model, wanted: model.wanted * Double(configuration.replication), arrivals: arrivals, trace: trace, likelihood: likelihood,
            parameters: estimated, observations: model.fit?.batches.count ?? 0,
            windows: eachWindow ? windowReports(model, arrivals, trace) : [])
    }

    private func makeReport(
        _ model: String?, wanted: Double, arrivals: [Double], trace: [Double]?, likelihood: Double?, parameters: Int, observations: Int,
        windows: [FitReport.Window]
    ) -> FitReport {
        let count = Double(max(1, observations))
        return FitReport(
            model: model, wanted: wanted, generated: arrivals.count, replay: ArrivalStatistics(arrivals, over: coveredRange),
            trace: trace.map { ArrivalStatistics($0, over: range) }, distance: trace.flatMap { Self.distance($0[...], arrivals[...]) },
            logLikelihood: likelihood, parameters: parameters, aic: likelihood.map { 2 * Double(parameters) - 2 * $0 },
            bic: likelihood.map { PortableMath.log(count) * Double(parameters) - 2 * $0 }, windows: windows)
    }

    private func windowReports(_ model: ModelReplay, _ arrivals: [Double], _ trace: [Double]?) -> [FitReport.Window] {
        // Windows of scaled time.
        let scaled = ReplayWindows(coveredRange, width: configuration.window / configuration.timeScale)
        let made = Self.slices(of: arrivals, scaled), real = trace.map { Self.slices(of: $0, windows) }
        return (0..<windows.count).map { index in
            let (part, length) = (index < made.count ? made[index] : [], windows.length(index))
            let given = model.windows[index]
            let wanted = given.wanted * Double(configuration.replication)
            return FitReport.Window(
                start: windows.edge(index), wanted: wanted, generated: part.count, wantedRate: wanted / length,
                rate: Double(part.count) / length, wantedCV: given.cv.flatMap { $0.isFinite ? $0 : nil },
                cv: ArrivalStatistics.cv(Array(part)), distance: real.flatMap { Self.distance($0[index], part) })
        }
    }

    private static func slices(of times: [Double], _ windows: ReplayWindows) -> [ArraySlice<Double>] {
        let offsets = times.withUnsafeBufferPointer { windows.offsets(of: $0) }
        return (0..<windows.count).map { times[offsets[$0]..<offsets[$0 + 1]] }
    }

    /// Distance of gaps over their mean: a rate scale alone is no misfit.
    private static func distance(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double? {
        guard a.count >= 3, b.count >= 3 else { return nil }
        func relative(_ times: ArraySlice<Double>) -> [Double]? {
            let gaps = GapComparison.sortedGaps(Array(times))
            let mean = gaps.reduce(0, +) / Double(gaps.count)
            return mean > 0 ? gaps.map { $0 / mean } : nil
        }
        guard let first = relative(a), let second = relative(b) else { return nil }
        return GapComparison.distance(first, second)
    }
}

extension DemandFit {
    /// Log-likelihood of the batches under the fitted renewal process, from the first of them on: for every gap the density of its law in
    /// operational time, times the rate at its end. `nil` for counts, and where a law is constant.
    func logLikelihood(_ windows: ReplayWindows) -> Double? {
        guard batches.count > 1, !laws.contains(.constant) else { return nil }
        let positions = operationalTimes(windows)
        var (sum, window) = (0.0, 0)
        var rates = 0.0
        // ln Γ is the same for all gaps of a window.
        var constant = laws.indices.first.map { laws[$0].logDensityConstant } ?? 0
        var known = 0
        for index in 1..<positions.count {
            while index - 1 >= offsets[window + 1] { window += 1 }
            if window != known { (constant, known) = (laws[window].logDensityConstant, window) }
            sum += laws[window].logDensity(max(positions[index] - positions[index - 1], 1e-300), constant: constant)
        }
        for window in 0..<windows.count where offsets[window + 1] > offsets[window] {
            rates +=
                Double(offsets[window + 1] - offsets[window]) * PortableMath.log(max(expected(window), 1e-300) / windows.length(window))
        }
        return (sum + rates).isFinite ? sum + rates : nil
    }
}

extension GapLaw {
    /// The part of ``logDensity(_:constant:)`` that does not depend on the gap.
    var logDensityConstant: Double {
        switch self {
        case .gamma(let shape): shape * PortableMath.log(shape) - GammaFunctions.logGamma(shape)
        case .pareto(let tail): PortableMath.log(tail / (tail - 1))
        case .exponential, .constant: 0
        }
    }

    /// Logarithm of the density at a gap above 0; −∞ for the constant law, which has none.
    func logDensity(_ gap: Double, constant: Double) -> Double {
        switch self {
        case .exponential: -gap
        case .gamma(let shape): constant + (shape - 1) * PortableMath.log(gap) - shape * gap
        case .pareto(let tail): constant - (tail + 1) * PortableMath.log(1 + gap / (tail - 1))
        case .constant: -.infinity
        }
    }
}
