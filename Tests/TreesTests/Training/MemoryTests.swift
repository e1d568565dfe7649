import Tensors
import Testing
import Trees

/// What training says it takes, and that it does not begin what is not allowed.
struct MemoryTests {
    private static let data = Samples.table(500, columns: 3)

    private func train(_ booster: Booster, validation: BoostingData? = nil) throws -> BoostingResult {
        try booster.train(
            BoostingData(Self.data.features, targets: Samples.targets(.squared, Self.data)), validation: validation)
    }

    @Test func moreThanAllowedIsRefused() throws {
        var booster = Booster(Samples.configuration(.squared, rounds: 2), compute: Compute(threads: 1))
        let needed = booster.memoryEstimate(rows: 500, features: 3)
        booster.memoryLimit = needed
        #expect(try train(booster).forest.trees.count == 2)
        booster.memoryLimit = needed - 1
        let megabytes = (needed + 999_999) / 1_000_000
        let error = BoostingError.tooLarge(neededMegabytes: megabytes, allowedMegabytes: (needed - 1) / 1_000_000)
        #expect(throws: error) { try train(booster) }
        // Rows to watch count, too.
        booster.memoryLimit = needed
        let watched = BoostingData(Self.data.features, targets: Samples.targets(.squared, Self.data))
        #expect(throws: BoostingError.self) { try train(booster, validation: watched) }
        booster.memoryLimit = -1
        #expect(throws: BoostingError.tooLarge(neededMegabytes: megabytes, allowedMegabytes: 0)) { try train(booster) }
        #expect(
            error.description.hasPrefix("training needs about \(megabytes) MB,")
                && error.description.hasSuffix("use fewer rows, bins or leaves, or allow more"))
    }

    /// Histograms are bounded by their own limit, by the leaves that rows can make and by the values that they can have.
    @Test(arguments: Samples.objectives) func manyColumnsOfFewRowsTakeFewHistograms(objective: BoostingObjective) {
        let booster = Booster(Samples.configuration(objective, leaves: 255), compute: Compute(threads: 1))
        func bytes(_ rows: Int) -> Int { booster.memoryEstimate(rows: rows, features: 10_000) }
        let isRanked = if case .quantiles = objective { true } else { false }
        let bin = 10_000 * (isRanked ? 64 : 16)
        // 60 rows make three leaves and 61 bins.
        #expect(bytes(60) > 4 * 61 * bin && bytes(60) < 4 * 61 * bin + 20_000_000)
        #expect(bytes(500) < 512 << 20 + 40_000_000)
    }

    @Test func everyRowCounts() {
        for objective in Samples.objectives {
            let booster = Booster(Samples.configuration(objective), compute: Compute(threads: 2))
            let (few, many) = (booster.memoryEstimate(rows: 1_000_000, features: 5), booster.memoryEstimate(rows: 10_000_000, features: 5))
            // Bins in both orders, order and its spare, at least one score.
            #expect(many - few >= 9_000_000 * (8 + 5 + 8 + 8))
            #expect(booster.memoryEstimate(rows: 1_000_000, features: 5, validationRows: 1_000) >= few + 1_000 * 29)
            #expect(booster.memoryEstimate(rows: 1_000_000, features: 5, isWeighted: true) >= few)
        }
    }
}
