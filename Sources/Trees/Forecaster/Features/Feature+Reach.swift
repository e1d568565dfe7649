import Forecasting

extension Feature {
    /// Longest window, cycle or way back.
    private static let farthest = 1 << 20

    /// Its lengths in steps.
    private var lengths: [Int] {
        switch self {
        case .lag(let steps), .difference(let steps), .levelBefore(let steps): [steps]
        case .smoothed(let steps), .lastMinusSmoothed(let steps), .cycle(let steps, _), .phase(let steps): [steps]
        case .mean(let window), .deviation(let window), .smallest(let window), .largest(let window), .quantile(_, let window?):
            [window.length, window.before]
        default: []
        }
    }

    /// Checks the numbers of a feature.
    /// - Throws: `ForecastError.invalidConfiguration(_:)`.
    func validate() throws(ForecastError) {
        if let length = lengths.first(where: { !(1...Self.farthest).contains($0) }) {
            throw ForecastError.invalidConfiguration("features reach 1 to \(Self.farthest) steps, \(self) has \(length)")
        }
        if case .quantile(let level, _) = self, !(level > 0 && level < 1) {
            throw ForecastError.invalidConfiguration("the level of a quantile lies between 0 and 1, found \(self)")
        }
    }

    /// Number of values up to the origin that it depends on, those included that decide the rounding of running sums (`RollingSums`).
    /// - Parameters:
    ///   - scaleWindow: number of values that location and scale come from.
    ///   - horizon: steps to the farthest target.
    func reach(scaleWindow: Int, horizon: Int) -> Int {
        switch self {
        case .lag(let steps): steps
        case .difference(let steps): steps + 1
        case .mean(let window), .deviation(let window), .smallest(let window), .largest(let window):
            2 * window.length + window.before
        case .quantile(_, let window): window.map { $0.length + $0.before } ?? scaleWindow
        case .smoothed(let span), .lastMinusSmoothed(let span): FeatureSchema.smoothingReach * span
        case .levelBefore(let steps): steps + FeatureSchema.levelWindow
        case .zeroShare, .distinct: 2 * scaleWindow
        case .sinceNonZero: FeatureSchema.longWindow
        case .changeSize: 2 * FeatureSchema.changesWindow + 1
        case .cycle(let cycle, _): cycle * (FeatureSchema.cyclesBack + 1) + horizon + (FeatureSchema.neighbourhoods.max() ?? 0)
        case .logScale, .locationByScale, .step, .phase, .secondOfDay, .hour, .weekday, .holiday: 0
        }
    }

    /// Number of values without which it is missing.
    var leastHistory: Int {
        switch self {
        case .lag(let steps): steps
        case .difference(let steps): steps + 1
        case .mean(let window), .deviation(let window), .smallest(let window), .largest(let window), .quantile(_, let window?):
            window.length + window.before - 1
        case .cycle(let cycle, _): cycle
        default: 1
        }
    }

    /// Values that its state holds by themselves.
    var heldValues: Int {
        switch self {
        case .smallest(let window), .largest(let window), .quantile(_, let window?): window.length
        default: 0
        }
    }
}
