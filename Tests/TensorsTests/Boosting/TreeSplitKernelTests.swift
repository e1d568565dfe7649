import Tensors
import TestSupport
import Testing

/// The best threshold of a feature, against all thresholds tried one by one.
struct TreeSplitKernelTests {
    /// Sums of a feature, and of its node.
    private struct Histogram {
        var pairs: [Double]
        let hasMissing: Bool
        var bins: Int { pairs.count / 2 }
        var gradient: Double { stride(from: 0, to: pairs.count, by: 2).reduce(0) { $0 + pairs[$1] } }
        var hessian: Double { stride(from: 1, to: pairs.count, by: 2).reduce(0) { $0 + pairs[$1] } }

        /// Some bins are empty, so that neighbouring thresholds tie.
        init(bins: Int, hasMissing: Bool, _ random: inout RandomStream) {
            self.hasMissing = hasMissing
            pairs = (0..<bins).flatMap { bin in
                if bin == 0 && !hasMissing || random.int(below: 5) == 0 { return [0.0, 0] }
                let rows = Double(1 + random.int(below: 9))
                return [random.normal() * rows.squareRoot(), rows]
            }
        }

        /// Sums of the left side of a threshold.
        func left(_ bin: Int, _ missingLeft: Bool) -> (gradient: Double, hessian: Double) {
            let bins = (missingLeft ? [0] : []) + Array(1...bin)
            return (bins.reduce(0) { $0 + pairs[2 * $1] }, bins.reduce(0) { $0 + pairs[2 * $1 + 1] })
        }

        /// Every threshold in the order in which the first of equals wins; with all values on the left only missing ones stand on the right.
        var thresholds: [(bin: Int, missingLeft: Bool)] {
            let known = (1..<max(1, bins)).map { $0 }
            let right = (hasMissing ? known : Array(known.dropLast())).map { ($0, false) }
            return right + (hasMissing ? known.dropLast().map { ($0, true) } : [])
        }
    }

    private struct Rule {
        var (l1, l2, minimumHessian) = (0.0, 0.0, 1e-3)
        var (lower, upper, monotone) = (-Double.infinity, Double.infinity, 0)

        var kernel: Kernels.TreeRule {
            Kernels.TreeRule(l1: l1, l2: l2, minimumHessian: minimumHessian, lower: lower, upper: upper, monotone: monotone)
        }

        func value(_ gradient: Double, _ hessian: Double) -> Double {
            let shrunk = gradient > l1 ? gradient - l1 : gradient < -l1 ? gradient + l1 : 0
            return min(max(-shrunk / (hessian + l2), lower), upper)
        }

        /// What the loss falls by, twice over: −2 (g v + |v| l1) − (h + l2) v².
        func gain(_ gradient: Double, _ hessian: Double) -> Double {
            let value = value(gradient, hessian)
            // Beyond a bound the value may have the other sign than the step, which the shrunk gradient stands for.
            let shrunk = gradient > l1 ? gradient - l1 : gradient < -l1 ? gradient + l1 : 0
            return -2 * shrunk * value - (hessian + l2) * value * value
        }

        func gain(_ histogram: Histogram, _ bin: Int, _ missingLeft: Bool) -> Double {
            let left = histogram.left(bin, missingLeft)
            let right = (gradient: histogram.gradient - left.gradient, hessian: histogram.hessian - left.hessian)
            guard left.hessian >= minimumHessian, right.hessian >= minimumHessian else { return -.infinity }
            let (a, b) = (value(left.gradient, left.hessian), value(right.gradient, right.hessian))
            guard Double(monotone) * (b - a) >= 0 else { return -.infinity }
            return gain(left.gradient, left.hessian) + gain(right.gradient, right.hessian)
        }
    }

    private static let rules: [Rule] = {
        var rules = [Rule(), Rule(), Rule(), Rule(), Rule(), Rule(), Rule()]
        rules[1].l2 = 3
        rules[2].minimumHessian = 40
        rules[3].l1 = 1.5
        (rules[4].lower, rules[4].upper) = (-0.3, 0.2)
        (rules[5].monotone, rules[5].lower) = (1, -0.1)
        (rules[6].monotone, rules[6].l2) = (-1, 1)
        return rules
    }()

