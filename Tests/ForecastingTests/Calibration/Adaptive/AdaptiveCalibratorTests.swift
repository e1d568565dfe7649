import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct AdaptiveCalibratorTests {
    static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    /// The corrected form of a forecast.
    private func adjusted(_ calibrator: inout AdaptiveCalibrator, _ base: [Float]) -> [Float] {
        var values = base
        values.withUnsafeMutableBufferPointer { calibrator.adjust($0) }
        return values
    }

    @Test func oneExpertStepsAsWorkedOutByHand() throws {
        let settings = AdaptiveSettings(stepSizes: [0.5], correction: 0, integral: 0)
        var calibrator = try AdaptiveCalibrator(horizon: 1, levels: Self.levels, settings: settings)
        #expect(adjusted(&calibrator, [8.5, 10, 12.5]) == [8.5, 10, 12.5])
        // Unit 2; scores 2.25, 1.5 and 0.25 are all above 0: steps of 0.5 τ.
        calibrator.observe(13)
        for (level, shift) in [Float(0.05), 0.25, 0.45].enumerated() {
            #expect(abs(calibrator.shift(lead: 0, level: level) - shift) < 1e-6)
        }
        let second = adjusted(&calibrator, [8.5, 10, 12.5])
        for (value, expected) in zip(second, [Float(8.6), 10.5, 13.4]) { #expect(abs(value - expected) < 1e-5) }
        // Scores 0.025, −0.725 and −1.975 are all below: steps of −0.5 (1 − τ).
        calibrator.observe(8.55)
        for (level, shift) in [Float(-0.4), 0, 0.4].enumerated() { #expect(abs(calibrator.shift(lead: 0, level: level) - shift) < 1e-6) }
    }

    @Test func weightsFollowLossesAsWorkedOutByHand() throws {
        let settings = AdaptiveSettings(
            stepSizes: [0.5, 1], learningRate: 2, share: 0.1, correction: 0, integral: 0, freak: 1000)
        var calibrator = try AdaptiveCalibrator(horizon: 1, levels: Self.levels, settings: settings)
        _ = adjusted(&calibrator, [8, 10, 12.5])
        calibrator.observe(20)  // experts of level 0.9 at 0.45 and 0.9, their weights still equal
        #expect(abs(calibrator.shift(lead: 0, level: 2) - 0.675) < 1e-6)
        _ = adjusted(&calibrator, [8.5, 10, 12.5])
        calibrator.observe(16.5)  // unit 2, score 2
        let ratio = 1 + 2.0 / 8 * (0.9 * (2 - 0.45) - 0.9 * (2 - 0.9))
        var odds = 1 / ratio
        for _ in 1..<8 { odds /= ratio }
        let (slow, fast) = (0.9 * odds / (1 + odds) + 0.05, 0.9 / (1 + odds) + 0.05)
        let middle = (odds * 0.45 + 0.9) / (1 + odds)
        let returned = 0.9 + 0.05 / fast * (middle - 0.9) + 0.9
        #expect(abs(Double(calibrator.shift(lead: 0, level: 2)) - (slow * (0.45 + 0.45) + fast * returned)) < 1e-5)
    }

    @Test func everyInstructionSetGivesTheSameBits() throws {
        for (horizon, levels) in [(1, Self.levels), (12, .standard), (29, .standard)] {
            var snapshots: [ModelArchive] = []
            for set in InstructionSet.allCases where set.isSupported {
                var compute = Compute.best
                compute.instructionSet = set
                var calibrator = try AdaptiveCalibrator(horizon: horizon, levels: levels, compute: compute)
                var random = numbers(3)
                for step in 0..<300 {
                    _ = adjusted(&calibrator, Self.base(horizon, levels, level: 10))
                    calibrator.observe(step % 17 == 3 ? .nan : Float(10 + (step > 150 ? 20 : 2) * random.normal()))
                }
                snapshots.append(try calibrator.snapshot())
            }
            #expect(!snapshots.isEmpty && snapshots.allSatisfy { $0 == snapshots[0] })
        }
    }

    /// A forecast whose quantiles are as of a normal distribution of deviation 2 around a level.
    static func base(_ horizon: Int, _ levels: QuantileLevels, level: Float, deviation: Double = 2) -> [Float] {
        (0..<horizon).flatMap { _ in
            levels.values.map { level + Float(deviation * (naturalLogarithm($0 / (1 - $0)) / 1.702)) }
        }
    }

    @Test func quantilesStayInOrderAboveTheBoundAndWhole() throws {
        var calibrator = try AdaptiveCalibrator(horizon: 6, levels: .standard, lowerBound: 0)
        var random = numbers(5)
        for step in 0..<400 {
            let whole = step % 2 == 0
            let values = adjusted(&calibrator, Self.base(6, .standard, level: 3).map { whole ? max(0, $0.rounded()) : max(0, $0) })
            for row in 0..<6 {
                let quantiles = values[row * 13..<row * 13 + 13]
                #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 } && quantiles.first! >= 0)
            }
            if whole { #expect(values.allSatisfy { $0.rounded() == $0 }) }
            calibrator.observe(Float(max(0, 3 + 9 * random.normal())))
        }
    }

    @Test func extremeForecastsAndValuesLeaveEverythingFinite() throws {
        var calibrator = try AdaptiveCalibrator(horizon: 2, levels: Self.levels)
        let extremes: [Float] = [0, 1, -1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude]
        for value in extremes + extremes.reversed() {
            for centre in extremes {
                #expect(
                    allFinite(adjusted(&calibrator, [centre, centre, centre, -.greatestFiniteMagnitude, centre, .greatestFiniteMagnitude])))
                calibrator.observe(value)
            }
        }
        _ = try AdaptiveCalibrator(archive: calibrator.snapshot())
    }

    @Test func missingValuesSettleNothing() throws {
        var (calibrator, other) = (try AdaptiveCalibrator(horizon: 1), try AdaptiveCalibrator(horizon: 1))
        let base = Self.base(1, .standard, level: 10)
        for value: Float in [12, .nan, .infinity, 9] {
            _ = adjusted(&calibrator, base)
            calibrator.observe(value)
            if value.isFinite { _ = adjusted(&other, base) }
            other.observe(value)
        }
        #expect(adjusted(&calibrator, base) == adjusted(&other, base) && calibrator.step == 4)
    }

    @Test func coverageOfExchangeableErrorsIsExactInTheLongRun() throws {
        // Forecasts that are twice too narrow and off by half a deviation.
        let base = Self.base(3, .standard, level: 10, deviation: 1)
        var errors: [Double] = []
        for length in [1000, 30_000] {
            var calibrator = try AdaptiveCalibrator(horizon: 3)
            var random = numbers(11)
            var below = [Int](repeating: 0, count: 13)
            for _ in 0..<length {
                let values = adjusted(&calibrator, base)
                let y = Float(11 + 2 * random.normal())
                for level in 0..<13 where y <= values[level] { below[level] += 1 }
                calibrator.observe(y)
            }
            errors.append(
                zip(below, QuantileLevels.standard.values).map { abs(Double($0) / Double(length) - $1) }.max()!)
        }
        #expect(errors[0] < 0.05 && errors[1] < 0.012 && errors[1] < errors[0], "\(errors)")
    }

    @Test func nothingIsAllocatedAfterTheStart() throws {
        var calibrator = try AdaptiveCalibrator(horizon: 24)
        var values = Self.base(24, .standard, level: 10)
        let run = {
            for step in 0..<50 {
                values.withUnsafeMutableBufferPointer { calibrator.adjust($0) }
                calibrator.observe(Float(step % 7))
            }
        }
        run()
        #expect(allocations { run() } == 0)
    }

    @Test func hostileSnapshotsAreRefused() throws {
        var calibrator = try AdaptiveCalibrator(horizon: 5)
        for step in 0..<20 {
            _ = adjusted(&calibrator, Self.base(5, .standard, level: 10))
            calibrator.observe(Float(step))
        }
        let good = try calibrator.snapshot()
        func refused(_ change: (inout ModelArchive) -> Void) -> Bool {
            var bad = good
            change(&bad)
            do {
                _ = try AdaptiveCalibrator(archive: bad)
                return false
            } catch ForecastError.invalidArchive { return true } catch { return false }
        }
        #expect(!refused { _ in })
        for name in good.tensors.keys {
            #expect(refused { $0.tensors[name] = nil })
            #expect(refused { $0.tensors[name] = .init([Float(1)], shape: [1]) })
            #expect(refused { $0.tensors[name]!.bytes.replaceSubrange(0..<4, with: [0, 0, 192, 127]) }, "\(name) may not hold NaN")
        }
        let text = good.metadata["adaptive"]!
        for (old, new) in [
            ("\"horizon\":5", "\"horizon\":4611686018427387904"), ("\"horizon\":5", "\"horizon\":0"), ("\"horizon\":5", "\"horizon\":6"),
            ("\"step\":20", "\"step\":-1"), ("\"blocks\":12", "\"blocks\":3"), ("\"blocks\":12", "\"blocks\":-1"), ("\"step\":20", ""),
        ] {
            #expect(text.contains(old))
            #expect(
                refused { $0.metadata["adaptive"] = text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new) },
                "\(new)")
        }
    }

    @Test func settingsOutsideTheirRangesAreRefused() throws {
        for settings in [
            AdaptiveSettings(stepSizes: []), AdaptiveSettings(stepSizes: [1, 0.5]), AdaptiveSettings(share: 0), AdaptiveSettings(blocks: 0),
        ] {
            #expect(throws: ForecastError.self) { try AdaptiveCalibrator(horizon: 3, settings: settings) }
        }
        #expect(throws: ForecastError.invalidHorizon(0)) { try AdaptiveCalibrator(horizon: 0) }
    }
}
