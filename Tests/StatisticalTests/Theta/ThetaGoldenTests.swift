import Statistical
import Tensors
import TestSupport
import Testing

/// Theta models beside statsforecast's, `Tests/Golden/theta_golden.py`.
@Suite struct ThetaGoldenTests {
    private static let golden = try! GoldenFile(named: "theta")
    private static let series = [("multiplicative", 12), ("additive", 12), ("trend", 1), ("level", 7)]
    private static let models: [(name: String, variant: Theta.Variant)] = [
        ("STM", .standard), ("OTM", .optimised), ("DSTM", .dynamicStandard), ("DOTM", .dynamicOptimised),
    ]

    private static func values(_ name: String) throws -> [Double] { try golden.floats(name).values.map(Double.init) }

    private static func forecast(_ fit: ThetaFit, _ adjustment: SeasonalAdjustment) -> [Double] {
        fit.means(horizon: 15).enumerated().map { step, mean in
            adjustment.multiplies ? mean * adjustment.index(after: step) : mean + adjustment.index(after: step)
        }
    }

    /// With statsforecast's α, θ and initial level, the same errors and forecasts: both work in double.
    @Test(arguments: 0..<4, 0..<4) func givenParametersGiveTheSameNumbers(series: Int, model: Int) throws {
        let (name, season) = Self.series[series], values = try Self.values(name), key = "\(name).\(Self.models[model].name)"
        let numbers = try Self.golden.doubles(key).values
        let adjustment = SeasonalAdjustment(values, season: season > 1 ? season : nil, kernels: .best)
        #expect(adjustment.indices.isEmpty == (series >= 2) && adjustment.multiplies == (series == 0))
        let line = ThetaLine(adjustment.values, isDynamic: model >= 2)
        let fit = ThetaFit(adjustment.values, line: line, alpha: numbers[0], weight: 1 - 1 / numbers[1], initialLevel: numbers[2])
        expectClose(fit.theta, numbers[1], .relative(1e-9))
        expectClose(fit.errors.dropFirst(3), try Self.golden.doubles("\(key).errors").values, .absolute(1e-9), key)
        expectClose(Self.forecast(fit, adjustment), try Self.golden.doubles("\(key).forecast").values, .relative(1e-9), key)
        let size = adjustment.values.reduce(0) { $0 + abs($1) } / Double(values.count)
        expectClose(fit.squares / size, numbers[3], .relative(1e-9), key)
    }

    /// The search finds squared errors no larger than statsforecast's, up to what the last step of the search in α can lose, and forecasts
    /// that differ by less than half the typical error.
    @Test(arguments: 0..<4, InstructionSet.supported) func squaresAreNoLarger(series: Int, level: InstructionSet) throws {
        let (name, season) = Self.series[series], values = try Self.values(name)
        for (model, variant) in Self.models {
            let (fit, adjustment) = Theta(variant).fit(values, season: season > 1 ? season : nil, kernels: Kernels(level))
            let size = adjustment.values.reduce(0) { $0 + abs($1) } / Double(values.count)
            #expect(fit.squares / size <= 1.0001 * (try Self.golden.doubles("\(name).\(model)").values[3]), "\(name) \(model)")
            let typical = (fit.squares / Double(values.count)).squareRoot()
            let theirs = try Self.golden.doubles("\(name).\(model).forecast").values
            expectClose(Self.forecast(fit, adjustment), theirs, .absolute(0.5 * typical), "\(name) \(model)")
        }
        let (fit, adjustment) = Theta().fit(values, season: season > 1 ? season : nil, kernels: Kernels(level))
        let theirs = try Self.golden.doubles("\(name).auto.forecast").values
        expectClose(Self.forecast(fit, adjustment), theirs, .absolute(0.5 * (fit.squares / Double(values.count)).squareRoot()), name)
    }
}