    @Test(arguments: Kernels.all, Self.rules.indices)
    func theBestOfAllThresholds(kernels: Kernels, index: Int) {
        var random = RandomStream(seed: 1, purpose: "tree splits", index: UInt64(index))
        let rule = Self.rules[index]
        for bins in Array(1...40) + [100, 255, 256] {
            for hasMissing in [false, true] {
                let histogram = Histogram(bins: bins, hasMissing: hasMissing, &random)
                let memory = GuardedBytes(of: histogram.pairs)
                let found = kernels.bestSplit(
                    memory.numbers(), bins: bins, gradient: histogram.gradient, hessian: histogram.hessian, hasMissing: hasMissing,
                    rule: rule.kernel)
                let gains = histogram.thresholds.map { rule.gain(histogram, $0.bin, $0.missingLeft) }
                let best = gains.max() ?? -.infinity
                let note = "\(kernels.instructionSet), \(bins) bins, missing \(hasMissing)"
                guard best > -.infinity else {
                    #expect(found.gain == -.infinity, "\(note)")
                    continue
                }
                // Two divisions, or one and some products, of sums of up to 2,000 rows.
                expectClose(found.gain, best, .relative(1e-11), note)
                let own = rule.gain(histogram, found.bin, found.missingLeft)
                expectClose(own, best, .relative(1e-11), note)
                let left = histogram.left(found.bin, found.missingLeft)
                // Of thresholds that nothing lies between the first one is taken.
                let same = histogram.thresholds.first {
                    $0.missingLeft == found.missingLeft && histogram.left($0.bin, $0.missingLeft) == left
                }
                #expect(same?.bin == found.bin, "\(note)")
                expectClose(found.leftGradient, left.gradient, .absolute(1e-11), note)
                #expect(found.leftHessian == left.hessian, "\(note)")
            }
        }
    }

    @Test(arguments: Kernels.all) func theFirstOfEqualsWins(kernels: Kernels) {
        // The same two bins again and again, so that many thresholds gain exactly the same; all places of all lanes.
        let rule = Rule().kernel
        for bins in 3...60 {
            for empty in 0..<bins - 2 {
                var pairs = [Double](repeating: 0, count: 2 * bins)
                (pairs[2], pairs[3], pairs[2 * bins - 2], pairs[2 * bins - 1]) = (4, 2, -4, 2)
                // Something in front, so that the tie does not begin at the first bin.
                if empty > 0 { (pairs[2], pairs[3], pairs[2 * empty + 2], pairs[2 * empty + 3]) = (0, 0, 4, 2) }
                let found = kernels.bestSplit(pairs, bins: bins, gradient: 0, hessian: 4, hasMissing: false, rule: rule)
                #expect(found.bin == empty + 1 && !found.missingLeft && found.gain == 16)
                // Without missing rows in the node both directions tie: missing values go right.
                let either = kernels.bestSplit(pairs, bins: bins, gradient: 0, hessian: 4, hasMissing: true, rule: rule)
                #expect(either.bin == empty + 1 && !either.missingLeft && either.gain == 16)
            }
        }
    }

    @Test(arguments: Kernels.all) func leavesWithoutWeightAreWorthNothing(kernels: Kernels) {
        let rule = Kernels.TreeRule(l1: 0, l2: 0, minimumHessian: 1e-3)
        #expect(rule.value(0, 0) == 0)
        #expect(rule.gain(0, 0) == 0)
        #expect(kernels.bestSplit([0, 0, 0, 0, 0, 0], bins: 3, gradient: 0, hessian: 0, hasMissing: true, rule: rule).gain == -.infinity)
    }

    // MARK: Several quantile levels

