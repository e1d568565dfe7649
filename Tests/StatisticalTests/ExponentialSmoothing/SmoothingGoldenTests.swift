import Statistical
import Tensors
import TestSupport
import Testing

/// Exponential smoothing beside statsforecast's, `Tests/Golden/exponential_smoothing_golden.py`.
@Suite struct SmoothingGoldenTests {
    private static let golden = try! GoldenFile(named: "exponential-smoothing")

    private static func model(_ name: String) -> SmoothingModel {
        SmoothingModel(
            error: .init(rawValue: String(name.first!))!, trend: .init(rawValue: String(name.dropFirst().dropLast()))!,
            season: .init(rawValue: String(name.last!))!)
    }

    private static let cases: [(series: String, season: Int, model: String)] = ["monthly", "quarterly"].flatMap { series in
        golden.header["models"]!.split(separator: " ").map { (series, series == "monthly" ? 12 : 4, String($0)) }
    }

    /// With statsforecast's parameters and initial states, the same errors, likelihood, criterion, forecasts and intervals. Both work in double;
    /// what is left is the order of operations.
    @Test(arguments: 0..<30, InstructionSet.supported)
    func givenParametersGiveTheSameNumbers(index: Int, level: InstructionSet) throws {
        let (series, season, name) = Self.cases[index]
        let values = try Self.golden.floats(series).values, kind = Self.model(name), key = "\(series).\(name)"
        let numbers = try Self.golden.doubles("\(key).parameters").values
        let lanes = SmoothingLanes(values.map(Double.init), kernels: Kernels(level))
        var point = SmoothingPoint()
        (point.alpha, point.betaShare, point.gammaShare) = (numbers[0], numbers[1] / numbers[0], numbers[2] / (1 - numbers[0]))
        (point.phi, point.level, point.trend, point.seasonal) = (numbers[3], numbers[4], numbers[5], Array(numbers.dropFirst(6)))
        #expect(point.seasonal.count == (kind.season == .none ? 0 : season))
        let scaled = point.scaled(by: 1 / lanes.scale, season: kind.season == .additive ? 1 / lanes.scale : 1)
        let fit = SmoothingFit(kind, at: scaled, over: lanes)

        let scores = try Self.golden.doubles("\(key).scores").values
        expectClose([fit.cost, fit.aicc, fit.errorVariance], scores, .relative(1e-9), key)
        let errors = lanes.errors(of: kind, at: scaled).map { kind.error == .additive ? $0 * lanes.scale : $0 }
        expectClose(errors, try Self.golden.doubles("\(key).errors").values, .absolute(kind.error == .additive ? 1e-9 : 1e-11), key)
        let means = try Self.golden.doubles("\(key).forecast").values
        expectClose(fit.means(horizon: 18), means, .relative(1e-9), key)
        if Self.golden.names.contains("\(key).width") {
            let widths = try Self.golden.doubles("\(key).width").values
            let found = fit.variances(horizon: 18).suffix(widths.count).map { 1.2815515655446004 * $0.squareRoot() }
            expectClose(found, widths, .relative(1e-9), key)
        }
    }

    /// The search is at least as good as statsforecast's for every model whose parameters there lie in the usual region: statsforecast lets β
    /// be larger than α, and γ than 1 − α. A hundredth in minus twice the log-likelihood is where ours stops.
    @Test(arguments: ["monthly", "quarterly"]) func likelihoodsAreNoWorse(series: String) throws {
        let values = try Self.golden.floats(series).values
        let names = Self.golden.header["models"]!.split(separator: " ").map(String.init)
        let fits = AutomaticSmoothing.fits(
            names.map(Self.model), to: KnownHistory(values[...]), season: series == "monthly" ? 12 : 4, kernels: .best)
        #expect(fits.count == names.count)
        var compared = 0
        for (name, fit) in zip(names, fits) {
            let theirs = try Self.golden.doubles("\(series).\(name).scores").values
            let parameters = try Self.golden.doubles("\(series).\(name).parameters").values
            guard parameters[1] <= parameters[0], parameters[2] <= 1 - parameters[0] else { continue }
            compared += 1
            #expect(fit.cost < theirs[0] + 0.1, "\(series) \(fit.model.name)")
        }
        #expect(compared >= 10)
    }

    /// 24 series of four kinds: no choice has a worse criterion, and the median of the errors of the forecasts is no worse.
    @Test func automaticChoicesAreNoWorse() throws {
        let rows = try Self.golden.floats("automatic"), theirs = try Self.golden.doubles("automatic.forecast").values
        let criteria = try Self.golden.doubles("automatic.aicc").values
        var (errors, theirErrors, distances): ([Double], [Double], [Double]) = ([], [], [])
        for row in 0..<rows.shape[0] {
            let values = rows.values[row * 96..<(row + 1) * 96]
            let fit = try #require(AutomaticSmoothing.fit(KnownHistory(values.prefix(84)), season: 12, kernels: .best))
            #expect(fit.aicc < criteria[row] + 0.1, "series \(row): \(fit.model.name)")
            let means = fit.means(horizon: 12)
            var (error, theirError, distance) = (0.0, 0.0, 0.0)
            for (step, actual) in values.suffix(12).enumerated() {
                error += abs(means[step] - Double(actual)) / 12
                theirError += abs(theirs[row * 12 + step] - Double(actual)) / 12
                distance += abs(means[step] - theirs[row * 12 + step]) / 12
            }
            errors.append(error)
            theirErrors.append(theirError)
            distances.append(distance / theirError)
        }
        let middle = { (list: [Double]) in list.sorted()[list.count / 2] }
        #expect(middle(errors) <= 1.02 * middle(theirErrors))
        // Half of the forecasts differ by less than a quarter of the error that both make.
        #expect(middle(distances) < 0.25, "\(middle(errors)) \(middle(theirErrors)) \(distances)")
    }
}
