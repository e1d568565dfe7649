import Forecasting
import Tensors
import Testing
import Traces
import Trees

/// Rows of features: the same however one comes to an origin, and never with anything from behind it.
@Suite struct FeatureTests {
    private static let count = 5000

    /// Counts by the minute with covariates of every kind.
    private static let set: SeriesSet = {
        var all = Waves.counts(2, count: count).series
        for index in all.indices {
            all[index].pastCovariates = [all[index].values.map { 2 * $0 }]
            all[index].futureCovariates = [(0..<count + 50).map { Float($0 % 7) }]
            all[index].staticCovariates = [Float(index)]
        }
        return try! SeriesSet(
            all, quantity: .count(), pastCovariates: ["load"], futureCovariates: ["plan"], staticCovariates: ["size"])
    }()

    private static func assembler(_ scaling: TargetScaling, horizon: Int = 9) -> FeatureAssembler {
        FeatureAssembler(FeatureSchema(training: TrainingSet(set, seasons: [60]), horizon: horizon, scaling: scaling))
    }

    /// Rows of all steps of an origin.
    private static func rows(_ series: Series, at count: Int, _ assembler: FeatureAssembler) -> [[Float]] {
        var walk = FeatureWalk(series, assembler: assembler, origins: count...count)
        _ = walk.move(to: count)
        return rows(walk, assembler)
    }

    private static func rows(_ walk: FeatureWalk, _ assembler: FeatureAssembler) -> [[Float]] {
        var walk = walk
        return (0..<9).map { step in
            var row = [Float](repeating: -7, count: assembler.columns)
            walk.write(&row, step: step)
            return row
        }
    }

    /// Equal to a few of the last bits of single precision, missing where missing.
    private static func agree(_ a: [Float], _ b: [Float]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { $0.isNaN ? $1.isNaN : abs($0 - $1) <= 1e-5 * max(1, abs($0)) }
    }

    @Test(arguments: TargetScaling.allCases)
    func cameHereOrBegunHereIsTheSame(scaling: TargetScaling) {
        let assembler = Self.assembler(scaling)
        for series in Self.set.series {
            // From one origin to the next the state is advanced, value by value.
            var walk = FeatureWalk(series, assembler: assembler, origins: 0...Self.count)
            for count in stride(from: 0, through: Self.count, by: 250) {
                _ = walk.move(to: count)
                let fresh = Self.rows(series, at: count, assembler)
                for (a, b) in zip(Self.rows(walk, assembler), fresh) { #expect(Self.agree(a, b)) }
            }
        }
    }

    @Test(arguments: TargetScaling.allCases)
    func nothingBehindTheOriginMatters(scaling: TargetScaling) {
        let assembler = Self.assembler(scaling)
        for count in [0, 1, 30, 700, 4990] {
            let series = Self.set.series[0]
            var other = series
            for position in count..<Self.count {
                other.values[position] = 1e6
                other.pastCovariates[0][position] = -1e6
            }
            let (before, after) = (Self.rows(series, at: count, assembler), Self.rows(other, at: count, assembler))
            #expect(before.flatMap { $0.map(\.bitPattern) } == after.flatMap { $0.map(\.bitPattern) })
            // What is known in advance does matter.
            other.futureCovariates[0][count + 3] = 99
            #expect(Self.rows(other, at: count, assembler)[3].last == 99)
        }
    }

    /// Values that cannot matter may be forgotten; phases stay those of the time axis.
    @Test func onlyTheReachMatters() {
        let assembler = Self.assembler(.log1p)
        let (series, reach) = (Self.set.series[1], assembler.schema.reach)
        let first = Self.count - reach
        #expect(first > 0)
        var cut = series
        cut.values.removeFirst(first)
        cut.pastCovariates[0].removeFirst(first)
        cut.futureCovariates[0].removeFirst(first)
        cut.axis = series.axis.advanced(by: first)
        for (a, b) in zip(Self.rows(series, at: Self.count, assembler), Self.rows(cut, at: reach, assembler)) {
            #expect(a.map(\.bitPattern) == b.map(\.bitPattern))
        }
    }

    /// Every feature has a name of its own, and features are what their names say.
    @Test func featuresAreWhatTheirNamesSay() throws {
        let assembler = Self.assembler(.none)
        let names = assembler.schema.names
        #expect(names.count == assembler.columns && Set(names).count == names.count)
        let series = Self.set.series[1]
        let (origin, step) = (3000, 4)
        let row = Self.rows(series, at: origin, assembler)[step]
        func feature(_ name: String) throws -> Float { row[try #require(names.firstIndex(of: name))] }
        let known = series.values[..<origin]
        #expect(try feature("lag_1") == series.values[origin - 1])
        #expect(try feature("lag_5") == series.values[origin - 5])
        #expect(try feature("cycle_60_back_1") == series.values[origin + step - 60])
        #expect(try feature("cycle_60_back_3") == series.values[origin + step - 180])
        // A cycle shorter than the way to the target: the last one that is known.
        #expect(try feature("cycle_2_back_1") == series.values[origin - 2])
        #expect(try feature("phase_60") == Float((origin + step) % 60))
        #expect(try feature("step") == 5)
        #expect(try feature("max_64") == known.suffix(64).filter { !$0.isNaN }.max())
        let recent = known.suffix(16).filter { !$0.isNaN }
        #expect(abs(try feature("mean_16") - recent.reduce(0, +) / Float(recent.count)) < 1e-4)
        #expect(try feature("since_nonzero") == Float(known.reversed().prefix { !($0 > 0) }.count))
        #expect(try feature("plan") == Float((origin + step) % 7))
        #expect(try feature("size") == 1 && feature("series") == 1)
        #expect(try feature("last_load") == 2 * known.last { !$0.isNaN }!)
        #expect(try feature("second_of_day") == Float((origin + step) * 60 % 86_400))
    }
}
