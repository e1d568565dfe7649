import Tensors
import TestSupport
import Testing
import Workloads

@Suite struct ArchetypeFeaturesTests {
    static let functions = try! SyntheticFunctions.make(1, days: 3, ranges: .training, seed: 5)

    /// Rounding decides nothing here but the place of ties.
    @Test(arguments: InstructionSet.supported) func vectorsAreTheReference(_ level: InstructionSet) throws {
        let reference = try ArchetypeFeatures(kernels: Kernels(.scalar))
        let features = try ArchetypeFeatures(kernels: Kernels(level))
        let edges: [[Float]] = [
            [Float](repeating: 0, count: 600), [Float](repeating: 7, count: 600), (0..<600).map(Float.init),
            (0..<600).map { $0 == 333 ? 9 : 0 },
        ]
        for values in Self.functions.map(\.values) + edges {
            let (found, expected) = (features.windows(of: values), reference.windows(of: values))
            #expect(found.events == expected.events)
            for (index, (a, b)) in zip(found.rows, expected.rows).enumerated() {
                let isNear = a.isNaN && b.isNaN || abs(a - b) <= 1e-5 * abs(b) + 1e-5
                #expect(isNear, "\(ArchetypeFeatures.names[index % 100]) of window \(index / 100): \(a), expected \(b)")
            }
        }
    }

    @Test(arguments: [10, 7, 60, 120, 1]) func streamsGiveTheBitsOfBatches(stride: Int) throws {
        let values = Self.functions[stride % 4].values
        let features = try ArchetypeFeatures(WindowPlan(length: 60, stride: stride))
        let batch = features.windows(of: values)
        var stream = WindowStream(features)
        for (minute, value) in values.enumerated() {
            let row = stream.append(value)
            #expect((row == nil) == (minute < 59))
            guard let row, (minute + 1 - 60) % stride == 0 else { continue }
            let window = (minute + 1 - 60) / stride
            #expect(row.map(\.bitPattern) == batch.row(window).map(\.bitPattern), "window \(window)")
            #expect(stream.events == batch.events[window])
        }
    }

    /// Missing minutes leave the order that a stream keeps as they entered it; equal values and infinite ones do not upset it.
    @Test func streamsOutlastMissingMinutes() throws {
        var values = Self.functions[2].values
        (values[100], values[130], values[131], values[700], values[1300]) = (.nan, .infinity, .nan, .nan, .infinity)
        for minute in 900..<1000 { values[minute] = 0 }
        let features = try ArchetypeFeatures(WindowPlan(length: 60, stride: 1))
        let batch = features.windows(of: values)
        var stream = WindowStream(features)
        for (minute, value) in values.enumerated() {
            guard let row = stream.append(value) else { continue }
            let expected = batch.row(minute - 59)
            let isEqual = zip(row, expected).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
            #expect(isEqual, "minute \(minute)")
        }
    }

    @Test func nothingBehindAWindowIsSeen() throws {
        let features = try ArchetypeFeatures()
        let values = Self.functions[0].values
        let whole = features.windows(of: values)
        for window in [0, 3, 41, 250] {
            let known = features.windows(of: Array(values[..<(10 * window + 60)]))
            #expect(known.count == window + 1)
            #expect(known.row(window).map(\.bitPattern) == whole.row(window).map(\.bitPattern))
        }
    }

    @Test func longerScalesComeWithTheirTime() throws {
        let windows = try ArchetypeFeatures().windows(of: Self.functions[1].values)
        #expect(windows.reach(of: 5) == .minutes)
        #expect(windows.reach(of: 6) == .hours)
        #expect(windows.reach(of: 29) == .hours)
        #expect(windows.reach(of: 30) == .day)
        #expect(windows.reach(of: 137) == .day)
        #expect(windows.reach(of: 138) == .weeks)
        #expect((0..<windows.count).allSatisfy { windows.withoutContext.reach(of: $0) == .minutes })
    }

    /// The statistics that have one do not depend on the level: Poisson has dispersion 1, steps of any height are as far up.
    @Test(arguments: [4.0, 40, 4000]) func levelsDoNotMatter(level: Double) throws {
        var random = RandomStream(seed: 2, purpose: "level")
        // Normal with Poisson's variance.
        let noise = (0..<1440).map { _ in Float(max(0, (level + level.squareRoot() * random.normal()).rounded())) }
        let windows = try ArchetypeFeatures().windows(of: noise)
        let last = windows.row(windows.count - 1)
        func value(_ scale: DemandScale, _ feature: ScaleFeature) -> Float {
            last[last.startIndex + ArchetypeFeatures.column(scale, feature)]
        }
        #expect(abs(value(.day, .dispersion)) < 0.6)
        #expect(value(.day, .fisherLogP) > -5)
        #expect(value(.minutes, .bursts) == 0)
        let line = (0..<60).map { Float(level) * (1 + Float($0)) }
        let ramp = try ArchetypeFeatures().windows(of: line).row(0)
        expectClose(ramp[ArchetypeFeatures.column(.minutes, .trendOrder)], 66 / (12.0 * 11 * 29 / 18).squareRoot(), .relative(1e-6))
        expectClose(ramp[ArchetypeFeatures.column(.minutes, .trendFit)], 1, .relative(1e-6))
        expectClose(ramp[ArchetypeFeatures.column(.minutes, .change)], 59 / 30.5, .relative(1e-6))
    }

    @Test func missingMinutesAreNotGuessed() throws {
        var values = Self.functions[2].values
        values[2000] = .nan
        let windows = try ArchetypeFeatures().windows(of: values)
        for window in 0..<windows.count {
            let holds = (10 * window..<10 * window + 60).contains(2000)
            #expect(windows.events[window].isNaN == holds)
            #expect(windows.row(window)[windows.row(window).startIndex].isNaN == holds)
        }
    }

    @Test(arguments: [4, 12, 50, 1452]) func otherWindowsAreRefused(length: Int) {
        #expect(throws: WorkloadsError.unsuitableWindow(length: length)) {
            try ArchetypeFeatures(WindowPlan(length: length, stride: 10))
        }
    }
}
