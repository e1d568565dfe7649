import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct WindowScaleTests {
    private func robust(_ values: [Float]) -> WindowScale {
        var scratch = values
        return WindowScale.robust(&scratch)
    }

    /// Lower median 3; distances 2, 1, 0, 2, 7: mean 2.4.
    @Test func locationIsTheMedianAndScaleTheMeanDeviation() {
        let scale = robust([5, 1, 3, 10, 2])
        #expect(scale.location == 3)
        expectClose(scale.scale, 2.4, .relative(1e-6))
        #expect(robust([4, 1, 2, 3]).location == 2)
    }

    /// Two parts in a thousand of their level, so that the first change has a size.
    @Test(arguments: [(0, 1), (7, 0.014), (-7, 0.014), (1e30, 2e27), (-2e-20, 4e-23)] as [(Float, Float)])
    func constantsHaveASmallSize(value: Float, expected: Float) {
        for count in [1, 2, 300] {
            let scale = robust([Float](repeating: value, count: count))
            #expect(scale.location == value)
            expectClose(scale.scale, expected, .relative(1e-6))
        }
    }

    @Test func nothingObservedHasSizeOne() { #expect(robust([]) == WindowScale(location: 0, scale: 1)) }

    /// One spike of 1,000 standard sizes moves the scale, not the location.
    @Test func outliersDoNotMoveTheLocation() {
        var values = (0..<255).map { Float($0 % 5) + 10 }
        let calm = robust(values)
        values[100] = 1e6
        let spiked = robust(values)
        #expect(calm.location == 12 && spiked.location == 12)
        #expect(spiked.scale > 1000 * calm.scale)
    }

    /// Rounding noise beside a high level is not blown up to size one.
    @Test func noiseBesideAHighLevelIsNotAScale() {
        let values = (0..<100).map { Float(1e6) + Float($0 % 2) * 0.125 }
        expectClose(robust(values).scale, 2000, .relative(1e-6))
    }

    /// Whatever finite numbers come in, what they become stays finite and usable.
    @Test(arguments: [
        [Float.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0], [.leastNonzeroMagnitude], [.leastNonzeroMagnitude, 0, 0],
        [.leastNormalMagnitude, .leastNonzeroMagnitude], [-.leastNonzeroMagnitude, -.leastNonzeroMagnitude], [1e38, 1, 1],
        [.greatestFiniteMagnitude, .greatestFiniteMagnitude],
    ])
    func scaleIsAlwaysFiniteAndInvertible(values: [Float]) {
        let scale = robust(values)
        #expect(scale.location.isFinite && scale.scale.isFinite && scale.scale > 0)
        #expect((1 / scale.scale).isFinite)
        for value in values { #expect(!((value - scale.location) * (1 / scale.scale)).isNaN) }
    }

    /// Multiplying a window by a power of two multiplies location and scale exactly.
    @Test func scalesFollowTheUnit() {
        var random = numbers(2)
        for trial in 0..<50 {
            let values = (0..<40 + trial).map { _ in Float(random.normal()) }
            let one = robust(values), two = robust(values.map { $0 * 1024 })
            #expect(two == WindowScale(location: one.location * 1024, scale: one.scale * 1024))
        }
    }

    /// The lower median of every length up to 50, with many ties, with few, sorted and reversed.
    @Test(arguments: 1...50)
    func selectMedianEqualsSort(count: Int) {
        var random = numbers(UInt64(count))
        for trial in 0..<60 {
            var values = (0..<count).map { _ in trial % 3 == 0 ? Float(random.int(below: 3)) : Float(random.normal()) }
            if trial % 5 == 1 { values.sort() }
            if trial % 5 == 2 { values.sort(by: >) }
            var scratch = values
            let found = scratch.selectMedian()
            let sorted = values.sorted()
            #expect(found == sorted[(count - 1) / 2])
            #expect(scratch.sorted() == sorted, "a value was lost")
        }
    }

    @Test func selectMedianIsFastOnSortedAndConstantWindows() {
        var ascending = (0..<200_000).map(Float.init)
        #expect(ascending.selectMedian() == 99_999)
        var constant = [Float](repeating: 3, count: 200_000)
        #expect(constant.selectMedian() == 3)
        var organ = (0..<200_000).map { Float(min($0, 200_000 - $0)) }
        #expect(organ.selectMedian() == 50_000)
    }
}

@Suite struct TargetTransformTests {
    @Test func identityChangesNothing() {
        for y: Float in [-3, 0, 1e30, -1e30] {
            #expect(TargetTransform.identity.forward(y, lowerBound: 0) == y)
            #expect(TargetTransform.identity.inverse(y, lowerBound: 5) == y)
        }
    }

    @Test(arguments: [Float(0), -2, 10])
    func log1pInvertsItself(bound: Float) {
        for distance: Float in [0, 1e-6, 0.5, 1, 100, 1e5, 1e9, 1e20, 1e30, 1e37] {
            let y = bound + distance
            let back = TargetTransform.log1p.inverse(TargetTransform.log1p.forward(y, lowerBound: bound), lowerBound: bound)
            // Half an ulp of the logarithm, times the size of the number.
            let tolerance = max(1, abs(bound), distance) * Float(4e-7) * max(1, Float(logarithm1p(Double(distance))))
            #expect(abs(back - y) <= tolerance, "\(y) came back as \(back)")
        }
        #expect(TargetTransform.log1p.forward(bound + 1, lowerBound: bound) == Float(logarithm1p(1)))
    }

    @Test func log1pSaturates() {
        #expect(TargetTransform.log1p.forward(-5, lowerBound: 0) == 0)
        for z: Float in [88, 89, 1e4, .greatestFiniteMagnitude, .infinity] {
            let y = TargetTransform.log1p.inverse(z, lowerBound: 3)
            #expect(y.isFinite && y > 1e38)
        }
        #expect(TargetTransform.log1p.inverse(-.greatestFiniteMagnitude, lowerBound: 3) == 2)
    }

    /// asinh knows any sign, is linear in small numbers and a logarithm of large ones, and inverts itself within a few roundings.
    @Test(arguments: [Float(0), -2, 10], [Float(1), 1e-3, 4e5])
    func asinhInvertsItself(bound: Float, unit: Float) {
        for distance: Float in [0, 1e-3, 0.5, 1, 100, 1e5, 1e9] {
            for y in [bound + unit * distance, bound - unit * distance] {
                let z = TargetTransform.asinh.forward(y, lowerBound: bound, unit: unit)
                let back = TargetTransform.asinh.inverse(z, lowerBound: bound, unit: unit)
                #expect(abs(back - y) <= max(abs(bound), unit * distance) * 4e-6, "\(y) came back as \(back)")
                #expect(z == -TargetTransform.asinh.forward(bound - (y - bound), lowerBound: bound, unit: unit) || bound != 0)
            }
        }
        #expect(TargetTransform.asinh.inverse(1e4, lowerBound: 0) < .infinity && TargetTransform.asinh.inverse(-1e4, lowerBound: 0) < -1e37)
    }

    @Test(arguments: TargetTransform.allCases)
    func transformsAreMonotone(transform: TargetTransform) {
        var previous = -Float.infinity
        for k in 0...4000 {
            let z = transform.inverse(Float(k) * 0.025 - 5, lowerBound: 0)
            #expect(z >= previous)
            previous = z
        }
    }
}
