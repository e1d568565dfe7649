import Statistical
import TestSupport
import Testing

@Suite struct ClassicalDecompositionTests {
    @Test(arguments: [2, 3, 4, 7, 12, 24], [false, true]) func patternsOnALineAreFound(season: Int, multiplies: Bool) {
        let raw = (0..<season).map { Double(($0 * 5) % season + 1) / 10 }
        let mean = raw.reduce(0, +) / Double(season)
        let pattern = raw.map { multiplies ? $0 / mean : $0 - mean }
        for count in [2 * season, 3 * season + 1, 10 * season] {
            // Indices that multiply are exact on a level only: a line times them is no line any more.
            let values = (0..<count).map { multiplies ? 50 * pattern[$0 % season] : 50 + 0.1 * Double($0) + pattern[$0 % season] }
            let indices = ClassicalDecomposition(values, season: season, multiplies: multiplies).indices
            expectClose(indices, pattern, .absolute(1e-9), "\(count)")
        }
    }

    @Test func missingValuesAreLeftOut() {
        var values = (0..<70).map { 10 + Double($0 % 7) }
        for index in [0, 5, 22, 23, 24, 69] { values[index] = .nan }
        let indices = ClassicalDecomposition(values, season: 7, multiplies: false).indices
        for place in 0..<7 { expectClose(indices[place], Double(place) - 3, .absolute(0.2)) }
        let never = (0..<28).map { $0 % 7 == 3 ? Double.nan : 5 }
        #expect(ClassicalDecomposition(never, season: 7, multiplies: true).indices == Array(repeating: 1, count: 7))
    }
}
