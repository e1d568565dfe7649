import Forecasting
import Tensors
import TestSupport
import Testing

/// Same seed, instruction set and OpenBLAS core: same bits, whatever the number of threads. Other instruction sets: stated tolerances.
extension NetworkForecaster {
    private func fit(on set: TrainingSet, seed: UInt64 = 5, _ compute: Compute) throws -> Fitted {
        try fit(on: set, options: FitOptions(seed: seed, compute: compute))
    }

    /// Shares of a batch, their order and their masks depend neither on threads nor on anything else but the seed.
    public func expectThreadsGiveTheSameBits(on set: TrainingSet) throws {
        let all = try [1, 1, 2, 2, 3].map { try fit(on: set, Compute(threads: $0)) }
        let forecasts = bits(try all[0].forecast(from: set.histories, horizon: 6))
        for one in all.dropFirst() {
            #expect(one.parameters.map(\.bitPattern) == all[0].parameters.map(\.bitPattern))
            #expect(one.curve == all[0].curve && one.residualPaths == all[0].residualPaths)
            #expect(bits(try one.forecast(from: set.histories, horizon: 6)) == forecasts)
        }
        for threads in [1, 2] { #expect(try fit(on: set, seed: 6, Compute(threads: threads)).parameters != all[0].parameters) }
    }

    /// The same parameters at every instruction set: forecasts agree to one part in 10⁴ of their spread.
    /// - Returns: the forecasts of every instruction set.
    @discardableResult
    public func expectInstructionSetsAgreeInForecasts(on set: TrainingSet) throws -> [[QuantileForecast]] {
        let archive = try fit(on: set, .best).archive()
        let all = try InstructionSet.supported.map { instructionSet in
            try Fitted(archive: archive, compute: Compute(instructionSet: instructionSet, threads: 1))
                .forecast(from: set.histories, horizon: 6)
        }
        for one in all.dropFirst() { expectAgreement(one, all[0], 1e-4) }
        return all
    }

    /// Forty steps of training at every instruction set: losses agree to one part in a thousand, forecasts to one in a hundred of
    /// their spread.
    public func expectInstructionSetsAgreeInTraining(on set: TrainingSet) throws {
        let all = try InstructionSet.supported.map { try fit(on: set, Compute(instructionSet: $0, threads: 1)) }
        let reference = try all[0].forecast(from: set.histories, horizon: 6)
        for one in all.dropFirst() {
            expectClose(one.curve.map(\.training), all[0].curve.map(\.training), .relative(1e-3))
            expectClose(one.curve.map(\.validation), all[0].curve.map(\.validation), .relative(1e-3))
            expectAgreement(try one.forecast(from: set.histories, horizon: 6), reference, 1e-2)
        }
    }

    /// Threads of inference share windows, never sums; a window alone has the bits it has among others.
    public func expectFleetsGiveTheBitsOfSingleForecasts(on set: TrainingSet) throws {
        let archive = try fit(on: set, .best).archive()
        let histories = (0..<200).map { History(set.histories[$0 % 4].series, count: 60 + $0) }
        let all = try (1...3).map { threads in
            bits(try Fitted(archive: archive, compute: Compute(threads: threads)).forecast(from: histories, horizon: 6))
        }
        #expect(all[0] == all[1] && all[0] == all[2])
        let model = try Fitted(archive: archive, compute: Compute(threads: 1))
        #expect(all[0] == bits(try histories.map { try model.forecast(from: $0, horizon: 6) }))
    }
}
