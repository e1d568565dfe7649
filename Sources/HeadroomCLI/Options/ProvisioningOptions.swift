import ArgumentParser
import Headroom

/// What a backtest scores beside the steps: ceilings at several levels, spikes, costs.
struct ProvisioningOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Score ceilings (quantiles of the largest value of the horizon) at these levels, too: quantile loss over the sum of the ceilings, \
            its ratio to seasonal naive, and the share of windows covered, e.g. 0.5,0.9,0.95,0.99.
            """, valueName: "levels"))
    var ceilingLevels: LevelsArgument?

    @Flag(
        help: """
            Score how spikes are announced, too. A spike is demand above its seasonal median by more than 4 robust deviations and half the \
            median; it is announced when a quantile of the forecast is. Announced and real ones are paired when they begin within a tenth of \
            the horizon, at least two steps, of each other.
            """)
    var spikes = false

    @Option(help: "With --spikes: quantile level of the forecast that announces them.")
    var spikeLevel = 0.9

    @Option(
        help: ArgumentHelp(
            """
            With --spikes: time from a decision to its effect, e.g. 2m, or a number of steps. Recall is useful where the forecast was made \
            that long before the spike, with 80 % of its height.
            """, valueName: "delay"))
    var activationDelay = DelayArgument.steps(1)

    @Option(
        help: ArgumentHelp(
            """
            Score what it costs to hold a forecast as capacity, at these prices of a unit unused for a step, a unit missing for a step and, \
            if given, a resize, e.g. 1:19 or 1:19:5. The quantile that costs least, under / (over + under), is held; the cost per unit of \
            demand stands beside that of an oracle and of the season before.
            """, valueName: "over:under[:resize]"))
    var prices: PricesArgument?

    @Option(
        help: ArgumentHelp(
            "With --prices: steps for which an allocation is held, at the largest quantile of these steps.", valueName: "steps"))
    var hold = 1

    mutating func validate() throws {
        guard (1...1_000_000).contains(hold) else { throw ValidationError("--hold is a number of steps, at least 1, found \(hold)") }
        guard spikeLevel > 0, spikeLevel < 1 else {
            throw ValidationError("--spike-level must lie inside (0, 1), found \(spikeLevel)")
        }
    }

    /// What was asked for, checked before a model is fitted.
    /// - Parameter levels: of the models.
    func plan(on set: SeriesSet, levels: QuantileLevels) throws -> ProvisioningPlan {
        var plan = ProvisioningPlan(ceilingLevels: ceilingLevels?.levels, prices: prices?.prices, hold: hold)
        if let prices { _ = try levels.position(of: prices.prices.optimalLevel) }
        guard spikes else { return plan }
        _ = try levels.position(of: spikeLevel)
        (plan.spikeLevel, plan.activationDelay) = (spikeLevel, try activationDelay.slots(on: set))
        return plan
    }
}

/// What is scored beside the steps.
struct ProvisioningPlan {
    /// Levels of the ceilings; `nil` for none.
    var ceilingLevels: QuantileLevels?
    /// Level of the quantile that announces spikes; `nil` for none.
    var spikeLevel: Double?
    /// In steps.
    var activationDelay = 0
    /// Prices of costs; `nil` for none.
    var prices: ProvisioningPrices?
    /// Steps for which an allocation is held.
    var hold = 1

    /// Scores what was asked for.
    func scores(of comparison: ModelComparison) throws -> ProvisioningRows {
        ProvisioningRows(
            ceilings: try ceilingLevels.map { try comparison.ceilings(at: $0) },
            spikes: try spikeLevel.map { try comparison.spikes(level: $0, activationDelay: activationDelay) },
            costs: try prices.map { try comparison.costs(prices: $0, window: hold) })
    }
}

/// A delay: a duration like `2m`, or a number of steps.
enum DelayArgument: ExpressibleByArgument, Sendable {
    case steps(Int)
    case duration(DurationArgument)

    init?(argument: String) {
        if let steps = Int(argument) {
            guard (0...1_000_000).contains(steps) else { return nil }
            self = .steps(steps)
        } else if let duration = DurationArgument(argument: argument) {
            self = .duration(duration)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String {
        switch self {
        case .steps(let steps): "\(steps)"
        case .duration(let duration): duration.text
        }
    }

    /// Whole steps, rounded up.
    func slots(on set: SeriesSet) throws -> Int {
        switch self {
        case .steps(let steps): return steps
        case .duration(let duration):
            guard let axis = set.series.first?.axis, axis.kind == .clock else {
                throw ValidationError(
                    "the times of this trace are an index without a clock; give --activation-delay as a number of steps, found \(duration.text)"
                )
            }
            return Int((duration.nanoseconds + axis.step - 1) / axis.step)
        }
    }
}
