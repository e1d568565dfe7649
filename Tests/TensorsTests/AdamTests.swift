import FoundationEssentials
import Tensors
import TestSupport
import Testing

/// Worked by hand for one parameter at 1, η = 0.1 and the gradients 0.5 and -0.25.
///
/// Step 1: m̂ = 0.5, v̂ = 0.25, so p = 1 - 0.1·0.5/0.5 = 0.9. Step 2: m = 0.02, v = 0.00031225, m̂ = 0.02/0.19,
/// v̂ = 0.00031225/0.001999, so p = 0.9 - 0.1·0.10526316/0.39522538.
@Test func adamTakesTheStepsWorkedByHand() {
    for kernels in Kernels.all {
        var adam = Adam(.init(learningRate: 0.1), count: 1)
        var parameters: [Float] = [1]
        adam.step(parameters: &parameters, gradients: [0.5], count: 1, learningRate: 0.1, kernels: kernels)
        expectClose(parameters, [0.9], .absolute(1e-7))
        expectClose(adam.firstMoment, [0.05], .ulp(1))
        expectClose(adam.secondMoment, [0.00025], .ulp(1))
        adam.step(parameters: &parameters, gradients: [-0.25], count: 1, learningRate: 0.1, kernels: kernels)
        expectClose(adam.firstMoment, [0.02], .ulp(4))
        expectClose(adam.secondMoment, [0.00031225], .ulp(2))
        expectClose(parameters, [0.8733662965], .absolute(2e-7))
        #expect(adam.stepCount == 2)
    }
}

/// The equations of Kingma & Ba with decoupled decay, in double.
private struct AdamInDouble {
    var p: [Double], m: [Double], v: [Double]
    var step = 0.0

    init(_ parameters: [Float]) {
        p = parameters.map(Double.init)
        (m, v) = (p.map { _ in 0 }, p.map { _ in 0 })
    }

    mutating func step(_ gradients: [Float], rate: Double, decay: Double) {
        step += 1
        let (b1, b2) = (0.9, 0.999)
        var (power1, power2) = (1.0, 1.0)
        for _ in 0..<Int(step) { (power1, power2) = (power1 * b1, power2 * b2) }
        for k in p.indices {
            let g = Double(gradients[k])
            m[k] = b1 * m[k] + (1 - b1) * g
            v[k] = b2 * v[k] + (1 - b2) * g * g
            p[k] -= rate * decay * p[k]
            p[k] -= rate * (m[k] / (1 - power1)) / ((v[k] / (1 - power2)).squareRoot() + 1e-8)
        }
    }
}

@Test(arguments: [Float(0), 0.1])
func adamFollowsTheEquationsForTwentySteps(decay: Float) {
    let count = 53
    var random = RandomStream(seed: 10, purpose: "adam")
    let start = random.normals(count)
    let gradients = (0..<20).map { _ in random.normals(count, scale: 0.1) }
    var results: [[UInt32]] = []
    for kernels in Kernels.all {
        var (adam, parameters, exact) = (Adam(.init(weightDecay: decay), count: count), start, AdamInDouble(start))
        for (k, gradient) in gradients.enumerated() {
            let rate = Float(0.01) / Float(k + 1)
            adam.step(parameters: &parameters, gradients: gradient, count: count, learningRate: rate, kernels: kernels)
            exact.step(gradient, rate: Double(rate), decay: Double(decay))
        }
        // Twenty steps of at most 0.01, each rounded a few times at the size of a parameter.
        expectClose(parameters, exact.p, .absolute(20 * 3 * 0x1p-24))
        expectClose(adam.firstMoment, exact.m, .absolute(20 * 0x1p-26))
        expectClose(adam.secondMoment, exact.v, .relative(20 * 0x1p-22))
        results.append(parameters.bits)
    }
    #expect(Set(results).count == 1, "every level gives the same bits")
}

