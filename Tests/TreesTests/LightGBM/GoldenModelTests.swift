import TestSupport
import Testing
import Trees

@Suite struct GoldenModelTests {
    @Test(arguments: GoldenModel.names)
    func rawScoresAreThoseOfLightGBM(name: String) throws {
        let model = try GoldenModel(name)
        let expected = try model.values.doubles("raw").rows
        for (row, expected) in zip(model.rows, expected) {
            var sums = [Double](repeating: 0, count: model.forest.outputs)
            model.forest.addRawScores(of: row, to: &sums)
            #expect(sums == expected, "row \(row)")
        }
    }

    @Test(arguments: GoldenModel.names)
    func predictionsAreThoseOfLightGBM(name: String) throws {
        let model = try GoldenModel(name)
        // Another C library may round exp and log1p another way, and a softmax divides by a sum of them.
        let usesExp: Set = [
            "poisson", "gamma", "tweedie", "binary", "multiclass", "multiclassova", "cross-entropy", "cross-entropy-lambda",
            "forest-multiclass", "goss",
        ]
        for (row, expected) in zip(model.rows, try model.values.doubles("predictions").rows) {
            expectClose(model.forest.predict(row: row), expected, .ulp(usesExp.contains(name) ? 4 : 0))
        }
    }

    @Test(arguments: GoldenModel.names)
    func writtenTextReadsBackEqual(name: String) throws {
        let model = try GoldenModel(name)
        let text = try LightGBMText.encode(model.forest)
        #expect(try LightGBMText.decode(text) == model.forest)
        #expect(try LightGBMText.encode(try LightGBMText.decode(text)) == text)
    }

    @Test func predictionsAllocateNothing() throws {
        guard allocationsAreCounted else { return }
        for name in GoldenModel.names {
            let model = try GoldenModel(name)
            var out = [Double](repeating: 0, count: model.forest.outputs)
            let row = model.rows[0]
            model.forest.predict(row: row, into: &out)
            let count = allocations { for _ in 0..<3 { model.forest.predict(row: row, into: &out) } }
            #expect(count == 0, "\(name)")
        }
    }

    @Test(arguments: [
        ("regression", ForestObjective.regression(isSquareRoot: false)), ("regression-sqrt", .regression(isSquareRoot: true)),
        ("l1", .absolute), ("l1-sqrt", .signedSquareRoot(of: .absolute)), ("huber", .huber(delta: 0.7)), ("fair", .identity(name: "fair")),
        ("mape", .identity(name: "mape")), ("quantile", .quantile(level: 0.85)), ("poisson", .poisson), ("gamma", .gamma),
        ("tweedie", .tweedie(power: 1.3)), ("binary", .binary(scale: 0.7)), ("multiclass", .multiclass(classes: 3)),
        ("multiclassova", .oneVersusAll(classes: 3, scale: 1.5)), ("cross-entropy", .crossEntropy),
        ("cross-entropy-lambda", .crossEntropyIntensity), ("lambdarank", .identity(name: "lambdarank")),
        ("custom", .identity(name: "custom")),
    ])
    func objectivesKeepTheirParameters(name: String, objective: ForestObjective) throws {
        #expect(try GoldenModel(name).forest.objective == objective)
    }

    @Test func featuresKeepNamesAndRanges() throws {
        let forest = try GoldenModel("regression").forest
        #expect(forest.featureNames == ["load", "lag", "sparse", "noise", "zone"])
        guard case .numerical(let lowest, let highest) = forest.featureRanges[1], case .categorical(let zones) = forest.featureRanges[4]
        else {
            Issue.record("lag is a number, zone a category")
            return
        }
        #expect(lowest < -2 && highest > 2)
        #expect(Set(zones).isSubset(of: Set(-1..<70)) && zones.count > 50 && zones.contains(-1))
        #expect(try GoldenModel("constant").forest.featureRanges[0] == .unused)
        #expect(try GoldenModel("forest").forest.averages)
    }

    @Test(arguments: ["zero-as-missing", "no-missing", "categories"])
    func modelsHaveTheNodesTheyStandFor(name: String) throws {
        let nodes = try GoldenModel(name).forest.trees.flatMap(\.nodes)
        switch name {
        case "zero-as-missing": #expect(nodes.contains { !$0.isCategorical && $0.missing == .zero })
        case "no-missing": #expect(nodes.allSatisfy { $0.missing == .none })
        default: #expect(nodes.contains { $0.categories.count > 1 })
        }
    }
}
