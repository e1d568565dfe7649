import Traces

/// Data sets in ThirdEye's form, with the days and the seed that the original leaves to the clock and to chance.
public struct ThirdEyeRecipe: Hashable, Sendable {
    /// First local day.
    public var firstDay: CalendarDate
    /// Number of days, `lookback` in the original.
    public var days: Int
    /// Seed of the noise.
    public var seed: UInt64
    /// The data sets.
    public var datasets: [ThirdEyeDataset]

    /// Makes a recipe.
    public init(firstDay: CalendarDate, days: Int = 28, seed: UInt64 = 1, datasets: [ThirdEyeDataset]) {
        (self.firstDay, self.days, self.seed, self.datasets) = (firstDay, days, seed, datasets)
    }

    init(_ top: ConfigurationMapping) throws(SynthesisError) {
        var datasets: [ThirdEyeDataset] = []
        for entry in try top.required("datasets").mapping().entries { datasets.append(try Self.dataset(entry.key, entry.value)) }
        self.init(
            firstDay: try top.required("start").date(), days: try top["lookback"]?.integer(in: 1...36_600) ?? 28, datasets: datasets)
        if let node = top["seed"] {
            guard let seed = UInt64(try node.text()) else { throw node.wrong("a whole number from 0 on") }
            self.seed = seed
        }
        try top.finish()
    }

    private static func dataset(_ name: String, _ node: ConfigurationNode) throws(SynthesisError) -> ThirdEyeDataset {
        let mapping = try node.mapping()
        var granularity = Granularity.fixed(nanoseconds: 3_600_000_000_000)
        if let length = mapping["granularity"] {
            // As the original writes it: 1hour, 5minutes, 1day.
            var text = try length.text().lowercased()
            for (long, short) in [("hours", "h"), ("hour", "h"), ("minutes", "m"), ("minute", "m"), ("days", "d"), ("day", "d")]
            where text.hasSuffix(long) {
                text = text.dropLast(long.count) + short
                break
            }
            guard let parsed = Granularity(text) else { throw length.wrong("a length like 1hour, 5minutes or 1day") }
            granularity = parsed
        }
        let zone: TimeZoneRules
        if let given = mapping["timezone"] {
            zone = try given.zone()
        } else {
            do throws(CalendarError) { zone = try TimeZoneRules(named: "America/Los_Angeles") } catch {
                throw .unreadable(file: TimeZoneRules.systemFolder, reason: "\(error)")
            }
        }
        let dimensions = try mapping.required("dimensions").texts()
        var metrics: [ThirdEyeDataset.Metric] = []
        for entry in try mapping.required("metrics").mapping().entries {
            var cells: [ThirdEyeDataset.Cell] = []
            try collect(entry.value, [], dimensions, &cells)
            metrics.append(.init(entry.key, cells))
        }
        try mapping.finish()
        return ThirdEyeDataset(name: name, granularity: granularity, zone: zone, dimensions: dimensions, metrics: metrics)
    }

    /// Cells below a path; the depth of the nesting is the number of dimensions.
    private static func collect(
        _ node: ConfigurationNode, _ path: [String], _ dimensions: [String], _ cells: inout [ThirdEyeDataset.Cell]
    ) throws(SynthesisError) {
        let mapping = try node.mapping()
        guard path.count == dimensions.count else {
            for entry in mapping.entries { try collect(entry.value, path + [entry.key], dimensions, &cells) }
            return
        }
        func number(_ key: String) throws(SynthesisError) -> Double? { try mapping[key]?.number(in: -1e12...1e12, "a number") }
        let generator = ThirdEyeGenerator(
            mean: try number("mean") ?? 0, deviation: try number("std") ?? 1, daily: try number("daily"), weekly: try number("weekly"))
        try mapping.finish()
        cells.append(.init(path, generator))
    }
}
