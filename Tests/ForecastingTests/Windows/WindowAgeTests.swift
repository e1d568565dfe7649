import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

/// Windows with an age: more rows, under the scale of an earlier window.
@Suite struct WindowAgeTests {
    private static let values: [Float] = (0..<400).map { (position: Int) -> Float in
        position % 13 == 5 ? .nan : Float(position * 37 % 101 + position)
    }

    private static func assembler(context: Int = 8) -> (WindowAssembler, Series) {
        let series = Series(id: "x", axis: .clock(startSeconds: 0, stepSeconds: 3600), values: values)
        let set = try! SeriesSet([series], quantity: .gauge())
        let schema = WindowSchema(
            training: TrainingSet(set, seasons: [24]), context: context, horizon: 4, transform: .identity, scaling: .robust)
        return (WindowAssembler(schema: schema), series)
    }

    private static func filled(_ assembler: WindowAssembler, _ history: History, age: Int) -> WindowBatch {
        let batch = assembler.makeBatch(capacity: 1, age: age)
        batch.count = 1
        batch.steps = assembler.schema.context + age
        var scratch: [Float] = []
        assembler.fill(batch, slot: 0, history: history, withTargets: true, scratch: &scratch)
        return batch
    }

    /// The first L rows are the window of `a` steps ago; later rows and targets stand under its scale.
    @Test(arguments: [1, 5, 16, 31])
    func theScaleIsThatOfAnEarlierWindow(age: Int) {
        let (assembler, series) = Self.assembler()
        let width = assembler.inputChannels
        for count in stride(from: 60, to: 390, by: 11) {
            let aged = Self.filled(assembler, History(series, count: count), age: age)
            let early = Self.filled(assembler, History(series, count: count - age), age: 0)
            let plain = Self.filled(assembler, History(series, count: count), age: 0)
            #expect(aged.scales == early.scales)
            #expect((0..<8 * width).allSatisfy { aged.inputs.pointer[$0] == early.inputs.pointer[$0] })
            // The last L rows are those of the plain window under the other scale.
            let (to, from) = (aged.scales[0], plain.scales[0])
            for row in 0..<8 {
                let (a, b) = (aged.inputs.pointer + (age + row) * width, plain.inputs.pointer + row * width)
                #expect((3..<width).allSatisfy { a[$0] == b[$0] } && a[1] == b[1])
                if a[1] == 1 { expectClose(a[0] * to.scale + to.location, b[0] * from.scale + from.location, .absolute(1e-3)) }
            }
            for step in 0..<4 {
                let raw = Self.values[count + step]
                let target = aged.targets.pointer[step]
                #expect(raw.isNaN == target.isNaN)
                if !raw.isNaN { expectClose(target * to.scale + to.location, raw, .absolute(1e-3)) }
            }
        }
    }

    /// Where fewer values are known than the age asks for, the scale comes from as many as a window needs at least.
    @Test func shortHistoriesHaveAScale() {
        let (assembler, series) = Self.assembler()
        let minimum = assembler.schema.minimumHistory
        let aged = Self.filled(assembler, History(series, count: 10), age: 30)
        let early = Self.filled(assembler, History(series, count: minimum), age: 0)
        #expect(aged.scales == early.scales)
        #expect((0..<(30 + 8 - 10)).allSatisfy { aged.inputs.pointer[$0 * assembler.inputChannels + 1] == 0 })
    }

    /// What is remembered is the end of what came, never less than was asked for, in memory that does not grow.
    @Test(arguments: [1, 2, 63, 64, 65, 500])
    func recentValuesAreTheLatest(kept: Int) {
        var all = (0..<100).map(Float.init)
        var recent = RecentValues(all[...], total: 1100, keeping: kept)
        let bytes = recent.bytes
        for next in 100..<2500 {
            recent.append(Float(next))
            all.append(Float(next))
            let remembered = recent.withValues { Array($0) }
            #expect(remembered.count >= min(kept, all.count) && remembered == Array(all.suffix(remembered.count)))
            #expect(recent.total == 1001 + next && recent.first == recent.total - remembered.count && recent.bytes == bytes)
        }
    }
}