    @Test(arguments: Kernels.all, [1, 2, 9, 15])
    func theBestOfAllThresholdsForRanks(kernels: Kernels, quantiles: Int) {
        var random = RandomStream(seed: 2, purpose: "tree rank splits", index: UInt64(quantiles))
        let width = Kernels.TreeLayout.ranks
        let levels = (0..<quantiles).map { Float($0 + 1) / Float(quantiles + 1) }
        let padded = GuardedFloats(levels + Array(repeating: 0, count: width - quantiles))
        for bins in Array(1...40) + [255, 256] {
            for (hasMissing, minimumRows) in [(false, 1.0), (true, 1.0), (false, 30.0), (true, 30.0)] {
                var histogram = [Float](repeating: 0, count: bins * width)
                for bin in (hasMissing ? 0 : 1)..<max(bins, hasMissing ? 0 : 1) where random.int(below: 5) > 0 {
                    for _ in 0..<1 + random.int(below: 12) {
                        let rank = random.int(below: quantiles + 1)
                        for k in rank..<quantiles { histogram[bin * width + k] += 1 }
                        histogram[bin * width + quantiles] += 1
                    }
                }
                func sums(_ bins: [Int]) -> [Float] { (0..<width).map { k in bins.reduce(0) { $0 + histogram[$1 * width + k] } } }
                let total = sums(Array(0..<bins))
                func side(_ counts: [Float]) -> Double {
                    let n = Double(counts[quantiles])
                    return (0..<quantiles).reduce(0) {
                        let gradient = Double(counts[$1]) - Double(levels[$1]) * n
                        return $0 + gradient * gradient / n
                    }
                }
                func gain(_ bin: Int, _ missingLeft: Bool) -> Double {
                    let left = sums((missingLeft ? [0] : []) + Array(1...bin))
                    let right = zip(total, left).map { $0 - $1 }
                    guard Double(left[quantiles]) >= minimumRows, Double(right[quantiles]) >= minimumRows else { return -.infinity }
                    return side(left) + side(right)
                }
                let known = (1..<max(1, bins)).map { $0 }
                let gains =
                    (hasMissing ? known : Array(known.dropLast())).map { gain($0, false) }
                    + (hasMissing ? known.dropLast().map { gain($0, true) } : [])
                let best = gains.max() ?? -.infinity
                let (memory, all) = (GuardedFloats(histogram), GuardedFloats(total))
                let left = GuardedFloats(Array(repeating: .nan, count: width))
                let found = kernels.bestSplit(
                    memory.pointer, bins: bins, total: all.pointer, levels: padded.pointer, levelCount: quantiles,
                    minimumRows: minimumRows, hasMissing: hasMissing, left: left.pointer)
                let note = "\(kernels.instructionSet), \(bins) bins, missing \(hasMissing)"
                if best > -.infinity {
                    // Squares of counts less a float level times n: single precision, which hardly cancels at these sizes.
                    let tolerance = Tolerance.absolute(2e-5 * max(1, best))
                    expectClose(found.gain, best, tolerance, note)
                    expectClose(gain(found.bin, found.missingLeft), best, tolerance, note)
                    let expected = sums((found.missingLeft ? [0] : []) + Array(1...found.bin))
                    #expect(left.values == expected, "\(note)")
                    #expect(found.leftHessian == Double(expected[quantiles]) && found.leftGradient == found.leftHessian)
                } else {
                    #expect(found.gain == -.infinity, "\(note)")
                }
                expectIntact(memory, all, left, padded)
            }
        }
    }

    @Test(arguments: Kernels.all) func theFirstOfEqualRanksWins(kernels: Kernels) {
        let width = Kernels.TreeLayout.ranks
        var levels = [Float](repeating: 0, count: width)
        levels[0] = 0.5
        for bins in 3...20 {
            for first in 1..<bins - 1 {
                var histogram = [Float](repeating: 0, count: bins * width)
                (histogram[first * width], histogram[first * width + 1]) = (8, 8)
                histogram[(bins - 1) * width + 1] = 8
                var (total, left) = ([Float](repeating: 0, count: width), [Float](repeating: 0, count: width))
                (total[0], total[1]) = (8, 16)
                let found = kernels.bestSplit(
                    histogram, bins: bins, total: total, levels: levels, levelCount: 1, minimumRows: 1, hasMissing: true, left: &left)
                #expect(found.bin == first && !found.missingLeft && found.gain == 4)
            }
        }
    }
}
