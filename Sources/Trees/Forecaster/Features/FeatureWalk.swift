import Forecasting
import Traces

/// A way through one series: transformed values once, and a state that follows the origins.
///
/// Behind the last known value it goes on with whatever values it is given, which is how recursive forecasts are made.
package struct FeatureWalk: Sendable {
    private let assembler: FeatureAssembler
    private let series: Series
    private let phase: Int
    private var clock: LocalClock
    /// Transformed values from position `first` on.
    private var values: [Float]
    private let first: Int
    /// Number of values of the series that are known.
    private let known: Int
    private var state: FeatureState?
    private var count = 0
    private var shared: [Float]

    /// Location and scale at the origin.
    package private(set) var scale = WindowScale(location: 0, scale: 1)

    /// Values beyond which a state is made anew rather than advanced.
    private static let longStride = 512

    /// - Parameter origins: the numbers of known values that it may be moved to; what lies further back than their reach is not read.
    package init(_ series: Series, assembler: FeatureAssembler, origins: ClosedRange<Int>) {
        let first = max(0, origins.lowerBound - assembler.schema.reach)
        let values = series.values[first..<origins.upperBound].map { assembler.transformed($0) }
        self.init(series, assembler: assembler, values: values, first: first)
    }

    /// A walk that stands at the end of a history.
    package init(_ history: History, assembler: FeatureAssembler) {
        self.init(history.series, assembler: assembler, origins: history.count...history.count)
        move(to: history.count)
    }

    /// A walk that goes on from a state.
    /// - Parameters:
    ///   - values: transformed values from position `first` on, the last of them that of the state.
    init(_ series: Series, assembler: FeatureAssembler, values: [Float], first: Int, state: FeatureState) {
        self.init(series, assembler: assembler, values: values, first: first)
        self.state = state
        count = state.count
        look()
    }

    private init(_ series: Series, assembler: FeatureAssembler, values: [Float], first: Int) {
        (self.series, self.assembler, self.values, self.first) = (series, assembler, values, first)
        known = first + values.count
        phase = FeatureAssembler.phase(of: series.axis)
        clock = LocalClock(assembler.schema.window.calendar)
        shared = Array(repeating: 0, count: assembler.originColumns)
    }

    /// Goes to an origin and returns its location and scale.
    @discardableResult
    package mutating func move(to count: Int) -> WindowScale {
        if state.map({ count >= $0.count && count - $0.count <= Self.longStride }) != true {
            state = values.withUnsafeBufferPointer {
                FeatureState(PastValues($0, first: first, count: count), phase: phase, assembler: assembler)
            }
        }
        advance(to: count)
        look()
        return scale
    }

    /// Goes on by a transformed value that is not known but expected.
    mutating func append(_ value: Float) {
        values.append(value)
        advance(to: count + 1)
        look()
    }

    /// Writes the row of a step after the origin.
    package mutating func write(_ row: UnsafeMutablePointer<Float>, step: Int) {
        row.update(from: shared, count: shared.count)
        let (assembler, values, past) = (assembler, values, { [first, count] in PastValues($0, first: first, count: count) })
        values.withUnsafeBufferPointer { values in
            assembler.writeStep(
                row + assembler.originColumns, step: step, past: past(values), scale: scale, series: series, phase: phase, clock: &clock)
        }
    }

    /// Writes the row of the first step and its target, in the unit of the origin, for every origin of a range whose target is known.
    ///
    /// - Parameters:
    ///   - origins: numbers of known values, behind the present one or the first.
    ///   - rows: `[N, D]`, written for the origins with targets, without gaps.
    ///   - targets: `[N]`.
    package mutating func writeFirstSteps(
        _ origins: ClosedRange<Int>, rows: UnsafeMutablePointer<Float>, targets: UnsafeMutablePointer<Float>
    ) {
        move(to: origins.lowerBound)
        guard var state = state.take() else { return }
        let (assembler, series, values, first, columns) = (assembler, series, values, first, assembler.columns)
        var row = 0
        series.values.withUnsafeBufferPointer { actual in
            values.withUnsafeBufferPointer { values in
                for origin in origins {
                    let past = PastValues(values, first: first, count: origin)
                    if origin > state.count { state.advance(past) }
                    guard !actual[origin].isNaN else { continue }
                    let (place, scale) = (rows + row * columns, assembler.scale(state))
                    assembler.writeOrigin(place, state: state, past: past, known: known, scale: scale, series: series)
                    assembler.writeStep(
                        place + assembler.originColumns, step: 0, past: past, scale: scale, series: series, phase: phase, clock: &clock)
                    targets[row] = assembler.target(actual[origin], scale: scale)
                    row += 1
                }
            }
        }
        count = state.count
        self.state = state
        look()
    }

    private mutating func advance(to count: Int) {
        // Out of the walk and back, so that it is changed in place.
        guard var state = state.take() else { return }
        let first = first
        values.withUnsafeBufferPointer { values in
            while state.count < count { state.advance(PastValues(values, first: first, count: state.count + 1)) }
        }
        self.state = state
        self.count = count
    }

    /// Takes location, scale and the shared columns of the origin.
    private mutating func look() {
        guard let state else { return }
        scale = assembler.scale(state)
        let (assembler, series, values, count, scale) = (assembler, series, values, count, scale)
        values.withUnsafeBufferPointer { values in
            let past = PastValues(values, first: first, count: count)
            shared.withUnsafeMutableBufferPointer { out in
                guard let out = out.baseAddress else { return }
                assembler.writeOrigin(out, state: state, past: past, known: known, scale: scale, series: series)
            }
        }
    }
}
