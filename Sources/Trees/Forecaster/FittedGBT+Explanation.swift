import Forecasting
import Tensors
import Traces

extension FittedGBT {
    /// Why the middle level of forecasts is what it is: Shapley values of the features (``TreeSHAP``), summed by their kind, for Shapley values
    /// of features that say nearly the same are only sound together.
    ///
    /// - Parameters:
    ///   - histories: as for ``forecast(from:horizon:)``.
    ///   - horizon: steps to explain, at most the trained ones.
    /// - Returns: one explanation a history; `nil` for one too short for features, which the ladder of naive forecasts answers.
    /// - Throws: `ForecastError` as the forecast does; ``ExplanationError`` when the trees learnt a mean, whose distance to the middle level
    ///   no feature explains, or do not tell how many rows reached them.
    /// - Complexity: O(trees · leaves · depth²) a step.
    public func explanations(of histories: [History], horizon: Int) throws -> [ForecastExplanation?] {
        try schema.window.checkHorizon(horizon)
        for history in histories { try schema.window.check(history) }
        guard case .quantiles(let forests) = answers else {
            throw ExplanationError.noQuantiles(objective: "\(configuration.configuration.objective)")
        }
        let shap = try TreeSHAP(forests.forest(ofLevel: levels.middle))
        let results = Collected<ForecastExplanation?>(count: histories.count, empty: nil)
        Parallel.forEach(histories.count, threads: compute.threads) { index in
            var shap = shap
            results.set(index, explanation(of: histories[index], horizon: horizon, &shap))
        }
        return results.values
    }

    private func explanation(of history: History, horizon: Int, _ shap: inout TreeSHAP) -> ForecastExplanation? {
        guard schema.isLong(history) else { return nil }
        var walk = FeatureWalk(history, assembler: assembler)
        let scale = walk.scale
        let ofFeatures = schema.kinds
        let kinds = FeatureKind.allCases.filter(ofFeatures.contains)
        let places = ofFeatures.map { kinds.firstIndex(of: $0)! }
        var row = [Float](repeating: 0, count: assembler.columns)
        var contributions = [Double](repeating: 0, count: horizon * kinds.count)
        for step in 0..<horizon {
            walk.write(&row, step: step)
            let ofRow = shap.contributions(of: row.map { Double($0) })
            for (column, place) in places.enumerated() { contributions[step * kinds.count + place] += Double(scale.scale) * ofRow[column] }
        }
        return ForecastExplanation(
            seriesID: history.id, origin: history.origin, axis: history.targetAxis, level: levels.values[levels.middle],
            unit: schema.scaling.transform == .log1p ? .log1p : .series, kinds: kinds,
            base: Double(scale.location) + Double(scale.scale) * shap.expectedValues[0], contributions: contributions)
    }
}

extension QuantileForests {
    /// The trees of one level alone.
    fileprivate func forest(ofLevel level: Int) -> Forest {
        var output = level
        var index = 0
        while output >= forests[index].outputs {
            output -= forests[index].outputs
            index += 1
        }
        var forest = forests[index]
        forest.outputs = 1
        forest.trees = forest.trees.map { tree in
            var tree = tree
            let width = tree.width
            tree.leafValues = (0..<tree.leafCount).map { tree.leafValues[$0 * width + output] }
            tree.width = 1
            return tree
        }
        return forest
    }
}
