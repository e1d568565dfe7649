/// What can be wrong with a simulation before or while it runs.
public enum SimulationError: Error, Equatable, Sendable {
    /// A number of the deployment or of a policy lies outside its range.
    case invalidSetting(name: String, found: String, expected: String)
    /// A series without a clock was given without saying how long a step lasts.
    case noClock(series: String)
    /// The steps to simulate do not lie inside the series, or there are none.
    case invalidRange(series: String, from: Int, to: Int, count: Int)
    /// The steps to simulate do not fill one sub-step.
    case tooShort(series: String, seconds: Double, required: Double)
    /// More sub-steps than the simulator takes.
    case tooLong(series: String, limit: Int)
    /// Demand is negative, which no replica can serve.
    case negativeDemand(series: String, time: Int64, value: Float)
    /// A level says nothing about single requests.
    case notRequests(series: String)
    /// There is no known value before the simulated steps to size a deployment by.
    case noTrainingDemand(series: String)
    /// A policy that acts on forecasts was started without any.
    case noForecasts(policy: String)
    /// A policy looks further ahead than the forecaster reaches.
    case windowTooLong(policy: String, steps: Int, forecaster: String, maximum: Int)
    /// A forecast claims to have been made from values that were not known yet.
    case sawTheFuture(forecaster: String, known: Int, claimed: Int)
}

extension SimulationError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .invalidSetting(let name, let found, let expected): "\(name) must be \(expected), found \(found)"
        case .noClock(let series):
            "series \(series) counts its steps without a clock, so delays mean nothing; say how long a step lasts, for example --index-step 1m"
        case .invalidRange(let series, let from, let to, let count):
            "series \(series) has \(count) values, steps \(from) to \(to) cannot be simulated; choose a non-empty range inside 0 to \(count)"
        case .tooShort(let series, let seconds, let required):
            "the simulated part of series \(series) lasts \(seconds.fixed(3)) s, one sub-step needs \(required.fixed(3)) s; "
                + "simulate more steps or choose a shorter sync period"
        case .tooLong(let series, let limit):
            "the simulated part of series \(series) takes more than \(limit) sub-steps; simulate fewer steps or choose a longer sync period"
        case .negativeDemand(let series, let time, let value):
            "series \(series) has the negative demand \(value) at \(time) ns since 1970; demand to be served is 0 or more, correct the trace"
        case .notRequests(let series):
            "series \(series) is a level, single requests need counts per step or rates per second; say --kind count or --kind rate if it is one"
        case .noTrainingDemand(let series):
            "series \(series) has no known value before the simulated steps, so no size can be learnt; give the number of replicas"
        case .noForecasts(let policy):
            "policy \(policy) acts on forecasts, but none were given; name a model with --model"
        case .windowTooLong(let policy, let steps, let forecaster, let maximum):
            "policy \(policy) looks \(steps) steps ahead (lead time and hold), \(forecaster) reaches \(maximum); "
                + "train with --horizon \(steps) or shorten the hold"
        case .sawTheFuture(let forecaster, let known, let claimed):
            "\(forecaster) answered with a forecast made from \(claimed) values when only \(known) were known: it saw the future"
        }
    }
}
