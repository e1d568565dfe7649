/// How many models are fitted instead of one, and how they differ.
public struct EnsembleConfiguration: Sendable, Hashable, Codable {
    /// What makes members differ.
    public enum Diversity: String, Sendable, Hashable, Codable, CaseIterable {
        /// Random parameters, windows and masks (Lakshminarayanan, Pritzel & Blundell, NeurIPS 2017).
        case seeds
        /// The same, and a bootstrap of the training windows for each but the first (``FitOptions/bootstrap``).
        case bagging
    }

    /// Number of members, see ``FittedEnsemble/sizes``.
    public var count: Int
    /// What makes them differ.
    public var diversity: Diversity
    /// How their forecasts become one.
    public var pool: EnsemblePool

    /// Makes a configuration.
    /// - Parameters:
    ///   - count: number of members.
    ///   - diversity: what makes them differ.
    ///   - pool: `nil` for means of quantiles where members differ by chance, and the mixture where they have seen different data.
    public init(count: Int, by diversity: Diversity = .seeds, pool: EnsemblePool? = nil) {
        (self.count, self.diversity) = (count, diversity)
        self.pool = pool ?? (diversity == .seeds ? .quantiles : .mixture)
    }

    /// Options for one of the members, with a seed of its own: that of the whole plus its index. The first one learns from all windows in either
    /// case, for it chooses the transform of all.
    /// - Parameters:
    ///   - index: of the member, from 0.
    ///   - options: of the whole.
    public func options(of index: Int, from options: FitOptions) -> FitOptions {
        var own = options
        own.seed = options.seed &+ UInt64(index)
        own.bootstrap = diversity == .bagging && index > 0 ? own.seed : options.bootstrap
        own.progress = progress(of: index, to: options.progress)
        return own
    }

    /// Reports of a member name it; what is taken at most is known from the first, for they are fitted one after the other.
    private func progress(
        of index: Int, to report: (@Sendable (FitProgress) -> Void)?
    ) -> (@Sendable (FitProgress) -> Void)? {
        guard let report else { return nil }
        let member = "member \(index + 1) of \(count): "
        return { progress in
            guard index == 0 || progress.memoryEstimate == nil else { return }
            var named = progress
            named.stage = member + progress.stage
            report(named)
        }
    }
}
