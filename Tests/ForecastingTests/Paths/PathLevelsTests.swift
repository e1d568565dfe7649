import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct PathLevelsTests {
    private static let copula = GaussianCopula(ranks: decayingErrors(64, 12, factor: 0.8, seed: 1), count: 64, steps: 12)

    /// Every step has one level in each of K equal parts of (0, 1).
    @Test(arguments: [1, 2, 7, 200])
    func everyPartHasALevel(count: Int) {
        let levels = PathLevels(Self.copula, count: count, seed: 5)
        for step in 0..<12 {
            let parts = (0..<count).map { Int(levels[step, $0] * Double(count)) }
            #expect(parts.sorted() == Array(0..<count))
        }
    }

    /// Steps fill a part evenly: no gap between their places in the last one is much wider than others.
    @Test func stepsFillTheParts() {
        let levels = PathLevels(GaussianCopula(independent: 60), count: 10, seed: 2)
        let places = (0..<60).map { step in (0..<10).map { levels[step, $0] }.max()! * 10 - 9 }.sorted()
        let gaps = zip(places + [1], [0] + places).map { $0 - $1 }
        #expect(gaps.max()! < 2.0 / 60, "a gap of \(gaps.max()!)")
    }

    /// Fewer steps are the beginning of more; steps behind the last begin anew; seeds decide.
    @Test func draws() {
        let all = PathLevels(Self.copula, seed: 5), some = PathLevels(Self.copula, steps: 7, seed: 5)
        #expect(all.count == 200 && all.steps == 12 && some.steps == 7)
        for path in 0..<200 {
            #expect((0..<7).map { all[$0, path] } == (0..<7).map { some[$0, path] })
            #expect(all[13, path] == all[1, path])
        }
        #expect(all == PathLevels(Self.copula, seed: 5) && all != PathLevels(Self.copula, seed: 6))
    }

    /// Levels have the dependence of the copula: scores of 20,000 draws have correlations within 0.007·3 of it.
    @Test func stepsHangTogether() {
        let count = 20_000
        let levels = PathLevels(Self.copula, count: count, seed: 9)
        let scores = (0..<12).map { step in (0..<count).map { NormalQuantile.value(levels[step, $0]) } }
        for a in 0..<12 {
            for b in 0..<a {
                let correlation = zip(scores[a], scores[b]).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
                expectClose(correlation, Self.copula.correlation(a, b), .absolute(0.022), "steps \(a) and \(b)")
            }
        }
    }
}
