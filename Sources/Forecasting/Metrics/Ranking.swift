/// Comparisons that look at the order of models on each task, not at sizes of errors. Smaller scores are better; NaN = the model has no
/// score on that task, which then does not count for it.
public enum Ranking {
    /// Share of comparisons that each model wins: over all tasks and all other models, a smaller score is a win, an equal one half (fev).
    /// - Parameter scores: `[task][model]`, all rows equally long.
    /// - Returns: one share per model; `nil` for a model that could not be compared.
    public static func winRates(_ scores: [[Double]]) -> [Double?] {
        let models = scores.first?.count ?? 0
        return (0..<models).map { model in
            var (wins, games) = (0.0, 0)
            for row in scores where !row[model].isNaN {
                for other in 0..<models where other != model && !row[other].isNaN {
                    wins += row[model] < row[other] ? 1 : (row[model] == row[other] ? 0.5 : 0)
                    games += 1
                }
            }
            return games > 0 ? wins / Double(games) : nil
        }
    }

    /// Mean rank of each model over the tasks, 1 = best; equal scores share the mean of their ranks.
    /// - Parameter scores: `[task][model]`, all rows equally long.
    /// - Returns: one rank per model; `nil` for a model without any score.
    public static func averageRanks(_ scores: [[Double]]) -> [Double?] {
        let models = scores.first?.count ?? 0
        let rows = scores.map(ranks)
        return (0..<models).map { model in Scored.mean(rows.lazy.map { $0[model] }) }
    }

    /// Spearman's rank correlation of two metrics over the same cases, −1…1: do they order cases alike? Pairs with NaN are left out; `nil` when
    /// fewer than two are left or one metric is constant.
    /// - Precondition: equally many values.
    public static func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double? {
        precondition(a.count == b.count)
        let known = a.indices.filter { !a[$0].isNaN && !b[$0].isNaN }
        let (x, y) = (ranks(known.map { a[$0] }), ranks(known.map { b[$0] }))
        let middle = Double(known.count + 1) / 2
        let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - middle) * ($1.1 - middle) }
        let variances = x.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } * y.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
        return variances > 0 ? covariance / variances.squareRoot() : nil
    }

    /// Ranks from 1, equal values share the mean of theirs; NaN stays NaN.
    static func ranks(_ values: [Double]) -> [Double] {
        var out = [Double](repeating: .nan, count: values.count)
        let order = values.indices.filter { !values[$0].isNaN }.sorted { values[$0] < values[$1] }
        var first = 0
        while first < order.count {
            var last = first
            while last + 1 < order.count && values[order[last + 1]] == values[order[first]] { last += 1 }
            for i in first...last { out[order[i]] = Double(first + last) / 2 + 1 }
            first = last + 1
        }
        return out
    }
}
