import Traces

/// What a window looks like to a network: lengths, transform, seasons and channels. Everything a fitted model needs to turn a history
/// into numbers again, stored in its file.
public struct WindowSchema: Sendable, Codable, Hashable {
    /// Context length L in steps.
    public var context: Int
    /// Horizon H in steps.
    public var horizon: Int
    /// Transform of the demand before scaling.
    public var transform: TargetTransform
    /// Scaling of every window.
    public var scaling: WindowScaling
    /// Seasons in steps whose lags are channels, at most two.
    public var seasons: [Int]
    /// Whether seasonal, calendar and level channels are used; the plain network of the benchmarks sees only the values.
    public var features: Bool
    /// What the values measure.
    public var quantity: Quantity
    /// Calendar of the clock channels.
    public var calendar: DemandCalendar
    /// Step and kind of time, as trained; its start has no meaning.
    public var axis: TimeAxis
    /// Names of the covariates.
    public var covariates: CovariateNames
    /// Mean and standard deviation of every covariate over the training values, in the order past, future, static.
    public var covariateScales: [WindowScale]

    /// The schema of a training set: two most important seasons (for timers the hour is one), all covariates with their training mean and deviation.
    public init(training set: TrainingSet, context: Int, horizon: Int, transform: TargetTransform, scaling: WindowScaling) {
        self.context = context
        self.horizon = horizon
        self.transform = transform
        self.scaling = scaling
        features = true
        quantity = set.quantity
        calendar = set.calendar
        let first = set.histories.first?.series.axis ?? .index()
        axis = TimeAxis(kind: first.kind, start: 0, step: first.step)
        seasons = Self.seasons(set.seasons.filter { $0 > 1 }, axis: axis, calendar: calendar)
        covariates = set.covariates
        covariateScales = Self.covariateScales(of: set)
    }

    /// The two most important seasons. Where the first is one of timers, a part of an hour, the second is the hour: jobs of other periods,
    /// which were too few to be found, repeat with it, as nearly all periods of jobs divide it. Without it a network sees no timer whose period
    /// is not a season of the set.
    private static func seasons(_ found: [Int], axis: TimeAxis, calendar: DemandCalendar) -> [Int] {
        let seconds = axis.stepSeconds ?? 0, steps = seconds > 0 ? 3600 / seconds : 0
        guard let first = found.first, calendar.timeOfDayIsReal, (2...mostStepsPerHour).contains(steps), steps == steps.rounded() else {
            return Array(found.prefix(2))
        }
        let hour = Int(steps)
        let areTimers = first < hour && hour % first == 0 && !found.prefix(2).contains { $0 % hour == 0 }
        return areTimers ? [first, hour] : Array(found.prefix(2))
    }

    /// Steps of an hour beyond which it is no season of timers: windows would have to look back too far.
    private static let mostStepsPerHour = 720.0

    /// A window that shows a network the numbers as they are: no scaling, no features.
    public init(plainContext context: Int, horizon: Int) {
        (self.context, self.horizon, transform, scaling, seasons) = (context, horizon, .identity, .none, [])
        (features, quantity, calendar, axis) = (false, .gauge(), DemandCalendar(), .index())
        (covariates, covariateScales) = (CovariateNames(), [])
    }

    /// What must agree for a checkpoint to fit data: all but the transform, which training chooses.
    public var comparable: WindowSchema {
        var copy = self
        copy.transform = .identity
        return copy
    }

    /// Context lengths and horizons that a schema may have.
    private static let lengths = 1...1_000_000

    /// Checks the horizon of a configuration, before anything is computed from it.
    /// - Throws: ``ForecastError/invalidHorizon(_:)``, ``ForecastError/invalidConfiguration(_:)``.
    package static func checkTrainable(horizon: Int) throws(ForecastError) {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        guard lengths.contains(horizon) else {
            throw ForecastError.invalidConfiguration("the horizon is at most \(lengths.upperBound) steps, found \(horizon)")
        }
    }

