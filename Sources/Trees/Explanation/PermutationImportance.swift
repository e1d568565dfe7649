import Tensors

/// How much a loss rises when the values of one feature are shuffled among the rows, for every feature in turn.
///
/// Breiman, "Random forests", Machine Learning 45, 2001; Fisher, Rudin, Dominici, "All models are wrong, but many are useful", JMLR 20, 2019.
/// Works for any model. Features that tell the same share their importance; when one of them is shuffled the other still tells.
///
/// - Parameters:
///   - rows: values `[N, D]`, preferably of data that the model was not trained on.
///   - featureCount: D, at least 1.
///   - repeats: shuffles of each feature, at least 1; the mean rise is returned.
///   - seed: seed of the shuffles; the same seed gives the same importances.
///   - loss: loss of the model on rows `[N, D]`, which keep their order.
/// - Returns: mean rise of the loss `[D]`, in the unit of the loss; about 0 for a feature that the model does not need, possibly below.
/// - Precondition: the count of `rows` is a multiple of `featureCount`.
public func permutationImportance(
    rows: [Double], featureCount: Int, repeats: Int = 5, seed: UInt64, loss: ([Double]) throws -> Double
) rethrows -> [Double] {
    precondition(featureCount >= 1 && repeats >= 1, "\(featureCount) features, \(repeats) repeats")
    precondition(rows.count % featureCount == 0, "\(rows.count) values are no whole number of rows of \(featureCount)")
    let count = rows.count / featureCount
    let reference = try loss(rows)
    return try (0..<featureCount).map { feature in
        var shuffled = rows
        var rise = 0.0
        for round in 0..<repeats {
            // A stream for each shuffle: features can be left out or added without moving the others.
            var random = RandomStream(seed: seed, purpose: "permutation importance", index: UInt64(feature * repeats + round))
            var order = Array(0..<count)
            random.shuffle(&order)
            for row in 0..<count { shuffled[row * featureCount + feature] = rows[order[row] * featureCount + feature] }
            rise += try loss(shuffled) - reference
        }
        return rise / Double(repeats)
    }
}
