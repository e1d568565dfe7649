import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import TestSupport
import Testing
import Traces

/// Same seed, threads, instruction set and OpenBLAS core: same bits. Other threads or instruction sets: stated tolerances.
@Suite struct LSTMReproducibilityTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    private func fit(_ options: FitOptions, dropout: Float = 0.2) throws -> FittedLSTM {
        try Demand.forecaster(layers: 2, dropout: dropout).fit(on: Self.set, options: options)
    }

    @Test(arguments: [1, 2])
    func sameSeedGivesTheSameBits(threads: Int) throws {
        let options = FitOptions(seed: 5, compute: Compute(threads: threads))
        let one = try fit(options), two = try fit(options)
        #expect(one.parameters.map(\.bitPattern) == two.parameters.map(\.bitPattern))
        #expect(one.curve == two.curve && one.residualPaths == two.residualPaths)
        let histories = Self.set.histories
        #expect(bits(try one.forecast(from: histories, horizon: 6)) == bits(try two.forecast(from: histories, horizon: 6)))
        let other = try fit(FitOptions(seed: 6, compute: Compute(threads: threads)))
        #expect(other.parameters != one.parameters)
    }

    /// Threads regroup the sums of a batch and draw the same windows and dropout masks: forty steps later every loss agrees to one part
    /// in a thousand and every forecast to one in a hundred of the spread.
    @Test(arguments: [Float(0), 0.2])
    func threadsAgree(dropout: Float) throws {
        let all = try [1, 2, 3].map { try fit(FitOptions(seed: 5, compute: Compute(threads: $0)), dropout: dropout) }
        let reference = try all[0].forecast(from: Self.set.histories, horizon: 6)
        for one in all.dropFirst() {
            expectClose(one.curve.map(\.training), all[0].curve.map(\.training), .relative(1e-3))
            expectClose(one.curve.map(\.validation), all[0].curve.map(\.validation), .relative(1e-3))
            expectAgreement(try one.forecast(from: Self.set.histories, horizon: 6), reference, 1e-2)
        }
    }

    /// The same parameters at every instruction set: forecasts agree to one part in 10⁴ of their spread.
    @Test func instructionSetsAgreeInForecasts() throws {
        let archive = try fit(FitOptions(seed: 5)).archive()
        let all = try InstructionSet.supported.map { instructionSet in
            try FittedLSTM(archive: archive, compute: Compute(instructionSet: instructionSet, threads: 1))
                .forecast(from: Self.set.histories, horizon: 6)
        }
        for one in all.dropFirst() { expectAgreement(one, all[0], 1e-4) }
    }

    /// Forty steps of training at every instruction set: losses agree to one part in a thousand, forecasts to one in a hundred of
    /// their spread.
    @Test func instructionSetsAgreeInTraining() throws {
        let all = try InstructionSet.supported.map { try fit(FitOptions(seed: 5, compute: Compute(instructionSet: $0, threads: 1))) }
        let reference = try all[0].forecast(from: Self.set.histories, horizon: 6)
        for one in all.dropFirst() {
            expectClose(one.curve.map(\.training), all[0].curve.map(\.training), .relative(1e-3))
            expectClose(one.curve.map(\.validation), all[0].curve.map(\.validation), .relative(1e-3))
            expectAgreement(try one.forecast(from: Self.set.histories, horizon: 6), reference, 1e-2)
        }
    }

    /// Threads of inference share windows, never sums.
    @Test func threadsOfInferenceGiveTheSameBits() throws {
        let archive = try fit(FitOptions(seed: 5)).archive()
        let histories = (0..<200).map { History(Self.set.histories[$0 % 4].series, count: 60 + $0) }
        let all = try (1...3).map { threads in
            bits(try FittedLSTM(archive: archive, compute: Compute(threads: threads)).forecast(from: histories, horizon: 6))
        }
        #expect(all[0] == all[1] && all[0] == all[2])
    }
}
