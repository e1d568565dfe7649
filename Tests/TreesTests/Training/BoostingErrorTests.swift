import Tensors
import Testing
import Trees

/// Wrong settings and data are sentences.
struct BoostingErrorTests {
    private static let table = Samples.table(50, columns: 2)
    private static let targets = [Float](repeating: 1, count: 50)

    private func error(
        _ objective: BoostingObjective = .squared, table: Table = table, targets: [Float] = targets, weights: [Float]? = nil,
        validation: BoostingData? = nil, continuing: Forest? = nil, _ change: (inout BoostingConfiguration) -> Void = { _ in }
    ) -> BoostingError? {
        do {
            _ = try Samples.configuration(objective, rounds: 1).with(change).train(
                table, targets, weights: weights, validation: validation, continuing: continuing)
            return nil
        } catch { return error as? BoostingError }
    }

    private func sentence(_ objective: BoostingObjective = .squared, _ change: (inout BoostingConfiguration) -> Void) -> String {
        guard case .invalidSetting(let text)? = error(objective, change) else { return "" }
        return text
    }

    @Test func settingsHaveRanges() {
        #expect(sentence { $0.rounds = 0 } == "boosting takes at least 1 round, found 0")
        for rate in [0, -1, 1.5, .nan, .infinity] {
            #expect(sentence { $0.learningRate = rate } == "the learning rate lies in (0, 1], found \(rate)")
        }
        for leaves in [1, -3, 1 << 21] { #expect(sentence { $0.leaves = leaves } == "a tree has 2 to 1,048,576 leaves, found \(leaves)") }
        #expect(sentence { $0.maximumDepth = 0 } == "a tree is at least 1 deep, found 0")
        #expect(sentence { $0.minimumRows = 0 } == "a leaf has at least 1 row, found 0")
        for value in [-1, Double.nan, .infinity] {
            #expect(sentence { $0.minimumHessian = value } == "the least hessian is not negative, found \(value)")
            #expect(sentence { $0.minimumGain = value } == "the least gain is not negative, found \(value)")
            #expect(sentence { $0.l1 = value } == "penalties are not negative, found l1 \(value) and l2 0.0")
            #expect(sentence { $0.l2 = value } == "penalties are not negative, found l1 0.0 and l2 \(value)")
            #expect(sentence { $0.categorySmoothing = value }.contains("smoothing"))
            #expect(sentence { $0.categoryL2 = value }.contains("L2 from 0 on"))
        }
        for bins in [1, 256, -1] { #expect(sentence { $0.bins = bins } == "a feature has 2 to 255 bins, found \(bins)") }
        #expect(sentence { $0.binningRows = 999 } == "bins are chosen from at least 1,000 rows, found 999")
        for part in [0, 1.1, Double.nan] {
            #expect(sentence { $0.featureFraction = part } == "the fraction of features lies in (0, 1], found \(part)")
            #expect(sentence { $0.rowSampling = .bagging(fraction: part, every: 1) }.hasPrefix("bagging draws a fraction in (0, 1]"))
            #expect(sentence { $0.rowSampling = .goss(top: part, other: 0.1) }.hasPrefix("GOSS keeps positive fractions"))
        }
        #expect(sentence { $0.rowSampling = .bagging(fraction: 0.5, every: 0) }.hasPrefix("bagging draws"))
        #expect(sentence { $0.rowSampling = .goss(top: 0.7, other: 0.4) }.hasPrefix("GOSS keeps"))
        for monotone in [[1], [1, 2], [1, 0, 0], [.min, 0]] {
            #expect(sentence { $0.monotone = monotone }.hasPrefix("monotone constraints are −1, 0 or 1 for each of 2 features, found"))
        }
        for bins in [2, 3, 66, -4] {
            #expect(sentence { $0.gradientBins = bins } == "quantised gradients have an even number of bins from 4 to 64, found \(bins)")
        }
        #expect(sentence { $0.categoryRows = 0 }.contains("at least 1 row"))
        #expect(sentence { $0.maximumCategories = -1 }.contains("at least 1 category"))
        #expect(sentence { $0.earlyStopping = 0 } == "early stopping waits at least 1 round, found 0")
        #expect(sentence { $0.earlyStopping = 5 } == "early stopping needs rows to watch; give a validation set")
    }

    @Test func objectivesHaveRanges() {
        for level in [0, 1, -0.5, Double.nan] {
            #expect(sentence(.quantile(level: level)) { _ in } == "a quantile level lies between 0 and 1, found \(level)")
            #expect(sentence(.quantiles(levels: [level])) { _ in }.hasPrefix("quantile levels are 1 to 15 ascending numbers"))
        }
        for levels in [[], [0.5, 0.5], [0.9, 0.1], (1...16).map { Double($0) / 17 }] {
            #expect(sentence(.quantiles(levels: levels)) { _ in }.hasPrefix("quantile levels are 1 to 15 ascending numbers"))
        }
        for delta in [0, -1, Double.nan, .infinity] {
            #expect(sentence(.huber(delta: delta)) { _ in } == "the delta of Huber's loss is positive, found \(delta)")
        }
        for power in [1, 2, Double.nan] {
            #expect(
                sentence(.tweedie(power: power)) { _ in } == "the variance power of Tweedie's deviance lies between 1 and 2, found \(power)"
            )
        }
        for classes in [1, 0, 1_001] {
            #expect(sentence(.multiclass(classes: classes)) { _ in } == "a classification has 2 to 1,000 classes, found \(classes)")
        }
        #expect(sentence(.multiclass(classes: 2)) { $0.monotone = [1, 0] }.hasPrefix("monotone constraints on classes"))
        #expect(
            sentence(.quantiles(levels: [0.5])) { $0.gradientBins = 8 }.hasPrefix(
                "gradients of several quantile levels are counted exactly"))
        for objective in [BoostingObjective.absolute, .quantile(level: 0.3), .quantiles(levels: [0.5])] {
            #expect(sentence(objective) { $0.rowSampling = .goss(top: 0.2, other: 0.1) }.hasSuffix("use bagging instead of GOSS"))
        }
    }

