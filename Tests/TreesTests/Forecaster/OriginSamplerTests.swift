import Tensors
import TestSupport
import Testing
import Traces
import Trees

/// Which origins trees learn from.
@Suite struct OriginSamplerTests {
    private static let days = 40, shift = 30 * 24

    /// Noise around a level that changes for good at a known place.
    private static func series(_ id: String, after level: Double) -> Series {
        var random = RandomStream(seed: 7, purpose: id)
        let values = (0..<days * 24).map { Float(($0 < shift ? 10 : level) + random.normal()) }
        return Series(id: id, axis: .clock(startSeconds: 0, stepSeconds: 3600), values: values)
    }

    private static func sampler(_ series: [Series], rows: Int) -> OriginSampler {
        OriginSampler(runs: series.map { .init(series: $0, origins: 100...days * 24 - 6) }, horizon: 6, rows: rows)
    }

    /// Rows of origins before the shift and from it on.
    private static func counts(_ rows: [SeriesRows], of id: String) -> (old: Int, new: Int) {
        rows.filter { $0.series.id == id }.reduce(into: (0, 0)) { counts, run in
            if run.origins.upperBound < shift + 12 { counts.0 += run.count } else { counts.1 += run.count }
        }
    }

    /// Origins of the old level are drawn a tenth as often; the budget is what it was.
    @Test func oldLevelsCountLess() {
        let series = [Self.series("moved", after: 40), Self.series("steady", after: 10)]
        let plain = Self.sampler(series, rows: 2000), favouring = plain.favouringPresentLevels(in: [24])
        let (old, new) = Self.counts(favouring.rows(seed: 1), of: "moved")
        // 620 old origins and 235 new ones: 62 against 235 by weight.
        #expect(abs(Double(old) / Double(new) - 0.1 * 620 / 235) < 0.03, "\(old) old rows, \(new) new ones")
        let all = (plain.rows(seed: 1), favouring.rows(seed: 1)).0.reduce(0) { $0 + $1.count }
        #expect(abs(favouring.rows(seed: 1).reduce(0) { $0 + $1.count } - all) < 80)
        #expect(favouring.runs.filter { $0.series.id == "steady" }.count == 1)
        #expect(favouring.runs.filter { $0.series.id == "moved" }.map(\.weight) == [0.1, 1])
    }

    /// A shift in the targets that training may not see changes nothing.
    @Test func theFutureIsNotLookedAt() {
        let series = Self.series("moved", after: 40)
        let early = OriginSampler(runs: [.init(series: series, origins: 100...Self.shift - 10)], horizon: 6, rows: 500)
        #expect(early.favouringPresentLevels(in: [24]).runs.map(\.weight) == [1])
    }

    /// Whoever asks for every origin gets every origin.
    @Test func allRowsStayAll() {
        let every = OriginSampler(
            runs: [.init(series: Self.series("moved", after: 40), origins: 100...900)], horizon: 1, rows: nil)
        #expect(every.favouringPresentLevels(in: [24]).rows(seed: 1).map(\.count) == [801])
        var direct = every
        direct.horizon = 6
        #expect(direct.favouringPresentLevels(in: [24]).rows(seed: 1).map(\.count) == [6 * 801])
    }
}

extension OriginSampler {
    fileprivate func favouringPresentLevels(in seasons: [Int]) -> OriginSampler {
        favouringPresentLevels(presentLevelStarts(seasons: seasons, threads: 2))
    }
}
