import ArgumentParser
import Headroom

/// What a backtest scores beside the steps: ceilings at several levels, spikes.
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

    mutating func validate() throws {
        guard spikeLevel > 0, spikeLevel < 1 else {
            throw ValidationError("--spike-level must lie inside (0, 1), found \(spikeLevel)")
        }
    }

    /// What was asked for, checked before a model is fitted.
    /// - Parameter levels: of the models.
    func plan(on set: SeriesSet, levels: QuantileLevels) throws -> ProvisioningPlan {
        guard spikes else { return ProvisioningPlan(ceilingLevels: ceilingLevels?.levels) }
        _ = try levels.position(of: spikeLevel)
        return ProvisioningPlan(
            ceilingLevels: ceilingLevels?.levels, spikeLevel: spikeLevel, activationDelay: try activationDelay.slots(on: set))
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

    /// Scores what was asked for.
    func scores(of comparison: ModelComparison) throws -> ProvisioningRows {
        ProvisioningRows(
            ceilings: try ceilingLevels.map { try comparison.ceilings(at: $0) },
            spikes: try spikeLevel.map { try comparison.spikes(level: $0, activationDelay: activationDelay) })
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
