import FoundationEssentials
import Testing
import Traces

struct FourierTransformTests {
    @Test(arguments: [1, 2, 4, 8, 64, 256]) func transformEqualsItsDefinition(count: Int) {
        let x = (0..<count).map { Double(($0 * 37) % 11) - 5 }
        let y = (0..<count).map { Double(($0 * 23) % 7) - 3 }
        var (real, imaginary) = (x, y)
        FourierTransform(count: count).forward(&real, &imaginary)
        for k in 0..<count {
            var (re, im) = (0.0, 0.0)
            for t in 0..<count {
                // exp(−2πi·kt/n) by repeated angle, from the quarter-wave of the test's own sine.
                let angle = 2 * Double.pi * Double(k * t % count) / Double(count)
                let (s, c) = (SeasonDetectorTests.sine(angle), SeasonDetectorTests.sine(angle + Double.pi / 2))
                re += x[t] * c + y[t] * s
                im += y[t] * c - x[t] * s
            }
            #expect(abs(real[k] - re) < 1e-9 * Double(count) && abs(imaginary[k] - im) < 1e-9 * Double(count))
        }
    }

    @Test func autocorrelationEqualsItsDefinition() {
        var values: [Double] = (0..<300).map { t -> Double in
            let base = Double((t * 61) % 29)
            return t % 12 == 3 ? base + 20 : base
        }
        for t in stride(from: 5, to: 300, by: 7) { values[t] = Double.nan }
        let known = values.filter { !$0.isNaN }
        let mean = known.reduce(0, +) / Double(known.count)
        let variance = Self.meanProduct(values, mean, lag: 0)
        let found = FourierTransform.autocorrelation(of: values, upTo: 299)
        #expect(found.count == 300 && abs(found[0] - 1) < 1e-12)
        for lag in 1..<300 {
            let expected = Self.meanProduct(values, mean, lag: lag) / variance
            #expect(abs(found[lag] - expected) < 1e-9, "lag \(lag)")
        }
    }

    @Test(arguments: [1e-12, 1, 1e12]) func sizeDoesNotMatter(scale: Double) {
        let values = (0..<50).map { t -> Double in scale * Double((t * 61) % 29) }
        let unit = FourierTransform.autocorrelation(of: values.map { $0 / scale }, upTo: 20)
        for (a, b) in zip(FourierTransform.autocorrelation(of: values, upTo: 20), unit) { #expect(abs(a - b) < 1e-9) }
    }

    static func meanProduct(_ values: [Double], _ mean: Double, lag: Int) -> Double {
        var (sum, count) = (0.0, 0.0)
        for t in 0..<(values.count - lag) where !values[t].isNaN && !values[t + lag].isNaN {
            sum += (values[t] - mean) * (values[t + lag] - mean)
            count += 1
        }
        return count > 0 ? sum / count : 0
    }

    @Test func nothingThatVariesHasNone() {
        #expect(FourierTransform.autocorrelation(of: [], upTo: 3).isEmpty)
        #expect(FourierTransform.autocorrelation(of: [.nan, .nan], upTo: 1).isEmpty)
        #expect(FourierTransform.autocorrelation(of: [2, 2, 2], upTo: 1).isEmpty)
    }
}
