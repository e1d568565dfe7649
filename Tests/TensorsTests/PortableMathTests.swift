import Glibc
import Tensors
import TestSupport
import Testing

@Test func logarithmMatchesTheCLibrary() {
    var random = RandomStream(seed: 19, purpose: "log")
    let x =
        (0..<20_000).map { _ in random.uniformDouble() + 0x1p-60 }
        + (-1022...1023).map { scalbn(0.5 + random.uniformDouble(), $0) } + (0..<2000).map { 1 + Double($0 - 1000) * 1e-9 }
    expectClose(x.map(PortableMath.log), x.map { Glibc.log($0) }, .ulp(3))
    #expect(PortableMath.log(1) == 0)
}

@Test func cosineOfHalfTurnsMatchesTheCLibrary() {
    let t = (0...10_000).map { Double($0) / 10_000 }
    expectClose(t.map(PortableMath.cosine(halfTurns:)), t.map { cos(Double.pi * $0) }, .absolute(0x1p-51))
    #expect([0, 0.5, 1].map(PortableMath.cosine(halfTurns:)) == [1, 0, -1])
}

@Test(arguments: [0, 1, 2, 3, 10, 1000, 123_457])
func powersMatchTheCLibrary(exponent: Int) {
    for base in [0.9, 0.999, 0.5, 1] {
        expectClose(PortableMath.power(base, exponent), pow(base, Double(exponent)), .relative(Double(exponent + 1) * 0x1p-52))
    }
}

/// Quantiles to 20 digits, from mpmath 1.3.0.
@Test(arguments: [
    (0.5, 0.0), (0.6, 0.25334710313579974123), (0.975, 1.9599639845400538556), (0.925, 1.4395314709384562291),
    (0.0749, -1.4402382675279636631), (0.001, -3.0902323061678135354), (1e-9, -5.9978070150076868614), (1e-12, -7.0344838253011319326),
    (0x1p-53, -8.2095361516013868556),
])
func normalQuantilesAreAccurate(p: Double, expected: Double) {
    expectClose(NormalQuantile.value(p), expected, .absolute(1e-14))
}

@Test func normalQuantilesAreSymmetricAndRise() {
    let p = (1..<4096).map { Double($0) / 4096 }
    let z = p.map(NormalQuantile.value)
    #expect(zip(z, z.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(z, z.reversed()).allSatisfy { $0 == -$1 })
}

@Test func exponentials() {
    let x = (-7000...7000).map { Double($0) / 10 + 0.013 }
    expectClose(x.map(PortableMath.exp), x.map { Glibc.exp($0) }, .ulp(3))
    #expect(PortableMath.exp(0) == 1 && PortableMath.exp(-800) == 0 && PortableMath.exp(800) == .infinity)
    expectClose(PortableMath.exp(-740), Glibc.exp(Double(-740)), .relative(0.5))
}
