import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing
import Traces

/// Same seed, instruction set and OpenBLAS core: same bits, whatever the number of threads. Other instruction sets: stated tolerances.
@Suite struct TransformerReproducibilityTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    private func fit(_ options: FitOptions, dropout: Float = 0.2) throws -> FittedTransformer {
        try Demand.transformer(shape: .small(layers: 2), dropout: dropout, depthDropout: dropout).fit(on: Self.set, options: options)
    }

    /// Shares of a batch, their order and their masks do not depend on threads.
    @Test(arguments: [Float(0), 0.2])
    func threadsGiveTheSameBits(dropout: Float) throws {
        let all = try [1, 2, 3].map { try fit(FitOptions(seed: 5, compute: Compute(threads: $0)), dropout: dropout) }
        for one in all.dropFirst() {
            #expect(one.parameters.map(\.bitPattern) == all[0].parameters.map(\.bitPattern))
            #expect(one.curve == all[0].curve && one.residualPaths == all[0].residualPaths)
        }
        #expect(try fit(FitOptions(seed: 6)).parameters != all[0].parameters)
    }

    /// The same parameters at every instruction set: forecasts agree to one part in 10⁴ of their spread, vector levels bit for bit.
    @Test func instructionSetsAgreeInForecasts() throws {
        let archive = try fit(FitOptions(seed: 5)).archive()
        let all = try InstructionSet.supported.map { instructionSet in
            try FittedTransformer(archive: archive, compute: Compute(instructionSet: instructionSet, threads: 1))
                .forecast(from: Self.set.histories, horizon: 6)
        }
        for one in all.dropFirst() { expectAgreement(one, all[0], 1e-4) }
        for one in all.dropFirst(2) { #expect(bits(one) == bits(all[1])) }
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

    /// Threads of inference share windows, never sums; a window alone has the bits it has among others.
    @Test func fleetsGiveTheBitsOfSingleForecasts() throws {
        let archive = try fit(FitOptions(seed: 5)).archive()
        let histories = (0..<200).map { History(Self.set.histories[$0 % 4].series, count: 60 + $0) }
        let all = try (1...3).map { threads in
            bits(try FittedTransformer(archive: archive, compute: Compute(threads: threads)).forecast(from: histories, horizon: 6))
        }
        #expect(all[0] == all[1] && all[0] == all[2])
        let model = try FittedTransformer(archive: archive, compute: Compute(threads: 1))
        #expect(all[0] == bits(try histories.map { try model.forecast(from: $0, horizon: 6) }))
    }
}
