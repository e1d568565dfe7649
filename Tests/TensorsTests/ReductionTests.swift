import Tensors
import TestSupport
import Testing

@Test(arguments: sweptLengths)
func sumsMatchDouble(count: Int) {
    var random = RandomStream(seed: 3, purpose: "sums", index: UInt64(count))
    let (x, y) = (random.normals(count), random.normals(count, scale: 100))
    let sum = x.reduce(0.0) { $0 + Double($1) }
    let squares = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    let products = zip(x, y).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    // Sums of exact terms in another order: an ulp of the absolute terms for each of at most n additions.
    let unit = 0x1p-53 * Double(count)
    let (absolute, absoluteProducts) = (x.reduce(0.0) { $0 + Double(abs($1)) }, zip(x, y).reduce(0.0) { $0 + Double(abs($1.0 * $1.1)) })
    for kernels in Kernels.all {
        for offset in sweptOffsets {
            let (a, b) = (GuardedFloats(x, offset: offset), GuardedFloats(y, offset: offset))
            let note = "\(kernels.instructionSet), offset \(offset)"
            expectClose(kernels.sum(a.pointer, count: count), sum, .absolute(unit * absolute), note)
            expectClose(kernels.sumOfSquares(a.pointer, count: count), squares, .absolute(unit * squares), note)
            expectClose(kernels.dot(a.pointer, b.pointer, count: count), products, .absolute(unit * absoluteProducts * 1.01), note)
            expectIntact(a, b)
        }
    }
}

@Test func sumsDoNotOverflowAndPropagateNaN() {
    let large = [Float](repeating: 3e38, count: 77)
    var broken = large
    broken[50] = .nan
    for kernels in Kernels.all {
        expectClose(kernels.sum(large, count: 77), 77 * Double(Float(3e38)), .relative(1e-15))
        expectClose(kernels.sumOfSquares(large, count: 77), 77 * Double(Float(3e38)) * Double(Float(3e38)), .relative(1e-15))
        #expect(kernels.sum(broken, count: 77).isNaN)
        #expect(kernels.sumOfSquares(broken, count: 77).isNaN)
        #expect(kernels.dot(large, broken, count: 77).isNaN)
    }
}

@Test(arguments: sweptLengths)
func maximumFindsEveryPlace(count: Int) {
    var random = RandomStream(seed: 4, purpose: "maximum", index: UInt64(count))
    let x = random.normals(count)
    for kernels in Kernels.all {
        #expect(kernels.maximum(x, count: count) == x.max() ?? -.infinity)
        for place in 0..<min(count, 40) {
            var changed = x
            changed[place] = 50
            let guarded = GuardedFloats(changed, offset: place % 4)
            #expect(kernels.maximum(guarded.pointer, count: count) == 50)
            guarded.pointer[place] = .nan
            #expect(kernels.maximum(guarded.pointer, count: count).isNaN)
            guarded.pointer[place] = .infinity
            #expect(kernels.maximum(guarded.pointer, count: count) == .infinity)
            expectIntact(guarded)
        }
    }
}

@Test func maximumOfNegativeInfinitiesIsOne() {
    let x = [Float](repeating: -.infinity, count: 40)
    for kernels in Kernels.all { #expect(kernels.maximum(x, count: 40) == -.infinity) }
}
