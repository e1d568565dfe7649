import Dense
import Forecasting
import NetworkTestSupport
import Tensors
import Testing
import Traces

/// Which numbers of a window a perceptron reads.
@Suite struct MLPInputsTests {
    /// Of windows with everything there is: value, two lags, a past covariate and one known in advance at every context step; two references of
    /// two seasons and the covariate at every future step; size, flags, six calendar channels, holidays and a static covariate once.
    @Test func everythingIsReadOnce() throws {
        let set = Demand.everything
        let schema = WindowSchema(training: set, context: 24, horizon: 6, transform: .identity, scaling: .local)
        let assembler = WindowAssembler(schema: schema)
        let inputs = try MLPInputs(assembler)
        #expect(inputs.contextChannels == [0, 2, 3, 4, 12] && inputs.stepChannels == [4, 5, 7, 8, 17])
        #expect(inputs.windowChannels == [1, 2, 3, 6, 9] + Array(10..<17) + [18])
        #expect(inputs.count == 24 * 5 + 6 * 5 + 13)
    }

    /// Channels of a window without features, and one more number than fits.
    @Test func plainWindowsAreTheirValues() throws {
        let assembler = WindowAssembler(schema: WindowSchema(plainContext: 9, horizon: 3))
        let inputs = try MLPInputs(assembler)
        #expect(inputs.contextChannels == [0] && inputs.stepChannels.isEmpty && inputs.windowChannels.isEmpty && inputs.count == 9)
        #expect(throws: ForecastError.self) { try MLPInputs(context: 1 << 16, horizon: 1, inputChannels: 65) }
    }

    /// A covariate that is known in advance, of the context and of the future, reaches the forecast; what a channel that is left out says does
    /// not.
    @Test func onlyChosenChannelsMatter() throws {
        let network = MLPNetwork(
            inputs: try MLPInputs(
                context: 4, horizon: 2, inputChannels: 2, futureChannels: 3, contextChannels: [1], stepChannels: [0], windowChannels: [2]),
            hidden: 8, layers: 2, levels: Demand.levels, headForm: .linear)
        var random = RandomStream(seed: 1, purpose: "inputs")
        let data = ReferenceBatch(count: 2, context: 4, horizon: 2, inputs: 2, future: 3, random: &random)
        let parameters = network.initialParameters(seed: 1)
        let before = data.forecast(network, parameters: parameters)
        func isChanged(_ numbers: UnsafeMutablePointer<Float>, at place: Int) -> Bool {
            let kept = numbers[place]
            numbers[place] += 1
            defer { numbers[place] = kept }
            return data.forecast(network, parameters: parameters) != before
        }
        for place in 0..<16 { #expect(isChanged(data.batch.inputs.pointer, at: place) == (place % 2 == 1), "input \(place)") }
        for place in 0..<12 {
            let (step, channel) = (place / 3 % 2, place % 3)
            #expect(isChanged(data.batch.future.pointer, at: place) == (channel == 0 || channel == 2 && step == 0), "future \(place)")
        }
    }
}
