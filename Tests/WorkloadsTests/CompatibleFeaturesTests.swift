import Tensors
import TestSupport
import Testing
import Workloads

@Suite struct CompatibleFeaturesTests {
    static let levels = InstructionSet.allCases.filter(\.isSupported)

    /// Relative, where terms cancel relative to the largest value of the window: kurtosis is a difference from 3.
    @Test(arguments: levels, ["hour", "odd", "hours", "day"]) func featuresAreThoseOfTheFormulas(_ level: InstructionSet, _ name: String)
        throws
    {
        let golden = try GoldenFile(named: "archetypes")
        let (windows, expected) = (try golden.floats(name), try golden.doubles(name + ".features"))
        let length = windows.shape[1]
        let features = CompatibleFeatures(WindowPlan(length: length, stride: length), kernels: Kernels(level))
        let found = features.features(of: windows.values)
        try #require(found.count == expected.values.count)
        for (index, (a, b)) in zip(found, expected.values).enumerated() {
            let (window, feature) = (index / 37, CompatibleFeatures.names[index % 37])
            let scale = windows.values[window * length..<(window + 1) * length].reduce(1) { max($0, abs($1)) }
            let isNear = a.isNaN && b.isNaN || abs(a - b) <= 1e-9 * abs(b) + 1e-12 * Double(scale)
            #expect(isNear, "\(feature) of window \(window) of \(name): \(a), expected \(b)")
        }
    }

    @Test(arguments: levels) func windowsDoNotDependOnTheirNeighbours(_ level: InstructionSet) {
        var random = RandomStream(seed: 1, purpose: "demand")
        let values = (0..<300).map { _ in Float(random.int(below: 20)) }
        let all = CompatibleFeatures(kernels: Kernels(level)).features(of: values)
        for window in 0..<25 {
            let alone = CompatibleFeatures(kernels: Kernels(level)).features(of: Array(values[10 * window..<10 * window + 60]))
            #expect(alone.map(\.bitPattern) == all[37 * window..<37 * window + 37].map(\.bitPattern))
        }
        #expect(all.count == 25 * 37)
    }

    @Test func windowsAreCountedAsInThePaper() {
        #expect(WindowPlan.standard.count(minutes: 20_160) == 2_011)
        #expect(WindowPlan.standard.count(minutes: 59) == 0)
        #expect(CompatibleFeatures().features(of: [Float](repeating: 1, count: 59)).isEmpty)
    }
}
