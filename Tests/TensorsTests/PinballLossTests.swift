import Tensors
import TestSupport
import Testing

private func pinball(_ y: Double, _ q: Double, _ tau: Double) -> Double { max(tau * (y - q), (tau - 1) * (y - q)) }

@Test(arguments: sweptLengths, [Float(0.01), 0.5, 0.9])
func pinballSumMatchesItsDefinition(count: Int, level: Float) {
    var random = RandomStream(seed: 13, purpose: "pinball", index: UInt64(count))
    let (y, q) = (random.normals(count), random.normals(count))
    let expected = zip(y, q).reduce(0.0) { $0 + pinball(Double($1.0), Double($1.1), Double(level)) }
    for kernels in Kernels.all {
        for offset in sweptOffsets {
            let (a, b) = (GuardedFloats(y, offset: offset), GuardedFloats(q, offset: offset))
            expectClose(kernels.pinballSum(a.pointer, b.pointer, count: count, level: level), expected, .relative(1e-6))
            expectIntact(a, b)
        }
    }
}

@Test func pinballSumPropagatesNaN() {
    for kernels in Kernels.all {
        for place in 0..<20 {
            var y = [Float](repeating: 1, count: 20)
            y[place] = .nan
            #expect(kernels.pinballSum(y, [Float](repeating: 0, count: 20), count: 20, level: 0.5).isNaN)
            #expect(kernels.pinballSum([Float](repeating: 0, count: 20), y, count: 20, level: 0.5).isNaN)
        }
    }
}

@Test(arguments: Array(1...35) + [64], [true, false])
func lossMatchesItsDefinitionForEveryNumberOfLevels(levels: Int, weighted: Bool) {
    let rows = 7
    var random = RandomStream(seed: 14, purpose: "loss", index: UInt64(levels))
    let loss = PinballLoss(levels: (1...levels).map { Float($0) / Float(levels + 1) })
    let predicted = random.normals(rows * levels)
    var actual = random.normals(rows)
    let weights: [Float]? = weighted ? (0..<rows).map { _ in random.uniform() } : nil
    actual[3] = .nan
    actual[5] = predicted[5 * levels]
    let expected = (0..<rows * levels).reduce(0.0) { sum, k in
        let row = k / levels
        if row == 3 { return sum }
        return sum + Double(weights?[row] ?? 1)
            * pinball(Double(actual[row]), Double(predicted[k]), Double(loss.levels[k % levels]))
    }
    let slopes = (0..<rows * levels).map { k -> Float in
        let (y, q, tau) = (actual[k / levels], predicted[k], loss.levels[k % levels])
        if k / levels == 3 { return 0 }
        return (0.25 * (weights?[k / levels] ?? 1)) * (y > q ? -tau : y < q ? 1 - tau : 0.5 - tau)
    }
    for kernels in Kernels.all {
        for offset in sweptOffsets {
            let (q, y) = (GuardedFloats(predicted, offset: offset), GuardedFloats(actual, offset: offset))
            let gradient = GuardedFloats(predicted, offset: offset)
            let guardedWeights = weights.map { GuardedFloats($0, offset: offset) }
            let result = loss.evaluate(
                predicted: q.pointer, actual: y.pointer, weights: guardedWeights.map { UnsafePointer($0.pointer) }, count: rows,
                gradient: gradient.pointer, gradientScale: 0.25, kernels: kernels)
            expectClose(result.sum, expected, .relative(1e-6))
            #expect(result.observed == rows - 1)
            #expect(gradient.values.bits == slopes.bits)
            let plain = loss.evaluate(
                predicted: q.pointer, actual: y.pointer, weights: guardedWeights.map { UnsafePointer($0.pointer) }, count: rows,
                gradient: nil, gradientScale: 1, kernels: kernels)
            #expect(plain == result)
            expectIntact(q, y, gradient, guardedWeights)
        }
    }
}

@Test func lossGradientMatchesCentralDifferences() {
    let (rows, levels) = (5, 3)
    var random = RandomStream(seed: 15, purpose: "differences")
    let loss = PinballLoss(levels: [0.1, 0.5, 0.95])
    // Multiples of 1/8, so that a step of 1/32 is exact and cannot reach the kink.
    let predicted = (0..<rows * levels).map { _ in Float(random.int(below: 64)) / 8 }
    let actual = (0..<rows).map { _ in Float(random.int(below: 64)) / 8 + 1 / 16 }
    let weights = (0..<rows).map { _ in 0.5 + random.uniform() }
    for kernels in Kernels.all {
        func value(_ q: [Float]) -> Double {
            loss.evaluate(
                predicted: q, actual: actual, weights: weights, count: rows, gradient: nil, gradientScale: 1, kernels: kernels
            ).sum
        }
        var gradient = predicted
        _ = loss.evaluate(
            predicted: predicted, actual: actual, weights: weights, count: rows, gradient: &gradient, gradientScale: 2,
            kernels: kernels)
        let differences = predicted.indices.map { k in
            var (up, down) = (predicted, predicted)
            up[k] += 1 / 32
            down[k] -= 1 / 32
            return 2 * (value(up) - value(down)) * 16
        }
        expectClose(gradient, differences, .relative(1e-6))
    }
}

@Test func aPerfectMedianHasNoForce() {
    for kernels in Kernels.all {
        var gradient: [Float] = [9, 9, 9]
        let result = PinballLoss(levels: [0.1, 0.5, 0.75]).evaluate(
            predicted: [2, 2, 2], actual: [2], weights: nil, count: 1, gradient: &gradient, gradientScale: 1, kernels: kernels)
        #expect(result == (0, 1))
        expectClose(gradient, [0.4, 0, -0.25], .ulp(1))
    }
}

@Test func brokenPredictionsShowInTheLossUnlessTheRowIsNotScored() {
    let loss = PinballLoss(levels: [0.5])
    for kernels in Kernels.all {
        func evaluate(_ actual: [Float], _ gradient: inout [Float]) -> (sum: Double, observed: Int) {
            loss.evaluate(
                predicted: [.nan, 1], actual: actual, weights: nil, count: 2, gradient: &gradient, gradientScale: 1,
                kernels: kernels)
        }
        var gradient: [Float] = [9, 9]
        #expect(evaluate([0, 0], &gradient).sum.isNaN && gradient[0].isNaN && gradient[1] == 0.5)
        #expect(evaluate([.nan, 0], &gradient) == (0.5, 1) && gradient == [0, 0.5])
        #expect(evaluate([.nan, .nan], &gradient) == (0, 0) && gradient == [0, 0])
    }
}
