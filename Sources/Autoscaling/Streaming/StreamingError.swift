/// What can be wrong with a simulation of a streaming service.
public enum StreamingError: Error, Equatable, Sendable {
    /// A number lies outside its range.
    case invalidSetting(name: String, found: String, expected: String)
    /// A trace ends before the first slot that is to be simulated.
    case tooShort(trace: String, slots: Int, required: Int)
    /// Streams and instances span a table that is larger than what is kept.
    case tooManyStates(streams: Int, instances: Int, limit: Int)
    /// A forecast was made from slots behind the one in which the decision falls.
    case sawTheFuture(forecast: String, decision: Int, origin: Int)
    /// A forecast is of another slot than the one asked for.
    case wrongTarget(forecast: String, asked: Int, found: Int)
    /// There is no forecast of a slot.
    case noForecast(forecast: String, decision: Int, target: Int)
    /// No policy is called so.
    case unknownPolicy(String, expected: String)
}

extension StreamingError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .invalidSetting(let name, let found, let expected): "\(name) must be \(expected), found \(found)"
        case .tooShort(let trace, let slots, let required):
            "\(trace) has \(slots) slots, \(required) are needed: the training weeks and at least one slot to simulate; train on fewer weeks"
        case .tooManyStates(let streams, let instances, let limit):
            "\(streams) streams on up to \(instances) instances make more than \(limit) states; lower the most instances"
        case .sawTheFuture(let forecast, let decision, let origin):
            "\(forecast) answers at slot \(decision) with a forecast made at slot \(origin): it saw the future; correct the origins"
        case .wrongTarget(let forecast, let asked, let found):
            "\(forecast) was asked for slot \(asked) and answered for slot \(found); correct the targets"
        case .noForecast(let forecast, let decision, let target):
            "\(forecast) has no forecast of slot \(target) made at slot \(decision) or before; give more history or forecasts"
        case .unknownPolicy(let text, let expected): "policy \"\(text)\" is not known; expected \(expected)"
        }
    }
}
