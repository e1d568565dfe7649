import Tensors

/// How the forecasts of several models become one.
public enum EnsemblePool: String, Sendable, Hashable, Codable, CaseIterable {
    /// Means of the quantiles, level by level (Vincentization). As wide as the members are on average, and sharper than their mixture: right
    /// for members that differ by chance (Lichtendahl, Grushka-Cockayne & Winkler, "Is it better to average probabilities or quantiles?",
    /// Management Science 59(7), 2013).
    case quantiles
    /// Quantiles of the mean distribution function (linear pool): wider where members disagree, so that what they do not know shows.
    case mixture
}

extension EnsemblePool {
    /// One forecast from those of several members for the same history.
    ///
    /// Quantile functions of members are linear between levels and flat beyond the outermost ones. The result is in order, keeps the lower
    /// bound of the members, and is whole at the steps where the quantiles of all of them are. One member alone stays as it is.
    /// - Precondition: at least one forecast, all of the same levels and horizon.
    public func pooled(_ forecasts: [QuantileForecast]) -> QuantileForecast {
        let first = forecasts[0]
        precondition(
            forecasts.allSatisfy { $0.levels == first.levels && $0.horizon == first.horizon },
            "forecasts of different levels or horizons cannot be pooled")
        guard forecasts.count > 1 else { return first }
        var pooling = QuantilePooling(self, levels: first.levels, members: forecasts.count, lowerBound: first.lowerBound)
        let stacked = forecasts.flatMap(\.values)
        var values = [Float](repeating: 0, count: first.values.count)
        values.withUnsafeMutableBufferPointer { out in
            stacked.withUnsafeBufferPointer { pooling.write(out, from: $0.baseAddress!) }
        }
        return first.replacing(values)
    }
}

/// The work space of a pool: pooling allocates nothing once it is there.
struct QuantilePooling {
    private let pool: EnsemblePool
    private let levels: [Double]
    private let members: Int
    private let bound: Float
    /// Values of one step, of the members and in order.
    private var rows: [Float], knots: [Float]

    /// Distance of levels that are the same: far above what sums of shares are rounded by, far below what tells levels apart.
    private static let sameLevel = 1e-12

    init(_ pool: EnsemblePool, levels: QuantileLevels, members: Int, lowerBound: Float?) {
        (self.pool, self.levels, self.members) = (pool, levels.values, members)
        bound = lowerBound ?? -.greatestFiniteMagnitude
        rows = [Float](repeating: 0, count: members * levels.count)
        knots = rows
    }

    /// Pools quantiles.
    /// - Parameters:
    ///   - out: `[H, Q]`.
    ///   - stacked: those of the members `[K, H, Q]`, in order along every row.
    mutating func write(_ out: UnsafeMutableBufferPointer<Float>, from stacked: UnsafePointer<Float>) {
        let count = levels.count
        for step in stride(from: 0, to: out.count, by: count) {
            var areWhole = true
            for member in 0..<members {
                for q in 0..<count {
                    let value = stacked[member * out.count + step + q]
                    rows[member * count + q] = value
                    areWhole = areWhole && value.rounded(.down) == value
                }
            }
            let row = UnsafeMutableBufferPointer(rebasing: out[step..<step + count])
            switch pool {
            case .quantiles: writeMeans(row)
            case .mixture: writeMixture(row)
            }
            for q in 0..<count { row[q] = max(areWhole ? row[q].rounded() : row[q], bound) }
        }
        QuantileForecast.order(out, levelCount: count)
    }

    private func writeMeans(_ out: UnsafeMutableBufferPointer<Float>) {
        for q in 0..<levels.count {
            var sum = 0.0
            for member in 0..<members { sum += Double(rows[member * levels.count + q]) }
            out[q] = Float(sum / Double(members))
        }
    }

    /// The mean distribution function is linear between the values of all members and may jump at them: a level lies at the first value that
    /// reaches it, or between that and the one before.
    private mutating func writeMixture(_ out: UnsafeMutableBufferPointer<Float>) {
        for index in rows.indices { knots[index] = rows[index] }
        knots.sort()
        var reached = 0
        for (q, level) in levels.enumerated() {
            var high = knots.count - 1
            while reached < high {
                let middle = (reached + high) / 2
                if share(upTo: knots[middle]) >= level - Self.sameLevel { high = middle } else { reached = middle + 1 }
            }
            let x = knots[reached]
            let below = share(below: x)
            guard reached > 0, below > level + Self.sameLevel else {
                out[q] = x
                continue
            }
            let before = knots[reached - 1]
            let start = share(upTo: before)
            out[q] = Float(Double(before) + (level - start) / (below - start) * (Double(x) - Double(before)))
        }
    }

    /// Mean of the members' shares of values up to `x`.
    private func share(upTo x: Float) -> Double { share(of: x) { $0 <= x } }

    /// Mean of the members' shares of values below `x`.
    private func share(below x: Float) -> Double { share(of: x) { $0 < x } }

    /// - Parameter isPassed: whether a quantile lies on the left.
    private func share(of x: Float, _ isPassed: (Float) -> Bool) -> Double {
        let count = levels.count
        var sum = 0.0
        for first in stride(from: 0, to: rows.count, by: count) {
            var passed = 0
            while passed < count, isPassed(rows[first + passed]) { passed += 1 }
            if passed == count {
                sum += 1
            } else if passed > 0 {
                let (low, high) = (Double(rows[first + passed - 1]), Double(rows[first + passed]))
                sum += levels[passed - 1] + (Double(x) - low) / (high - low) * (levels[passed] - levels[passed - 1])
            }
        }
        return sum / Double(members)
    }
}
