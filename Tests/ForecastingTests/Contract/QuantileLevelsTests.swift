import FoundationEssentials
import Forecasting
import Testing

@Suite struct QuantileLevelsTests {
    @Test func standardLevelsAreThose() throws {
        let expected = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
        #expect(QuantileLevels.standard.values == expected)
        #expect(try QuantileLevels(expected) == .standard)
    }

    @Test(arguments: [
        [], [0], [1], [-0.1, 0.5], [0.5, 1.1], [0.5, 0.5], [0.9, 0.1], [0.1, .nan], [.nan], [0.1, .infinity],
    ])
    func invalidLevelsAreRefused(values: [Double]) {
        #expect {
            try QuantileLevels(values)
        } throws: { error in
            guard case ForecastError.invalidLevels(let found)? = error as? ForecastError else { return false }
            return found.map(\.bitPattern) == values.map(\.bitPattern)
        }
    }

    /// Between two levels the weight is the distance in probability; a level itself gives its own value.
    @Test(arguments: [
        (0.1, 0, 0.0), (0.3, 0, 0.5), (0.2, 0, 0.25), (0.5, 1, 0.0), (0.6, 1, 0.25), (0.8, 1, 0.75), (0.9, 2, 0.0),
        (0.1 - 1e-10, 0, 0.0), (0.9 + 1e-10, 2, 0.0), (0.5 + 1e-10, 1, 0.0),
    ])
    func positionFollowsTheRule(level: Double, lower: Int, weight: Double) throws {
        let found = try QuantileLevels([0.1, 0.5, 0.9]).position(of: level)
        #expect(found.lower == lower)
        #expect(abs(found.weight - weight) < 1e-12)
    }

    @Test(arguments: [0.0999, 0.9001, 0, 1, -1, .nan])
    func levelsOutsideAreRefused(level: Double) throws {
        let levels = try QuantileLevels([0.1, 0.5, 0.9])
        #expect(!levels.covers(level))
        do {
            _ = try levels.position(of: level)
            Issue.record("level \(level) was answered")
        } catch {
            guard case .levelOutsideRange(let asked, let trained) = error else {
                Issue.record(error)
                return
            }
            #expect(asked.bitPattern == level.bitPattern && trained == levels.values)
            #expect(error.description.contains("0.1…0.9") && error.description.contains("never extrapolated"))
        }
    }

    @Test func oneLevelAnswersItselfOnly() throws {
        let levels = try QuantileLevels([0.5])
        #expect(try levels.position(of: 0.5) == (0, 0))
        #expect(throws: ForecastError.levelOutsideRange(0.4, trained: [0.5])) { try levels.position(of: 0.4) }
    }

    @Test func everyLevelHasItsIndex() {
        for (index, level) in QuantileLevels.standard.values.enumerated() {
            #expect(QuantileLevels.standard.index(of: level) == index)
            #expect(QuantileLevels.standard.index(of: level + 1e-10) == index)
        }
        #expect(QuantileLevels.standard.index(of: 0.55) == nil)
    }

    @Test func codingKeepsLevelsAndChecksThem() throws {
        let data = try JSONEncoder().encode(QuantileLevels.standard)
        #expect(try JSONDecoder().decode(QuantileLevels.self, from: data) == .standard)
        for text in ["[0.5,0.1]", "[]", "[0.1,2]", "{}", "[\"0.1\"]"] {
            #expect(throws: (any Error).self) { try JSONDecoder().decode(QuantileLevels.self, from: Data(text.utf8)) }
        }
    }
}
