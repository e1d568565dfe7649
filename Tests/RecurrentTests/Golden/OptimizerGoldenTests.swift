import Tensors
import TestSupport
import Testing

/// Twenty steps of the optimiser on a plain vector with given gradients, against PyTorch's `Adam`, `AdamW` and `clip_grad_norm_`.
@Suite struct OptimizerGoldenTests {
    @Test(arguments: ["adam", "adam_fast", "adamw", "adamw_strong", "adam_clipped"], InstructionSet.supported)
    func stepsMatchPyTorch(name: String, instructionSet: InstructionSet) throws {
        let golden = try GoldenFile(named: "optimizer")
        let kernels = Kernels(instructionSet)
        let settings = try golden.doubles("\(name).settings").values
        let (rate, clip) = (Float(settings[0]), Float(settings[5]))
        let (count, steps) = (Int(try golden.number("count")), Int(try golden.number("steps")))
        let gradients = try golden.floats(clip > 0 ? "clippable_gradients" : "gradients").values
        let expected = try golden.doubles("float64.\(name).parameters").values
        var optimiser = Adam(
            Adam.Configuration(
                learningRate: rate, beta1: Float(settings[1]), beta2: Float(settings[2]), epsilon: Float(settings[3]),
                weightDecay: Float(settings[4])), count: count)
        var parameters = try golden.floats("start").values
        var norms: [Float] = []
        for step in 0..<steps {
            var gradient = Array(gradients[step * count..<(step + 1) * count])
            norms.append(kernels.clipNorm(&gradient, count: count, maximum: clip > 0 ? clip : .infinity))
            optimiser.step(parameters: &parameters, gradients: gradient, count: count, learningRate: rate, kernels: kernels)
            expectClose(
                parameters, expected[step * count..<(step + 1) * count], .absolute(1e-6), "parameters after step \(step + 1)")
        }
        // One entry has gradients of 1e8; the others cancel, so that their error is one of their terms, which are near one.
        let moment = try golden.doubles("float64.\(name).first_moment").values
        let found = zip(optimiser.firstMoment, moment).map { Double($0) / max(1, abs($1)) }
        expectClose(found, moment.map { $0 / max(1, abs($0)) }, .absolute(1e-6))
        expectClose(optimiser.secondMoment, try golden.doubles("float64.\(name).second_moment").values, .relative(1e-5))
        if clip > 0 { expectClose(norms, try golden.doubles("float64.\(name).gradient_norms").values, .relative(1e-6)) }
    }
}
