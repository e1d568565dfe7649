#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import Forecasting
import Tensors

/// ARIMA(p, d, q) with orders chosen on the series.
///
/// d comes from `StationarityTest`; the mean is that of the series where d is 0, and 0 otherwise. Of all p and q up to three the process
/// with the smallest corrected information criterion `n log σ² + 2k + 2k(k + 1)/(n − k − 1)` is taken (Hurvich & Tsai, "Regression and Time
/// Series Model Selection in Small Samples", Biometrika 76(2), 1989), all of them judged on the same errors; only the four that regressions
/// find most promising are estimated to the end.
///
/// What a forecast is wrong by is a sum of past errors with the weights ψ. Where one of them carries all of the weight its quantiles are
/// those of the errors that were seen, where many do they are normal, and between the two they are mixed by the largest share of the
/// variance.
package struct ARIMATrend: TrendRule, Hashable {
    /// Largest p and q, and largest d.
    package static let largestOrder = 3, mostDifferences = 1
    /// Orders that are estimated to the end.
    static let estimated = 4
    /// Values from which orders are chosen; fewer have the smallest ones.
    static let fewest = 24

    /// Instructions of kernels.
    private let instructionSet: InstructionSet

    /// Makes the rule.
    package init(instructionSet: InstructionSet = .best) { self.instructionSet = instructionSet }

    package func quantiles(after values: [Double], horizon: Int, levels: QuantileLevels) -> [Double] {
        let differences = StationarityTest.differences(values, atMost: Self.mostDifferences)
        let changes = differences == 0 ? values : zip(values.dropFirst(), values).map { $0 - $1 }
        let mean = differences == 0 ? values.reduce(0, +) / Double(values.count) : 0
        let centred = changes.map { $0 - mean }
        let process = Self.process(of: centred, hasMean: differences == 0, kernels: Kernels(instructionSet))
        var points = process.forecast(after: centred, horizon: horizon).map { $0 + mean }
        if differences > 0 {
            var level = values[values.count - 1]
            for step in points.indices {
                level += points[step]
                points[step] = level
            }
        }
        let errors = process.errors(of: centred, from: min(Self.largestOrder, centred.count - 1)).dropFirst(Self.largestOrder).sorted()
        let shapes = levels.values.map { Shape($0, errors: errors, deviation: process.variance.squareRoot()) }
        var (out, sum, largest) = ([Double](), 0.0, 0.0)
        out.reserveCapacity(horizon * levels.count)
        for (point, psi) in zip(points, process.psiWeights(horizon, differences: differences)) {
            sum += psi * psi
            largest = max(largest, psi * psi)
            let deviation = (process.variance * sum).squareRoot()
            for shape in shapes { out.append(point + deviation * shape.score(share: largest / sum)) }
        }
        return out
    }

    /// The score of a level, in deviations.
    private struct Shape {
        let seen: Double, normal: Double

        init(_ level: Double, errors: [Double], deviation: Double) {
            normal = NormalQuantile.value(level)
            guard errors.count >= 20, deviation > 0 else {
                seen = normal
                return
            }
            let position = level * Double(errors.count - 1), lower = Int(position), upper = min(lower + 1, errors.count - 1)
            seen = (errors[lower] + (position - Double(lower)) * (errors[upper] - errors[lower])) / deviation
        }

        func score(share: Double) -> Double { normal + share * (seen - normal) }
    }

    /// The process with the smallest criterion.
    package static func process(of values: [Double], hasMean: Bool, kernels: Kernels = .best) -> ARMAProcess {
        let squares = values.reduce(0) { $0 + $1 * $1 }
        guard values.count >= fewest, squares > 0 else {
            return ARMAProcess(variance: squares / Double(max(values.count - 1, 1)))
        }
        let fits = ConditionalSumOfSquares(values, largest: largestOrder, kernels: kernels), count = Double(values.count - largestOrder)
        func criterion(_ process: ARMAProcess, _ sum: Double) -> Double {
            let parameters = Double(process.autoregressive.count + process.movingAverage.count + 1 + (hasMean ? 1 : 0))
            let correction = 2 * parameters * (parameters + 1) / max(count - parameters - 1, 1)
            return count * log(max(sum / count, 1e-300)) + 2 * parameters + correction
        }
        var guesses: [(process: ARMAProcess, criterion: Double)] = []
        for p in 0...largestOrder {
            for q in 0...largestOrder {
                let (process, sum) = fits.regress(autoregressive: p, movingAverage: q)
                guesses.append((process, criterion(process, sum)))
            }
        }
        let promising = guesses.indices.sorted { (guesses[$0].criterion, $0) < (guesses[$1].criterion, $1) }.prefix(estimated)
        let found = promising.map { index in
            // A hundred-thousandth of the sum is a hundredth of a unit of the criterion in a thousand values.
            let (process, sum) = fits.refine(guesses[index].process, tolerance: 1e-5)
            return (process: process, criterion: criterion(process, sum))
        }
        return fits.refine(found.min { $0.criterion < $1.criterion }!.process, tolerance: 1e-8).process
    }
}
