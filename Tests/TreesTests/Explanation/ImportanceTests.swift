import Testing
import Trees

@Suite struct ImportanceTests {
    @Test(arguments: GoldenModel.names)
    func gainsAndSplitsAreThoseOfLightGBM(name: String) throws {
        let model = try GoldenModel(name)
        #expect(model.forest.importance(.gain) == (try model.values.doubles("gains").values))
        #expect(model.forest.importance(.splits) == (try model.values.doubles("splits").values))
    }

    /// Rows `[N, 3]`; the loss of the model 2·a + b against itself.
    private let rows = (0..<300).map { Double($0 * 7919 % 101) }
    private func loss(_ shuffled: [Double]) -> Double {
        stride(from: 0, to: rows.count, by: 3).reduce(0) { sum, i in
            let error = 2 * (shuffled[i] - rows[i]) + shuffled[i + 1] - rows[i + 1]
            return sum + error * error
        } / 100
    }

    @Test func shufflingRaisesTheLossByWhatAFeatureTells() {
        let importance = permutationImportance(rows: rows, featureCount: 3, repeats: 20, seed: 3, loss: loss)
        // The expected rise is twice the variance of the shuffled column, times the square of its factor.
        let variances = (0..<2).map { column in
            let values = (0..<100).map { rows[$0 * 3 + column] }
            let mean = values.reduce(0, +) / 100
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100
        }
        #expect(abs(importance[0] / (8 * variances[0]) - 1) < 0.1)
        #expect(abs(importance[1] / (2 * variances[1]) - 1) < 0.1)
        #expect(importance[2] == 0)
    }

    @Test func theSeedDecides() {
        let first = permutationImportance(rows: rows, featureCount: 3, repeats: 2, seed: 3, loss: loss)
        #expect(first == permutationImportance(rows: rows, featureCount: 3, repeats: 2, seed: 3, loss: loss))
        #expect(first != permutationImportance(rows: rows, featureCount: 3, repeats: 2, seed: 4, loss: loss))
    }
}
