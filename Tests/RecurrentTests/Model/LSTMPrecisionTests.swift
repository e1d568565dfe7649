import Forecasting
import Recurrent
import Tensors
import Testing

/// Forecasts with float32 and BF16 weights at every level of instructions.
struct LSTMPrecisionTests {
    private static let windows: [[Float]] = {
        var random = RandomStream(seed: 4, purpose: "windows")
        return (0..<7).map { _ in (0..<60).map { _ in Float(random.normal()) } }
    }()

    /// One window, many, and a stream that takes the values one by one have the same bits.
    @Test(arguments: InstructionSet.supported, WeightPrecision.allCases)
    func oneManyAndStreamsAgree(instructionSet: InstructionSet, precision: WeightPrecision) {
        let compute = Compute(instructionSet: instructionSet, threads: 1, precision: precision)
        for hidden in [15, 33, 64] {
            let network = LSTMNetwork.plain(hidden: hidden)
            let parameters = network.initialParameters(seed: 3)
            func forecast(_ windows: [[Float]]) -> [UInt32] {
                let plain = PlainForecasting(network, parameters: parameters, windows: windows, compute: compute)
                plain.forecast()
                return plain.quantiles.map(\.bitPattern)
            }
            let together = forecast(Self.windows)
            #expect(together == Self.windows.flatMap { forecast([$0]) }, "\(hidden)")
            let stream = PlainStream(network, parameters: parameters, compute: compute)
            var last: UnsafePointer<Float>?
            for value in Self.windows[0] { last = stream.observe(value) }
            let streamed = UnsafeBufferPointer(start: last, count: together.count / Self.windows.count).map(\.bitPattern)
            #expect(streamed == Array(together.prefix(streamed.count)), "\(hidden)")
        }
    }

    /// BF16 weights move forecasts of an untrained network, whose quantiles span about one, by less than a hundredth.
    @Test(arguments: InstructionSet.supported)
    func bfloat16IsNearFloat32(instructionSet: InstructionSet) {
        let network = LSTMNetwork.plain(hidden: 33)
        let parameters = network.initialParameters(seed: 3)
        let all = WeightPrecision.allCases.map { precision in
            let plain = PlainForecasting(
                network, parameters: parameters, windows: Self.windows,
                compute: Compute(instructionSet: instructionSet, threads: 1, precision: precision))
            plain.forecast()
            return plain.quantiles
        }
        #expect(all[0] != all[1])
        #expect(zip(all[0], all[1]).allSatisfy { abs($0 - $1) < 1e-2 })
    }
}
