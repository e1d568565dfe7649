/// The replay of one model.
public struct ModelReplay: Sendable {
    /// What a window was given.
    public struct Window: Hashable, Sendable {
        /// Arrivals wanted: the window's own times the rate scale; none under the original's rules where it makes no process.
        public let wanted: Double
        /// Coefficient of variation of the gaps that are drawn, in operational time; `nil` where no gaps are drawn.
        public let cv: Double?
    }

    /// Name of the model.
    public let model: String
    /// Arrivals in seconds from the start of the trace, after scaling of time; ascending, but for Pareto gaps under the original's rules.
    public let arrivals: [Double]
    /// What every window was given.
    public let windows: [Window]
    /// What was replayed, and what was learnt of it.
    let demand: ModelDemand
    let fit: DemandFit?

    /// Arrivals that were asked for in all.
    public var wanted: Double { windows.reduce(0) { $0 + $1.wanted } }
}