@Test(arguments: sweptLengths)
func adamIsTheSameAtEveryLength(count: Int) {
    var random = RandomStream(seed: 11, purpose: "adam lengths", index: UInt64(count))
    let (p, g, m) = (random.normals(count), random.normals(count), random.normals(count))
    let v = random.normals(count).map { $0 * $0 }
    func step(_ kernels: Kernels, offset: Int) -> [[UInt32]] {
        let state = [p, m, v, g].map { GuardedFloats($0, offset: offset) }
        kernels.adamStep(
            parameters: state[0].pointer, gradients: state[3].pointer, firstMoment: state[1].pointer,
            secondMoment: state[2].pointer, count: count, learningRate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-6,
            weightDecay: 0.01, step: 3)
        expectIntact(state[0], state[1], state[2], state[3])
        return state.map(\.values.bits)
    }
    let expected = step(.reference, offset: 0)
    for kernels in Kernels.vector {
        for offset in sweptOffsets { #expect(step(kernels, offset: offset) == expected) }
    }
}

/// β₂ = 0.999 means the decimal: from the nearest float, 1 - β₂ would be wrong by 1.3e-5 of its value.
@Test func betasStandForDecimals() {
    var adam = Adam(.init(), count: 1)
    var parameters: [Float] = [0]
    adam.step(parameters: &parameters, gradients: [1], count: 1, learningRate: 0, kernels: .best)
    #expect(adam.firstMoment == [Float(0.1)])
    #expect(adam.secondMoment == [Float(0.001)])
    #expect(parameters == [0])
}

@Test func adamGoesOnFromASavedState() throws {
    var random = RandomStream(seed: 12, purpose: "resume")
    let gradients = (0..<6).map { _ in random.normals(9) }
    var (whole, first) = (Adam(count: 9), Adam(count: 9))
    var (p, q) = ([Float](repeating: 1, count: 9), [Float](repeating: 1, count: 9))
    for g in gradients { whole.step(parameters: &p, gradients: g, count: 9, learningRate: 0.1, kernels: .best) }
    for g in gradients[..<3] { first.step(parameters: &q, gradients: g, count: 9, learningRate: 0.1, kernels: .best) }
    var decoded = try JSONDecoder().decode(Adam.self, from: JSONEncoder().encode(first))
    var rebuilt = Adam(
        first.configuration, stepCount: first.stepCount, firstMoment: first.firstMoment, secondMoment: first.secondMoment)
    #expect(decoded == first && rebuilt == first)
    var r = q
    for g in gradients[3...] {
        decoded.step(parameters: &q, gradients: g, count: 9, learningRate: 0.1, kernels: .best)
        rebuilt.step(parameters: &r, gradients: g, count: 9, learningRate: 0.1, kernels: .best)
    }
    #expect(q == p && r == p && decoded == whole)
}

@Test(arguments: [
    #""stepCount":-1,"firstMoment":[0],"secondMoment":[0]"#, #""stepCount":1,"firstMoment":[0,0],"secondMoment":[0]"#,
    #""stepCount":1,"firstMoment":[0]"#,
])
func brokenStatesOfAdamAreRefused(state: String) {
    let configuration = #"{"learningRate":0.1,"beta1":0.9,"beta2":0.99,"epsilon":0,"weightDecay":0}"#
    #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Adam.self, from: Data("{\"configuration\":\(configuration),\(state)}".utf8))
    }
}

@Test(arguments: [(-0.1, 0.9, 0.99, 0), (0.1, 1, 0.99, 0), (0.1, 0.9, -0.5, 0), (0.1, 0.9, 0.99, -1)] as [(Float, Float, Float, Float)])
func configurationsOfAdamOutsideTheirRangeAreRefused(rate: Float, beta1: Float, beta2: Float, decay: Float) throws {
    let data = try JSONEncoder().encode(
        Adam.Configuration(learningRate: rate, beta1: beta1, beta2: beta2, weightDecay: decay))
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Adam.Configuration.self, from: data) }
}
