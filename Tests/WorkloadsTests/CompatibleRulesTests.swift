import Synthesis
import TestSupport
import Testing
import Workloads

@Suite struct CompatibleRulesTests {
    private func features(_ changes: [String: Double]) -> [Double] {
        // Nobody votes: entropy between 0.5 and 0.8, one peak, no slope, no variation.
        let quiet = ["spectral_entropy": 0.7, "active_ratio": 1, "mean": 10.0, "peaks_per_hour": 1]
        return CompatibleFeatures.names.map { changes[$0] ?? quiet[$0] ?? 0 }
    }

    private func label(_ changes: [String: Double]) -> CompatibleRules.Label { CompatibleRules().label(features(changes)[...]) }

    @Test(arguments: [
        ("kurtosis", 10.0, 10.001, Archetype.spike), ("autocorr_lag_5", 0.7, 0.701, .periodic), ("autocorr_lag_10", 0.7, 0.701, .periodic),
        ("autocorr_lag_30", 0.6, 0.601, .periodic), ("spectral_entropy", 0.5, 0.499, .periodic), ("peaks_per_hour", 1.99, 2, .periodic),
        ("peaks_per_hour", 12.01, 12, .periodic), ("linear_trend_slope", 0.2, -0.2001, .ramp),
    ]) func everyRuleHasItsBound(_ feature: String, _ silent: Double, _ loud: Double, _ archetype: Archetype) {
        #expect(label([feature: silent]).votes == [0, 0, 0, 0])
        let found = label([feature: loud])
        #expect(found.archetype == archetype && found.confidence == 1 && found.votes[archetype.index] == 1)
    }

    @Test func conjunctionsNeedAllParts() {
        #expect(label(["max_to_median_ratio": 21, "median": 0]).votes == [0, 0, 0, 0])
        #expect(label(["max_to_median_ratio": 21, "median": 1]).votes == [1, 0, 0, 0])
        #expect(label(["active_ratio": 0.29, "max": 101]).votes == [1, 0, 0, 0])
        #expect(label(["active_ratio": 0.29, "max": 100]).votes == [0, 0, 0, 0])
        #expect(label(["std_change": 1, "mean_change": -0.81]).votes == [0, 0, 1, 0])
        #expect(label(["std_change": 0, "mean_change": 1]).votes == [0, 0, 0, 0])
        #expect(label(["cv": 0.5]).votes == [0, 0, 0, 1])
        #expect(label(["cv": 0.5, "linear_trend_slope": 0.01]).votes == [0, 0, 0, 0])
        #expect(label(["spectral_entropy": 0.9]).votes == [0, 0, 0, 1])
        #expect(label(["spectral_entropy": 0.9, "active_ratio": 0.5]).votes == [0, 0, 0, 0])
    }

    @Test func tiesGoToTheRuleThatComesFirst() {
        let found = label(["peaks_per_hour": 5, "linear_trend_slope": 1, "kurtosis": 11])
        #expect(found.archetype == .spike && found.confidence == 1.0 / 3)
        #expect(label(["peaks_per_hour": 5, "spectral_entropy": 0.9]).archetype == .periodic)
    }

    @Test func silenceFallsBack() {
        let silent = label([:])
        #expect(silent.archetype == .stationary && silent.confidence == 0.3 && silent.votes == [0, 0, 0, 0])
        #expect(label(["kurtosis": 5.1]).archetype == .spike)
        #expect(label(["autocorr_lag_10": 0.51]).archetype == .periodic)
        #expect(label(["linear_trend_slope": 0.06]).archetype == .ramp)
        #expect(label(["kurtosis": .nan]).archetype == .stationary)
    }

    /// Fault W3 of the original, kept: noise is periodic, and a constant or empty window most surely so.
    @Test func faultsOfTheOriginalAreKept() {
        let rules = CompatibleRules()
        let constant = CompatibleFeatures().features(of: [Float](repeating: 5, count: 60))
        #expect(rules.label(constant[...]).archetype == .periodic && rules.label(constant[...]).confidence == 1)
        let empty = CompatibleFeatures().features(of: [Float](repeating: 0, count: 60))
        #expect(rules.label(empty[...]).archetype == .periodic)
    }

    /// What was measured of the original on functions of known class, and what `ArchetypeRanges.asMeasured` is fixed by.
    @Test func rulesDoAsMeasuredOnTheSetThatIsFixedByThem() throws {
        let functions = try SyntheticFunctions.make(8, days: 4, ranges: .asMeasured, seed: 31)
        var (right, all, periodic) = ([0.0, 0, 0, 0], [0.0, 0, 0, 0], 0.0)
        for function in functions {
            for window in CompatibleRules().classify(function.values, CompatibleFeatures()) {
                all[function.archetype.index] += 1
                if window.outcome == .archetype(function.archetype) { right[function.archetype.index] += 1 }
                if window.outcome == .archetype(.periodic) { periodic += 1 }
            }
        }
        for (archetype, measured) in [(Archetype.spike, 0.98), (.periodic, 0.98), (.ramp, 0), (.stationary, 0.13)] {
            expectClose(right[archetype.index] / all[archetype.index], measured, .absolute(0.05))
        }
        expectClose(periodic / all.reduce(0, +), 0.715, .absolute(0.03))
    }
}