    @Test func dataIsChecked() throws {
        let (table, targets) = (Self.table, Self.targets)
        #expect(error(table: Table([[], []]), targets: []) == .empty(rows: 0, columns: 2))
        #expect(error(table: Table([]), targets: []) == .empty(rows: 0, columns: 0))
        #expect(error(targets: [1]) == .countMismatch(of: "targets, one for each row", expected: 50, found: 1))
        #expect(error(weights: [1]) == .countMismatch(of: "weights, one for each row", expected: 50, found: 1))
        for (objective, bad, expected) in [
            (.squared, .nan, "a finite number"), (.quantile(level: 0.5), .infinity, "a finite number"),
            (.quantiles(levels: [0.5]), .nan, "a finite number"), (.poisson, -1, "a finite number from 0 on"),
            (.tweedie(power: 1.5), .infinity, "a finite number from 0 on"), (.binary, 0.5, "0 or 1"),
            (.multiclass(classes: 3), 3, "a class, a whole number from 0 to 2"),
            (.multiclass(classes: 3), -1, "a class, a whole number from 0 to 2"),
            (.multiclass(classes: 3), 1.5, "a class, a whole number from 0 to 2"),
        ] as [(BoostingObjective, Float, String)] {
            var wrong = targets
            wrong[7] = bad
            guard case .invalidTarget(7, let value, expected)? = error(objective, targets: wrong) else {
                Issue.record("\(objective) takes \(bad)")
                continue
            }
            #expect(value.bitPattern == bad.bitPattern)
        }
        for bad in [-1, Float.infinity] {
            var weights = targets
            weights[3] = bad
            #expect(error(weights: weights) == .invalidWeight(row: 3, value: bad))
        }
        #expect(error(weights: targets.map { $0 * 0 }) == .invalidSetting("all weights are 0: there is nothing to learn from"))
        #expect(error(.multiclass(classes: 3), targets: targets) == .missingClass(0, classes: 3))
        for bad in [-1, 0.5, 1_048_576, .infinity] as [Float] {
            var column = table.columns[0].map { _ in Float(2) }
            column[9] = bad
            #expect(
                error(table: Table([table.columns[0], column], categorical: [1])) == .invalidCategory(row: 9, column: "x1", value: bad))
        }
        #expect(
            error(table: Table([table.columns[0], targets], categorical: [1])) { $0.monotone = [0, 1] }
                == .invalidSetting("categories have no order to be monotone in; leave out the constraint on column x1"))
    }

    @Test func validationAndContinuedForestsMustFit() throws {
        let table = Self.table
        let narrow = Samples.table(50, columns: 1), empty = Table([[], []])
        #expect(
            error(validation: BoostingData(narrow.features, targets: Self.targets))
                == .countMismatch(of: "columns of the validation rows", expected: 2, found: 1))
        #expect(error(validation: BoostingData(empty.features, targets: [])) == .empty(rows: 0, columns: 2))
        #expect(
            error(validation: BoostingData(table.features, targets: [1]))
                == .countMismatch(of: "targets, one for each row", expected: 50, found: 1))
        let stump = Tree(nodes: [], leafValues: [0])
        for forest in [
            Forest(trees: [stump], featureNames: ["a"]), Forest(trees: [stump, stump], outputs: 2, featureNames: ["a", "b"]),
            Forest(trees: [stump], featureNames: ["a", "b"], averages: true),
        ] {
            guard case .invalidSetting(let text)? = error(continuing: forest) else {
                Issue.record("training goes on from \(forest)")
                continue
            }
            #expect(text.hasPrefix("training goes on from a forest of 1 outputs and 2 columns that is a sum of trees, found"))
        }
    }

    @Test func evaluationChecksWhatItReads() {
        let forest = Forest(trees: [Tree(nodes: [], leafValues: [0])], featureNames: ["a", "b"])
        func loss(_ table: Table, _ objective: BoostingObjective = .squared) throws {
            _ = try TreeEvaluation.loss(
                of: forest, objective: objective, BoostingData(table.features, targets: Array(Self.targets.prefix(table.rows))),
                compute: .best)
        }
        #expect(throws: BoostingError.countMismatch(of: "columns of the rows", expected: 2, found: 1)) {
            try loss(Samples.table(50, columns: 1))
        }
        #expect(throws: BoostingError.empty(rows: 0, columns: 2)) { try loss(Table([[], []])) }
        #expect(throws: BoostingError.invalidSetting("the loss takes 3 outputs, the forest has 1")) {
            try loss(Self.table, .multiclass(classes: 3))
        }
    }

    @Test(arguments: [nil, 4, 8, 32, 64] as [Int?]) func constantTargetsAreLearned(gradientBins: Int?) throws {
        // All gradients are 0, or nearly.
        for value in [0, 3, -1e-20, 1e30] as [Float] {
            let configuration = Samples.configuration(.squared, rounds: 2).with { $0.gradientBins = gradientBins }
            let forest = try configuration.train(Self.table, Array(repeating: value, count: 50)).forest
            #expect(abs(forest.scores([0, 0])[0] - Double(value)) <= 1e-6 * Double(abs(value)))
        }
    }

    @Test(arguments: [nil, 32] as [Int?]) func divergenceIsReported(gradientBins: Int?) {
        // A forest to go on from whose scores overflow.
        let wild = Forest(trees: [Tree(nodes: [], leafValues: [1e4])], featureNames: ["a", "b"], objective: .poisson)
        #expect(error(.poisson, continuing: wild) { $0.gradientBins = gradientBins } == .diverged(round: 1))
        let data = BoostingData(Self.table.features, targets: Self.targets)
        #expect(error(.poisson, validation: data, continuing: wild) { $0.gradientBins = gradientBins } == .diverged(round: 1))
    }

    @Test func everyErrorIsASentence() {
        for (error, text) in [
            (.invalidSetting("as it says"), "as it says"),
            (.empty(rows: 0, columns: 3), "boosting needs rows and columns to learn from, found 0 rows of 3 columns"),
            (.countMismatch(of: "targets, one for each row", expected: 4, found: 5), "expected 4 targets, one for each row, found 5"),
            (
                .invalidTarget(row: 3, value: -1, expected: "0 or 1"),
                "the target of row 3 is -1.0, expected 0 or 1; leave such rows out or choose another objective"
            ),
            (.invalidWeight(row: 3, value: -1), "the weight of row 3 is -1.0, expected a finite number from 0 on"),
            (
                .invalidCategory(row: 3, column: "zone", value: 0.5),
                "column zone holds categories, whole numbers from 0 to 1,048,575, but row 3 has 0.5; number the categories"
            ),
            (.missingClass(2, classes: 4), "no row has class 2 of 4; number the classes that occur from 0 on"),
            (.diverged(round: 7), "the training loss is not finite after round 7; lower the learning rate or scale the targets"),
        ] as [(BoostingError, String)] { #expect(error.description == text) }
    }
}
