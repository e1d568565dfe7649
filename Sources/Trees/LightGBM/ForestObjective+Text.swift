extension ForestObjective {
    /// What a model without objective, or with one of the user's own, is called here.
    static let customName = "custom"

    /// Objectives of LightGBM that are known by their names only.
    private static let identities: Set<String> = ["fair", "mape", "lambdarank", "rank_xendcg"]

    /// Names that LightGBM takes for an objective, by the name under which it saves it.
    private static let aliases: [String: [String]] = [
        "regression": ["regression_l2", "mean_squared_error", "mse", "l2", "l2_root", "root_mean_squared_error", "rmse"],
        "regression_l1": ["mean_absolute_error", "l1", "mae"],
        "mape": ["mean_absolute_percentage_error"],
        "multiclass": ["softmax"],
        "multiclassova": ["multiclass_ova", "ova", "ovr"],
        "cross_entropy": ["xentropy"],
        "cross_entropy_lambda": ["xentlambda"],
        "rank_xendcg": ["xendcg", "xe_ndcg", "xe_ndcg_mart", "xendcg_mart"],
        customName: ["none", "null", "na"],
    ]

    /// Reads the value of the key `objective`.
    init(lightGBM text: String, parameters: LightGBMParameters, outputs: Int) throws(LightGBMTextFault) {
        let words = text.split(separator: " ").map(String.init)
        guard let found = words.first else { throw .unknownObjective(text) }
        let name = Self.aliases.first { $0.value.contains(found) }?.key ?? found

        func option(_ key: String) throws(LightGBMTextFault) -> String {
            guard let word = words.first(where: { $0.hasPrefix("\(key):") }) else {
                throw .invalidParameter(key, objective: name, found: nil)
            }
            return String(word.dropFirst(key.count + 1))
        }
        func scale() throws(LightGBMTextFault) -> Double {
            let text = try option("sigmoid")
            guard let value = Double(text), value > 0, value.isFinite else {
                throw .invalidParameter("sigmoid", objective: name, found: text)
            }
            return value
        }
        func classes() throws(LightGBMTextFault) -> Int {
            let text = try option("num_class")
            guard let value = Int(text), value >= 1 else { throw .invalidParameter("num_class", objective: name, found: text) }
            return value
        }
        func checkOutputs(_ expected: Int) throws(LightGBMTextFault) {
            guard outputs == expected else { throw .outputsMismatch(objective: name, expected: expected, found: outputs) }
        }

        switch name {
        case "multiclass":
            self = .multiclass(classes: try classes())
            try checkOutputs(try classes())
            return
        case "multiclassova":
            self = .oneVersusAll(classes: try classes(), scale: try scale())
            try checkOutputs(try classes())
            return
        case Self.customName:
            self = .identity(name: name)
            return
        // The same functions as LightGBM, which keeps no parameter of these but in the section of all parameters. Only the level of a
        // quantile says what the predictions are; for the others its default stands in.
        case "quantile":
            guard let level = try parameters.number("alpha", of: name) else {
                throw .invalidParameter("[alpha: level]", objective: name, found: nil)
            }
            guard level > 0, level < 1 else { throw .invalidParameter("alpha", objective: name, found: "\(level)") }
            self = .quantile(level: level)
        case "huber": self = .huber(delta: try parameters.number("alpha", of: name) ?? 0.9)
        case "tweedie": self = .tweedie(power: try parameters.number("tweedie_variance_power", of: name) ?? 1.5)
        case "regression": self = .regression(isSquareRoot: false)
        case "regression_l1": self = .absolute
        case "poisson": self = .poisson
        case "gamma": self = .gamma
        case "binary": self = .binary(scale: try scale())
        case "cross_entropy": self = .crossEntropy
        case "cross_entropy_lambda": self = .crossEntropyIntensity
        case _ where Self.identities.contains(name): self = .identity(name: name)
        default: throw .unknownObjective(name)
        }
        try checkOutputs(1)
        // LightGBM ignores the square root for every objective but these.
        guard words.contains("sqrt") else { return }
        switch self {
        case .regression: self = .regression(isSquareRoot: true)
        case .absolute, .quantile, .identity(name: "fair"), .identity(name: "mape"): self = .signedSquareRoot(of: self)
        default: break
        }
    }

    /// Restores several quantile levels.
    init(quantileLevels levels: [Double], outputs: Int) throws(LightGBMTextFault) {
        let text = levels.prefix(20).map { TextNumber.shortest($0) }.joined(separator: " ")
        guard levels.allSatisfy({ $0 > 0 && $0 < 1 }), zip(levels, levels.dropFirst()).allSatisfy(<) else {
            throw .invalidParameter("quantile_levels", objective: "quantiles", found: text)
        }
        guard levels.count == outputs else { throw .outputsMismatch(objective: "quantiles", expected: levels.count, found: outputs) }
        self = .quantiles(levels: levels)
    }

    /// The value of the key `objective` for a forest; `nil` where LightGBM has no such objective with that many outputs, so that its
    /// predictions are the raw sums.
    func lightGBM(outputs: Int) -> String? {
        switch self {
        case .multiclass(let classes), .oneVersusAll(let classes, _): classes == outputs ? lightGBMName : nil
        default: outputs == 1 ? lightGBMName : nil
        }
    }

    private var lightGBMName: String? {
        switch self {
        case .regression(let isSquareRoot): isSquareRoot ? "regression sqrt" : "regression"
        case .absolute: "regression_l1"
        case .huber: "huber"
        case .quantile: "quantile"
        case .quantiles: nil
        case .poisson: "poisson"
        case .gamma: "gamma"
        case .tweedie: "tweedie"
        case .binary(let scale): "binary sigmoid:\(TextNumber.shortest(scale))"
        case .multiclass(let classes): "multiclass num_class:\(classes)"
        case .oneVersusAll(let classes, let scale): "multiclassova num_class:\(classes) sigmoid:\(TextNumber.shortest(scale))"
        case .crossEntropy: "cross_entropy"
        case .crossEntropyIntensity: "cross_entropy_lambda"
        case .signedSquareRoot(let objective): objective.lightGBMName.map { "\($0) sqrt" }
        case .identity(let name): Self.identities.contains(name) ? name : nil
        }
    }

    /// Entries of the parameters section that belong to the objective, in LightGBM's order.
    var lightGBMParameters: [(name: String, value: String)] {
        switch self {
        case .huber(let delta): [("alpha", TextNumber.shortest(delta))]
        case .quantile(let level): [("alpha", TextNumber.shortest(level))]
        case .tweedie(let power): [("tweedie_variance_power", TextNumber.shortest(power))]
        case .binary(let scale): [("sigmoid", TextNumber.shortest(scale))]
        case .multiclass(let classes): [("num_class", "\(classes)")]
        case .oneVersusAll(let classes, let scale): [("num_class", "\(classes)"), ("sigmoid", TextNumber.shortest(scale))]
        case .signedSquareRoot(let objective): objective.lightGBMParameters + [("reg_sqrt", "1")]
        case .regression(isSquareRoot: true): [("reg_sqrt", "1")]
        default: []
        }
    }
}
