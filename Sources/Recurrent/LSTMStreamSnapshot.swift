import FoundationEssentials
import Forecasting
import Traces

/// A stream as data, so that a server can stop and go on: restored with the same model it answers bit for bit as if it had never stopped.
///
/// It holds the remembered values and the recurrent states, not the model. Floats are written as little-endian bytes (base64 in JSON),
/// so missing values and every bit survive.
public struct LSTMStreamSnapshot: Sendable, Codable, Equatable {
    /// Identifier of the series.
    public let seriesID: String
    /// Times of the series, from its first value.
    public let axis: TimeAxis
    /// Number of values observed so far.
    public let total: Int

    let fixed: [Float]
    let lastObserved: Int
    let values: PackedFloats
    let states: [State]
    let fingerprint: UInt64

    /// One recurrent state.
    struct State: Sendable, Codable, Equatable {
        let isActive: Bool, isWhole: Bool
        let frozenAt: Int, next: Int
        /// Location, scale, last value.
        let numbers: PackedFloats
        /// `[layers, C]`: without the padding of one instruction set, so that another one can go on.
        let hidden: PackedFloats, cells: PackedFloats

        init(_ state: LSTMStreamState, weights: LSTMStepWeights) {
            (isActive, isWhole, frozenAt, next) = (state.isActive, state.isWhole, state.frozenAt, state.next)
            numbers = PackedFloats(
                [state.scale.location, state.scale.scale, state.last] + (state.scale.unit == 1 ? [] : [state.scale.unit]))
            (hidden, cells) = (PackedFloats(weights.plain(state.hidden)), PackedFloats(weights.plain(state.cells)))
        }
    }

    /// The history that is still known, to start a new stream from it: with another model, or after a pause.
    public var history: History {
        let values = values.floats
        return History(
            Series(id: seriesID, axis: axis.advanced(by: total - values.count), values: values, staticCovariates: fixed))
    }
}

extension LSTMStream {
    /// The stream as data.
    public var snapshot: LSTMStreamSnapshot {
        LSTMStreamSnapshot(
            seriesID: series.id, axis: series.axis, total: values.total, fixed: series.staticCovariates, lastObserved: lastObserved,
            values: PackedFloats(Array(values.values)),
            states: [current, successor].map { LSTMStreamSnapshot.State($0, weights: weights) },
            fingerprint: weights.fingerprint)
    }

    /// Goes on where a stream stopped.
    ///
    /// - Parameters:
    ///   - model: the model of the stream that was saved.
    ///   - snapshot: what ``snapshot`` gave.
    ///   - workspace: scratch of other streams of this model on the same thread; `nil` makes one.
    /// - Throws: `ForecastError.invalidArchive(_:)` when the snapshot was made with another model or is damaged.
    public convenience init(
        _ model: FittedLSTM, restoring snapshot: LSTMStreamSnapshot, workspace: LSTMStreamWorkspace? = nil
    ) throws(ForecastError) {
        let kept = try Self.kept(of: model)
        let floats = snapshot.values.floats
        guard snapshot.fingerprint == model.stepWeights?.fingerprint else {
            throw ForecastError.invalidArchive(
                "the saved stream of \(snapshot.seriesID) belongs to another model; start a new stream from its history")
        }
        guard snapshot.axis.step > 0, (0...1 << 40).contains(snapshot.total), (-1..<snapshot.total).contains(snapshot.lastObserved),
            Self.endIsRepresentable(snapshot.axis, steps: snapshot.total + model.model.assembler.schema.horizon),
            (min(snapshot.total, kept)...snapshot.total).contains(floats.count),
            !floats.contains(where: \.isInfinite), snapshot.states.count == 2
        else { throw Self.damaged(snapshot) }
        let series = Series(id: snapshot.seriesID, axis: snapshot.axis, values: [], staticCovariates: snapshot.fixed)
        try model.model.check(History(series))
        try self.init(
            model, series: series, values: RecentValues(floats[...], total: snapshot.total, keeping: kept),
            lastObserved: snapshot.lastObserved, workspace: workspace)
        let context = model.model.assembler.schema.context
        current = try Self.state(snapshot.states[0], of: snapshot, weights: weights, context: context)
        successor = try Self.state(snapshot.states[1], of: snapshot, weights: weights, context: context)
        guard current.isActive ? current.next == values.total : !successor.isActive else { throw Self.damaged(snapshot) }
    }

    /// Whether the times of all values and of a forecast behind them fit the axis.
    private static func endIsRepresentable(_ axis: TimeAxis, steps: Int) -> Bool {
        let (distance, overflow) = axis.step.multipliedReportingOverflow(by: Int64(steps))
        return !overflow && !axis.start.addingReportingOverflow(distance).overflow
    }

    private static func state(
        _ saved: LSTMStreamSnapshot.State, of snapshot: LSTMStreamSnapshot, weights: LSTMStepWeights, context: Int
    ) throws(ForecastError) -> LSTMStreamState {
        let (numbers, hidden, cells) = (saved.numbers.floats, saved.hidden.floats, saved.cells.floats)
        let units = weights.network.layers * weights.network.hidden
        let all = numbers + hidden + cells
        guard (3...4).contains(numbers.count), hidden.count == units, cells.count == units, all.allSatisfy(\.isFinite), numbers[1] > 0,
            (0...snapshot.total).contains(saved.frozenAt),
            (saved.frozenAt - context...snapshot.total).contains(saved.next) || !saved.isActive
        else { throw damaged(snapshot) }
        var state = LSTMStreamState(layers: weights.network.layers, width: weights.stateWidth)
        (state.hidden, state.cells) = (weights.padded(hidden), weights.padded(cells))
        (state.isActive, state.isWhole, state.frozenAt, state.next) = (saved.isActive, saved.isWhole, saved.frozenAt, saved.next)
        state.scale = WindowScale(location: numbers[0], scale: numbers[1], unit: numbers.count > 3 ? numbers[3] : 1)
        state.last = numbers[2]
        return state
    }

    private static func damaged(_ snapshot: LSTMStreamSnapshot) -> ForecastError {
        ForecastError.invalidArchive("the saved stream of \(snapshot.seriesID) contradicts itself; start a new stream from observations")
    }
}

/// Floats as little-endian bytes.
struct PackedFloats: Sendable, Codable, Equatable {
    private let bytes: Data

    init(_ floats: [Float]) { bytes = floats.withUnsafeBytes { Data($0) } }

    init(from decoder: any Decoder) throws { bytes = try decoder.singleValueContainer().decode(Data.self) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }

    /// The floats; a rest of less than four bytes is dropped.
    var floats: [Float] {
        // Without room the initialiser writes the count of the empty array that all threads share.
        guard bytes.count >= 4 else { return [] }
        return [Float](unsafeUninitializedCapacity: bytes.count / 4) { out, count in
            count = bytes.count / 4
            bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(out).copyBytes(from: $0.prefix(count * 4)) }
        }
    }
}
