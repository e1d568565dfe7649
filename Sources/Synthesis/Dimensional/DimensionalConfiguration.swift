import Traces

/// A recipe for a dimensional data set: a few lines that stand for millions of values.
public struct DimensionalConfiguration: Hashable, Sendable {
    /// Name of the data set; part of the names of its streams.
    public var name: String
    /// Seed of everything that is drawn.
    public var seed: UInt64
    /// First local day.
    public var firstDay: CalendarDate
    /// Number of local days.
    public var days: Int
    /// Length of a bucket.
    public var granularity: Granularity
    /// Zone of the days, and of cells without one of their own.
    public var zone: TimeZoneRules
    /// The dimensions; their order is the canonical order, in which totals are split.
    public var dimensions: [CubeDimension]
    /// Cells that do not exist.
    public var excluded: [CellFilter]
    /// If there are any, only cells that match one of them exist.
    public var only: [CellFilter]
    /// Share of the remaining cells that exist, chosen by a hash of their names.
    public var density: Double
    /// Factors on the weight of the cells that match, for combinations that are more or less common than their parts.
    public var interactions: [Interaction]
    /// Whether the weights are shares that the values shall have after exclusions and interactions (iterative proportional fitting), rather
    /// than factors of the cells.
    public var fitsMargins: Bool
    /// Metrics that are drawn.
    public var metrics: [CubeMetric]
    /// Metrics that are computed.
    public var derived: [DerivedMetric]
    /// What the calendar brings.
    public var events: [CalendarEvent]
    /// What happens.
    public var incidents: [IncidentRule]
    /// Factors that cells share.
    public var factors: [SharedFactor]
    /// What gets lost.
    public var gaps: DataGaps

    /// A factor on the weight of some cells.
    public struct Interaction: Hashable, Sendable {
        /// Which cells.
        public var filter: CellFilter
        /// The factor, `≥ 0`.
        public var factor: Double

        /// Makes an interaction.
        public init(_ filter: CellFilter, factor: Double) { (self.filter, self.factor) = (filter, factor) }
    }

    /// Makes a recipe.
    public init(
        name: String, seed: UInt64 = 1, firstDay: CalendarDate, days: Int, granularity: Granularity, zone: TimeZoneRules = .utc,
        dimensions: [CubeDimension], metrics: [CubeMetric]
    ) {
        (self.name, self.seed, self.firstDay, self.days) = (name, seed, firstDay, days)
        (self.granularity, self.zone, self.dimensions, self.metrics) = (granularity, zone, dimensions, metrics)
        (excluded, only, density, fitsMargins, derived) = ([], [], 1, false, [])
        (events, incidents, factors, gaps, interactions) = ([], [], [], .none, [])
    }

    /// Possible cells: the product of the sizes of the dimensions.
    public var possibleCells: Double { dimensions.reduce(1) { $0 * Double($1.values.count) } }

    /// What is wrong with the recipe, if anything.
    /// - Throws: ``SynthesisError``.
    public func validate() throws(SynthesisError) {
        try require(!dimensions.isEmpty, "dimensions", "at least one", "none")
        try require(!metrics.isEmpty, "metrics", "at least one", "none")
        try require(density > 0 && density <= 1, "density", "above 0 and at most 1", "\(density)")
        try requireUnique(dimensions.map(\.name), "dimension")
        try requireUnique(metrics.map(\.name) + derived.map(\.name), "metric")
        for dimension in dimensions {
            try require(!dimension.values.isEmpty, "values of \(dimension.name)", "at least one", "none")
            try requireUnique(dimension.values.map(\.name), "value of \(dimension.name)")
            for value in dimension.values {
                try require(
                    value.weight >= 0 && value.weight <= 1e12, "weight of \(value.name)", "between 0 and 1e12", "\(value.weight)")
            }
        }
        for metric in metrics { try validate(metric) }
        for metric in derived { for source in metric.sources { try requireMetric(source) } }
        for filter in excluded + only + events.map(\.filter) + incidents.map(\.filter) + interactions.map(\.filter) {
            try filter.validate(against: dimensions)
        }
        for rule in incidents {
            for name in rule.oneOf { try CellFilter([name: ["*"]]).validate(against: dimensions) }
            for name in rule.metrics ?? [] { try requireMetric(name) }
            if case .random(let rate) = rule.schedule {
                // Every incident is a filter of its own, which all cells are compared with.
                let weeks = Double(days) / 7 + Double(rule.duration ?? 0) / 6.048e14 + 2
                try require(rate >= 0 && rate * weeks <= 20_000, "rate of \(rule.kind.rawValue)", "at most 20000 in all", "\(rate) a week")
            }
        }
        for factor in factors {
            if let name = factor.dimension { try CellFilter([name: ["*"]]).validate(against: dimensions) }
            try validate(factor.residual)
        }
        try require((0...0.99).contains(gaps.chance), "gaps.chance", "0 to 0.99", "\(gaps.chance)")
        try require((0...0.5).contains(gaps.burstChance), "gaps.burstChance", "0 to 0.5", "\(gaps.burstChance)")
        try require((1...10_000).contains(gaps.burstLength), "gaps.burstLength", "1 to 10000", "\(gaps.burstLength)")
    }

