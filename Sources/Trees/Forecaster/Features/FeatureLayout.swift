/// Which running statistics the columns of a schema need, and where each column finds its own.
///
/// Statistics that several columns share are kept once.
final class FeatureLayout: Sendable {
    /// What a running sum adds up.
    enum Measure: Hashable, Sendable {
        /// Values, their sizes, whether they are 0, sizes of the changes from one to the next.
        case value, size, isZero, change
    }

    /// A running sum: its measure over a window.
    struct Sum: Hashable, Sendable {
        var measure: Measure
        var window: Feature.Window
    }

    /// A running extreme.
    struct Extreme: Hashable, Sendable {
        var window: Feature.Window
        var isLargest: Bool
    }

    /// A column of an origin, with the places of its statistics.
    enum OriginColumn: Sendable {
        case lag(Int), difference(Int), level(Int)
        /// Mean and deviation of a sum, missing where less than half of its window is known.
        case mean(Int), deviation(Int)
        /// An extreme, missing by the same rule of a sum over the same window.
        case extreme(Int, sum: Int)
        case quantile(Int, level: Float), distinct(Int)
        case smoothed(Int), lastMinusSmoothed(Int)
        /// Mean of a sum as a plain number; as a distance.
        case share(Int), distance(Int)
        case sinceNonZero, logScale, locationByScale
        case fixed(Int), past(Int), series
    }

    /// A column of a step, with the places of its statistics.
    enum StepColumn: Sendable {
        case step, phase(Int)
        /// A part of a cycle among all parts of all cycles.
        case cycle(Int)
        case secondOfDay, hour, weekday, holiday
        case future(Int)
    }

    /// Columns in the order of a row.
    let origin: [OriginColumn], step: [StepColumn]
    /// Statistics of a state.
    let sums: [Sum], extremes: [Extreme], sorted: [Feature.Window], spans: [Int]
    /// Sums that location and scale come from, of recent values and of many; `nil` where the scaling does without.
    let recent: Int?, long: Int?
    /// Whether the steps since the last value that was not 0 are counted.
    let countsZeros: Bool
    /// Cycles whose parts are columns.
    let cycles: [Int]
    /// Whether a column needs the local time of the target.
    let needsClock: Bool

    init(_ schema: FeatureSchema) {
        var places = Places()
        let window = Feature.Window(schema.scaleWindow), longWindow = Feature.Window(FeatureSchema.longWindow)
        origin = schema.originColumns.map { places.place($0, scaleWindow: window) }
        step = schema.stepColumns.map { places.place($0) }
        switch schema.scaling {
        case .none: (recent, long) = (nil, nil)
        case .level:
            recent = places.sums.place(Sum(measure: .size, window: window))
            long = places.sums.place(Sum(measure: .size, window: longWindow))
        case .standard:
            recent = places.sums.place(Sum(measure: .value, window: window))
            long = places.sums.place(Sum(measure: .value, window: longWindow))
        case .log1p: (recent, long) = (places.sums.place(Sum(measure: .value, window: window)), nil)
        }
        (sums, extremes, sorted, spans) = (places.sums.all, places.extremes.all, places.sorted.all, places.spans.all)
        (countsZeros, cycles, needsClock) = (places.countsZeros, places.cycles.all, places.needsClock)
    }

    /// Different things in the order in which they were first asked for.
    private struct Numbered<Thing: Hashable> {
        private(set) var all: [Thing] = []
        private var places: [Thing: Int] = [:]

        mutating func place(_ thing: Thing) -> Int {
            if let place = places[thing] { return place }
            places[thing] = all.count
            all.append(thing)
            return all.count - 1
        }
    }

    private struct Places {
        var sums = Numbered<Sum>(), extremes = Numbered<Extreme>(), sorted = Numbered<Feature.Window>(), spans = Numbered<Int>()
        var cycles = Numbered<Int>()
        var countsZeros = false, needsClock = false

        mutating func place(_ column: FeatureColumn, scaleWindow: Feature.Window) -> OriginColumn {
            switch column {
            case .fixed(let number): return .fixed(number)
            case .past(let number): return .past(number)
            case .series: return .series
            case .future: preconditionFailure("a covariate known in advance belongs to a step")
            case .feature(let feature): return place(feature, scaleWindow)
            }
        }

        private mutating func place(_ feature: Feature, _ scaleWindow: Feature.Window) -> OriginColumn {
            func extreme(_ window: Feature.Window, isLargest: Bool) -> OriginColumn {
                .extreme(
                    extremes.place(Extreme(window: window, isLargest: isLargest)), sum: sums.place(Sum(measure: .value, window: window)))
            }
            switch feature {
            case .lag(let steps): return .lag(steps)
            case .difference(let steps): return .difference(steps)
            case .mean(let window): return .mean(sums.place(Sum(measure: .value, window: window)))
            case .deviation(let window): return .deviation(sums.place(Sum(measure: .value, window: window)))
            case .smallest(let window): return extreme(window, isLargest: false)
            case .largest(let window): return extreme(window, isLargest: true)
            case .quantile(let level, let window): return .quantile(sorted.place(window ?? scaleWindow), level: level)
            case .smoothed(let span): return .smoothed(spans.place(span))
            case .lastMinusSmoothed(let span): return .lastMinusSmoothed(spans.place(span))
            case .levelBefore(let steps): return .level(steps)
            case .zeroShare: return .share(sums.place(Sum(measure: .isZero, window: scaleWindow)))
            case .distinct: return .distinct(sorted.place(scaleWindow))
            case .changeSize: return .distance(sums.place(Sum(measure: .change, window: Feature.Window(FeatureSchema.changesWindow))))
            case .logScale: return .logScale
            case .locationByScale: return .locationByScale
            case .sinceNonZero:
                countsZeros = true
                return .sinceNonZero
            case .step, .cycle, .phase, .secondOfDay, .hour, .weekday, .holiday: preconditionFailure("\(feature) belongs to a step")
            }
        }

        mutating func place(_ column: FeatureColumn) -> StepColumn {
            guard case .feature(let feature) = column else {
                guard case .future(let number) = column else { preconditionFailure("\(column) belongs to an origin") }
                return .future(number)
            }
            needsClock = needsClock || feature.isOfCalendar
            switch feature {
            case .step: return .step
            case .phase(let cycle): return .phase(cycle)
            case .cycle(let cycle, let part):
                let parts = Feature.CyclePart.allCases
                return .cycle(cycles.place(cycle) * parts.count + parts.firstIndex(of: part)!)
            case .secondOfDay: return .secondOfDay
            case .hour: return .hour
            case .weekday: return .weekday
            case .holiday: return .holiday
            default: preconditionFailure("\(feature) belongs to an origin")
            }
        }
    }
}
