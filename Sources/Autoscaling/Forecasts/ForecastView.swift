/// Forecasts as a policy sees them at one moment: the number of known values is fixed by the simulator and out of the policy's reach.
public struct ForecastView: Sendable {
    private let source: any ForecastSource
    /// Number of values of the series that are known now: their steps have ended, and the metric delay has passed.
    public let known: Int
    /// Nanoseconds from the end of the last known step until now.
    private let age: Int64
    private let step: Int64
    private let demandPerValue: Double

    /// A view at `age` nanoseconds after the last known step ended.
    package init(_ source: any ForecastSource, known: Int, age: Int64, step: Int64, demandPerValue: Double) {
        (self.source, self.known, self.age, self.step, self.demandPerValue) = (source, known, age, step, demandPerValue)
    }

    /// A view at `time` of a simulation: known are the values whose steps have ended, and whose metric delay has passed.
    package init(_ source: any ForecastSource, of trace: DemandTrace, on deployment: Deployment, at time: Int64) {
        let elapsed = time - trace.start - deployment.metricDelay.nanoseconds
        let ended = elapsed >= 0 ? elapsed / trace.step : (elapsed - trace.step + 1) / trace.step
        self.init(
            source, known: max(0, trace.range.lowerBound + Int(ended)), age: time - trace.start - ended * trace.step, step: trace.step,
            demandPerValue: trace.demandPerValue)
    }

    /// Name of the forecaster.
    public var forecaster: String { source.name }

    /// Quantile of the highest demand from now until `span` from now.
    ///
    /// The window begins with the first unknown step, which is the current, partial one without a metric delay, and ends with the step
    /// in which `span` ends.
    /// - Returns: `nil` when there is no forecast.
    /// - Throws: ``SimulationError/sawTheFuture(forecaster:known:claimed:)``, and what the forecaster throws.
    public func ceiling(covering span: Duration, level: Double) throws -> DemandCeiling? {
        let window = max(1, Int((age + span.nanoseconds + step - 1) / step))
        guard let answer = try source.ceiling(known: known, window: window, level: level), answer.value.isFinite else { return nil }
        guard answer.known <= known else {
            throw SimulationError.sawTheFuture(forecaster: source.name, known: known, claimed: answer.known)
        }
        return DemandCeiling(demand: max(0, Double(answer.value) * demandPerValue), window: window, staleness: known - answer.known)
    }
}

/// A forecast of the highest demand over some steps.
public struct DemandCeiling: Hashable, Sendable {
    /// Highest demand, at least 0, in the unit of the demand (per second for counts).
    public var demand: Double
    /// Number of steps that it covers.
    public var window: Int
    /// Steps that have become known since the forecast was made; 0 for a fresh one.
    public var staleness: Int

    /// Makes a ceiling.
    public init(demand: Double, window: Int, staleness: Int) {
        (self.demand, self.window, self.staleness) = (demand, window, staleness)
    }
}