    private func validate(_ metric: CubeMetric) throws(SynthesisError) {
        let level =
            switch metric.level {
            case .base(let rate), .total(let rate): rate
            }
        try require(level >= 0 && level <= 1e12, "level of \(metric.name)", "between 0 and 1e12", "\(level)")
        for settings in [metric.settings] + metric.overrides.map(\.settings) {
            if let residual = settings.residual { try validate(residual) }
            if let factor = settings.factor { try require(factor >= 0 && factor <= 1e12, "factor", "between 0 and 1e12", "\(factor)") }
        }
        for override in metric.overrides { try override.filter.validate(against: dimensions) }
        if case .share(let name, let probability, let concentration) = metric.source {
            try requireMetric(name)
            try require((0...1).contains(probability), "probability of \(metric.name)", "0 to 1", "\(probability)")
            try require(concentration ?? 1 > 0, "concentration of \(metric.name)", "positive", "\(concentration ?? 0)")
            let isBefore = (metrics.firstIndex { $0.name == name } ?? 0) < (metrics.firstIndex { $0.name == metric.name } ?? 0)
            try require(isBefore, "source of \(metric.name)", "a metric that stands before it", name)
        }
        guard metric.drawing == .split else { return }
        let because = "not available with `cells: split`, which never looks at single cells"
        let isShareable = ([metric.settings] + metric.overrides.map(\.settings)).allSatisfy {
            switch $0.noise {
            case nil, .poisson, .negativeBinomial(_, isLinear: true): true;
            default: false
            }
        }
        try require(isShareable, "noise of \(metric.name)", "poisson, or negative-binomial with linear variance", because)
        try require(
            ([metric.settings] + metric.overrides.map(\.settings)).allSatisfy { $0.residual == nil }, "residual of \(metric.name)", "none",
            because)
        try require(metric.overrides.allSatisfy { $0.settings.noise == nil }, "noise of \(metric.name)", "the same in all cells", because)
        try require(gaps.isNone, "gaps", "none", because)
        for rule in incidents where rule.metrics?.contains(metric.name) ?? true {
            try require(
                (rule.kind.changesRate && rule.kind != .varianceShift && !rule.isInDeviations) || rule.kind == .late,
                "incident \(rule.kind.rawValue)", "one that changes rates by a factor", because)
        }
    }

    private func validate(_ residual: CellSettings.Residual) throws(SynthesisError) {
        try require((0...5).contains(residual.scale), "scale of a residual", "0 to 5", "\(residual.scale)")
        try require((0...0.999).contains(residual.correlation), "correlation of a residual", "0 to 0.999", "\(residual.correlation)")
    }

    private func requireMetric(_ name: String) throws(SynthesisError) {
        guard metrics.contains(where: { $0.name == name }) else {
            throw .unknownName(name, of: "metric that is drawn", known: metrics.map(\.name))
        }
    }

    private func require(_ condition: Bool, _ parameter: String, _ expected: String, _ found: String) throws(SynthesisError) {
        guard condition else { throw .outOfRange(parameter: parameter, expected: expected, found: found) }
    }

    private func requireUnique(_ names: [String], _ kind: String) throws(SynthesisError) {
        var seen: Set<String> = []
        for name in names {
            try require(!name.isEmpty, "name of a \(kind)", "not empty", "\"\"")
            try require(seen.insert(name).inserted, "names of each \(kind)", "unique", "`\(name)` twice")
        }
    }
}
