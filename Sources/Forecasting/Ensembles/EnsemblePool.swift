import Tensors

/// How the forecasts of several models become one.
public enum EnsemblePool: String, Sendable, Hashable, Codable, CaseIterable {
    /// Means of the quantiles, level by level (Vincentization). As wide as the members are on average, and sharper than their mixture: right
    /// for members that differ by chance (Lichtendahl, Grushka-Cockayne & Winkler, "Is it better to average probabilities or quantiles?",
    /// Management Science 59(7), 2013).
    case quantiles
    /// Quantiles of the mean distribution function (linear pool): wider where members disagree, so that what they do not know shows.
    case mixture
    /// Medians of the quantiles, level by level, with weights if there are any: they follow the members that agree, where a mean would
    /// follow the one that is far off.
    case median
}

extension EnsemblePool {
    /// One forecast from those of several members for the same history.
    ///
    /// Quantile functions of members are linear between levels, and go on as they end beyond the outermost ones, though not below the lower
    /// bound. (Were they flat there, a member would have nothing beyond its outermost quantile, and mixtures of members that hardly differ
    /// would be narrower than each of them.) The result is in order, lies between the members, keeps their lower bound, and is whole at the
    /// steps where the quantiles of all of them are. One member alone stays as it is.
    /// - Parameters:
    ///   - forecasts: one of every member.
    ///   - weights: how much each counts in medians; `nil` for all alike.
    /// - Precondition: at least one forecast, all of the same levels and horizon; no weights but for medians.
    public func pooled(_ forecasts: [QuantileForecast], weights: MemberWeights? = nil) -> QuantileForecast {
        let first = forecasts[0]
        precondition(
            forecasts.allSatisfy { $0.levels == first.levels && $0.horizon == first.horizon },
            "forecasts of different levels or horizons cannot be pooled")
        guard forecasts.count > 1 else { return first }
        var pooling = QuantilePooling(
            self, levels: first.levels, members: forecasts.count, lowerBound: first.lowerBound, weights: weights?.row(of: first.seriesID))
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
    /// Weights of the members for quantiles and for the median `[2, K]`.
    private let weights: [Float]
    private let middle: Int
    /// Values of one level `[K]`, and their order.
    private var column: [Float], order: [UInt8]
    /// Values of one step, of the members `[K, Q + 2]` with the ends of their distributions, and all of them in order.
    private var rows: [Float], knots: [Float]
    /// Shares of a distribution below the values of its row: 0, the levels, 1.
    private let shares: [Double]

    /// Distance of levels that are the same: far above what sums of shares are rounded by, far below what tells levels apart.
    private static let sameLevel = 1e-12

    /// - Parameter weights: of medians, `[2, K]` for quantiles and for the median; `nil` for members that count alike.
    init(_ pool: EnsemblePool, levels: QuantileLevels, members: Int, lowerBound: Float?, weights: [Float]? = nil) {
        precondition(weights.map { pool == .median && $0.count == 2 * members } ?? true, "weights are those of medians")
        (self.pool, self.levels, self.members) = (pool, levels.values, members)
        self.weights = weights ?? [Float](repeating: 1 / Float(members), count: 2 * members)
        middle = levels.index(nearest: 0.5)
        bound = lowerBound ?? -.greatestFiniteMagnitude
        shares = [0] + levels.values + [1]
        rows = [Float](repeating: 0, count: members * shares.count)
        knots = rows
        column = [Float](repeating: 0, count: members)
        order = (0..<members).map(UInt8.init)
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
                    rows[member * shares.count + 1 + q] = value
                    areWhole = areWhole && value.rounded(.down) == value
                }
            }
            let row = UnsafeMutableBufferPointer(rebasing: out[step..<step + count])
            switch pool {
            case .quantiles: writeMeans(row)
            case .mixture: writeMixture(row)
            case .median: writeMedians(row)
            }
            for q in 0..<count { row[q] = max(areWhole ? row[q].rounded() : row[q], bound) }
        }
        QuantileForecast.order(out, levelCount: count)
    }

    private func writeMeans(_ out: UnsafeMutableBufferPointer<Float>) {
        for q in 0..<levels.count {
            var sum = 0.0
            for member in 0..<members { sum += Double(rows[member * shares.count + 1 + q]) }
            out[q] = Float(sum / Double(members))
        }
    }

    private mutating func writeMedians(_ out: UnsafeMutableBufferPointer<Float>) {
        for q in 0..<levels.count {
            for member in 0..<members { column[member] = rows[member * shares.count + 1 + q] }
            out[q] = weights.withUnsafeBufferPointer { weights in
                column.withUnsafeBufferPointer { column in
                    order.withUnsafeMutableBufferPointer { order in
                        WeightedMedian.find(
                            column.baseAddress!, weights.baseAddress! + (q == middle ? members : 0), order: order.baseAddress!,
                            count: members)
                    }
                }
            }
        }
    }

    /// The mean distribution function is linear between the values of all members and may jump at them: a level lies at the first value that
    /// reaches it, or between that and the one before.
    private mutating func writeMixture(_ out: UnsafeMutableBufferPointer<Float>) {
        for member in 0..<members { extend(member * shares.count) }
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

    /// Writes the ends of a row: its outermost stretches go on to the shares 0 and 1.
    private mutating func extend(_ first: Int) {
        let last = first + shares.count - 1
        (rows[first], rows[last]) = (rows[first + 1], rows[last - 1])
        guard levels.count > 1 else { return }
        func end(_ outer: Int, _ inner: Int) -> Float {
            let (value, next) = (Double(rows[first + outer]), Double(rows[first + inner]))
            let slope = (next - value) / (shares[inner] - shares[outer])
            let end = value - slope * (outer == 1 ? shares[outer] : shares[outer] - 1)
            return Float(min(max(end, -Double(Float.greatestFiniteMagnitude)), Double(Float.greatestFiniteMagnitude)))
        }
        rows[first] = min(max(end(1, 2), bound), rows[first + 1])
        rows[last] = max(end(levels.count, levels.count - 1), rows[last - 1])
    }

    /// Mean of the members' shares of values up to `x`.
    private func share(upTo x: Float) -> Double { share(of: x) { $0 <= x } }

    /// Mean of the members' shares of values below `x`.
    private func share(below x: Float) -> Double { share(of: x) { $0 < x } }

    /// - Parameter isPassed: whether a quantile lies on the left.
    private func share(of x: Float, _ isPassed: (Float) -> Bool) -> Double {
        let count = shares.count
        var sum = 0.0
        for first in stride(from: 0, to: rows.count, by: count) {
            var passed = 0
            while passed < count, isPassed(rows[first + passed]) { passed += 1 }
            if passed == count {
                sum += 1
            } else if passed > 0 {
                let (low, high) = (Double(rows[first + passed - 1]), Double(rows[first + passed]))
                sum += shares[passed - 1] + (Double(x) - low) / (high - low) * (shares[passed] - shares[passed - 1])
            }
        }
        return sum / Double(members)
    }
}