    /// Checks what a file says.
    /// - Throws: ``ForecastError/invalidArchive(_:)``.
    public func validate() throws(ForecastError) {
        let columns = covariates.past.count + covariates.future.count + covariates.fixed.count
        guard Self.lengths.contains(context), Self.lengths.contains(horizon), seasons.count <= 2,
            seasons.allSatisfy({ (2...100_000_000).contains($0) }), covariateScales.count == columns,
            covariateScales.allSatisfy({ $0.location.isFinite && $0.scale.isFinite && $0.scale > 0 }), columns <= 10_000, axis.step > 0
        else { throw ForecastError.invalidArchive("the window schema holds values out of range") }
        if transform == .log1p && quantity.lowerBound == nil {
            throw ForecastError.invalidArchive("a log1p transform needs a quantity with a lower bound")
        }
    }

    private static func covariateScales(of set: TrainingSet) -> [WindowScale] {
        func scale(_ values: some Sequence<Float>) -> WindowScale {
            // Welford's update: no cancellation where the mean is large (timestamps, bytes).
            var (count, mean, squares) = (0.0, 0.0, 0.0)
            for value in values where value.isFinite {
                count += 1
                let distance = Double(value) - mean
                mean += distance / count
                squares += distance * (Double(value) - mean)
            }
            guard count > 0 else { return WindowScale(location: 0, scale: 1) }
            let deviation = (squares / count).squareRoot()
            return WindowScale(location: Float(mean), scale: deviation > 1e-6 * max(1, abs(mean)) ? Float(deviation) : 1)
        }
        let past = set.covariates.past.indices.map { column in
            scale(set.histories.lazy.flatMap { $0.series.pastCovariates[column].prefix($0.count) })
        }
        let future = set.covariates.future.indices.map { column in
            scale(set.histories.lazy.flatMap { $0.series.futureCovariates[column].prefix($0.count) })
        }
        let fixed = set.covariates.fixed.indices.map { column in scale(set.histories.lazy.map { $0.series.staticCovariates[column] }) }
        return past + future + fixed
    }

    /// Most seasonal cycles that the profile channel averages.
    static let profileCycles = 4
    /// Steps before the origin that location and scale are computed from, at least: short contexts of intermittent demand are often
    /// all zero and say nothing about the size of what comes.
    static let minimumScaleSpan = 256
    /// The scale is at least this share of that of a whole season, for the scale of a quiet night must not be that of the day after it;
    /// seasons beyond the limit are cut there, to keep windows cheap.
    static let seasonalScaleShare: Float = 0.25, longestScaleSpan = 4096

    /// Fewest latest steps that a local location is the mean of, and the smallest local scale, as a share of the mean size.
    static let fewestLocal = 8, smallestLocalScale: Float = 0.02

    /// Steps before the origin that location and scale are computed from.
    package var scaleSpan: Int { max(context, Self.minimumScaleSpan) }
    /// Steps that the smallest allowed scale is computed from; not above ``scaleSpan`` when there is no longer season.
    var seasonalSpan: Int { min(seasons.first ?? 1, Self.longestScaleSpan) }
    /// Most values that a scale is computed from.
    package var mostScaled: Int { max(scaleSpan, seasonalSpan) }
    /// Lower bound of the transform.
    var transformBound: Float { quantity.lowerBound ?? 0 }

    /// Fewest known values a forecast can be made from.
    public var minimumHistory: Int { max(2, min(context, horizon, 16)) }

    /// Number of past values that can influence a forecast.
    public var reach: Int {
        max(scaleSpan, seasonalSpan, context + (seasons.max() ?? 0), (seasons.max() ?? 0) * Self.profileCycles + context)
    }

    /// Channels that describe what is known about the calendar and covariates at a step, the same in context and future.
    func knownChannels(_ encoder: CalendarEncoder) -> Int {
        features ? encoder.channels + covariates.future.count + covariates.fixed.count : 0
    }

    /// Channels per context step, D: value; then, with features, observed flag, one lag per season, past covariates, known channels.
    func inputChannels(_ encoder: CalendarEncoder) -> Int {
        features ? 2 + seasons.count + covariates.past.count + knownChannels(encoder) : 1
    }

    /// Channels per future step, F: with features, position, last value, log level and scale, three per season, known channels.
    func futureChannels(_ encoder: CalendarEncoder) -> Int {
        features ? 4 + 3 * seasons.count + knownChannels(encoder) : 0
    }
}
