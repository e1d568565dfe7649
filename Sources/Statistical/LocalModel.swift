import Forecasting
import Tensors
import Traces

/// A statistical model that is estimated from one history at a time, when a forecast is asked for: nothing is learnt from other series, and
/// nothing is trained beforehand.
///
/// The rules of the family are values with settings; ``LocalForecaster`` makes forecasters of them.
public protocol LocalModel: Sendable, Hashable, Codable {
    /// The family as users write it, and its kind in archives: `ets`, `theta`.
    static var name: String { get }

    /// Number of latest values that can influence a forecast, at least 1.
    func reach(in setting: LocalSetting) -> Int

    /// Forecasts several histories at once, so that kernels can work on them side by side. The answer to one must not depend on the others.
    ///
    /// - Parameters:
    ///   - histories: at most ``FittedLocal/batch``; any length, NaN is missing, already cut to the reach.
    ///   - horizon: steps, at least 1.
    ///   - setting: what is known beside the values.
    /// - Returns: one answer for each history, in their order.
    func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer]
}

/// What a local model knows beside the values of a history.
public struct LocalSetting: Sendable, Hashable {
    /// Seasons in steps, most important first; empty when there are none.
    public var seasons: [Int]
    /// What the values measure.
    public var quantity: Quantity
    /// Levels of the forecast.
    public var levels: QuantileLevels
    /// Instruction set of kernels.
    public var instructionSet: InstructionSet

    /// Makes a setting.
    public init(seasons: [Int], quantity: Quantity, levels: QuantileLevels, instructionSet: InstructionSet = .best) {
        (self.seasons, self.quantity, self.levels, self.instructionSet) = (seasons, quantity, levels, instructionSet)
    }
}

/// The forecast of one history.
public struct LocalAnswer: Sendable, Hashable {
    /// Quantiles `[H, Q]` in the unit of the series. They need neither be in order nor respect the lower bound: ``FittedLocal`` sees to both.
    public var values: [Float]
    /// Why a simpler rule answered, if so.
    public var note: String?

    /// Makes an answer.
    public init(values: [Float], note: String? = nil) { (self.values, self.note) = (values, note) }
}
