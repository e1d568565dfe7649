import Traces

extension DimensionalConfiguration {
    /// Reads a recipe from YAML. Keys that do not exist are refused, with the nearest one that does.
    /// - Parameters:
    ///   - text: the document; `docs/examples/synthesis.yaml` shows all that there is.
    ///   - source: name for messages.
    /// - Throws: ``SynthesisError`` with line and column.
    public init(yaml text: String, source: String = "configuration") throws(SynthesisError) {
        try self.init(try ConfigurationNode.document(text, source: source).mapping())
    }

    init(_ top: ConfigurationMapping) throws(SynthesisError) {
        let zone = try top["timezone"]?.zone() ?? .utc
        let granularityNode = try top.required("granularity")
        guard let granularity = Granularity(try granularityNode.text()) else {
            throw granularityNode.wrong("a length like 1m, 5m, 1h, 1d, 1w or 1mo")
        }
        var values: [CellOverride] = []
        var dimensions: [CubeDimension] = []
        for entry in try top.required("dimensions").mapping().entries {
            dimensions.append(try Self.dimension(entry.key, entry.value, &values))
        }
        var metrics: [CubeMetric] = []
        for entry in try top.required("metrics").mapping().entries {
            var metric = try Self.metric(entry.key, entry.value)
            metric.overrides = values + metric.overrides
            metrics.append(metric)
        }
        self.init(
            name: try top.required("dataset").text(), firstDay: try top.required("start").date(),
            days: try top.required("days").integer(in: 1...36_600), granularity: granularity, zone: zone, dimensions: dimensions,
            metrics: metrics)
        if let node = top["seed"] {
            guard let seed = UInt64(try node.text()) else { throw node.wrong("a whole number from 0 on") }
            self.seed = seed
        }
        for node in try top["exclude"]?.list() ?? [] { excluded.append(try Self.filter(node)) }
        for node in try top["only"]?.list() ?? [] { only.append(try Self.filter(node)) }
        density = try top["density"]?.number(in: 1e-9...1, "a share above 0 and at most 1") ?? 1
        for node in try top["interactions"]?.list() ?? [] {
            let mapping = try node.mapping()
            let filter = try Self.filter(try mapping.required("where"))
            interactions.append(Interaction(filter, factor: try mapping.required("factor").number(in: 0...1e12, "a factor from 0 on")))
            try mapping.finish()
        }
        if let node = top["margins"] {
            guard ["fit", "product"].contains(try node.text()) else { throw node.wrong("fit or product") }
            fitsMargins = try node.text() == "fit"
        }
        for entry in try top["derived"]?.mapping().entries ?? [] { derived.append(try Self.derived(entry.key, entry.value)) }
        for entry in try top["events"]?.mapping().entries ?? [] { events += try Self.events(entry.key, entry.value) }
        for node in try top["incidents"]?.list() ?? [] { incidents.append(try Self.incident(node, zone)) }
        for node in try top["factors"]?.list() ?? [] {
            let mapping = try node.mapping()
            factors.append(SharedFactor(dimension: try mapping["of"]?.text(), residual: try Self.residual(mapping)))
            try mapping.finish()
        }
        if let node = top["gaps"] { gaps = try Self.gaps(node) }
        try top.finish()
    }

    private static func dimension(
        _ name: String, _ node: ConfigurationNode, _ overrides: inout [CellOverride]
    ) throws(SynthesisError) -> CubeDimension {
        if case .sequence = node.node.content { return CubeDimension(name, try node.texts().map { CubeDimension.Value($0) }) }
        let mapping = try node.mapping()
        if let count = mapping["count"] {
            let exponent = try mapping["zipf"]?.number(in: 0...10, "an exponent from 0 to 10") ?? 0
            let top = try mapping["top"]?.integer(in: 1...1_000_000)
            try mapping.finish()
            return .zipf(name, count: try count.integer(in: 1...1_000_000), exponent: exponent, top: top)
        }
        var values: [CubeDimension.Value] = []
        for entry in mapping.entries {
            var value = CubeDimension.Value(entry.key)
            if entry.value.isScalar {
                value.weight = try entry.value.number(in: 0...1e12, "a weight from 0 on")
            } else {
                let own = try entry.value.mapping()
                value.weight = try own["weight"]?.number(in: 0...1e12, "a weight from 0 on") ?? 1
                let settings = try settings(own)
                if settings != CellSettings() { overrides.append(CellOverride(CellFilter([name: [entry.key]]), settings)) }
                try own.finish()
            }
            values.append(value)
        }
        return CubeDimension(name, values)
    }

    static func filter(_ node: ConfigurationNode) throws(SynthesisError) -> CellFilter {
        var patterns: [String: [String]] = [:]
        for entry in try node.mapping().entries {
            let texts = try entry.value.texts()
            if texts != ["*"] { patterns[entry.key] = texts }
        }
        return CellFilter(patterns)
    }

    static func gaps(_ node: ConfigurationNode) throws(SynthesisError) -> DataGaps {
        if node.isScalar { return DataGaps(chance: try node.number(in: 0...0.99, "a share from 0 to 0.99")) }
        let mapping = try node.mapping()
        var gaps = DataGaps(chance: try mapping["chance"]?.number(in: 0...0.99, "a share from 0 to 0.99") ?? 0)
        if let bursts = try mapping["bursts"]?.mapping() {
            gaps.burstChance = try bursts.required("chance").number(in: 0...0.5, "a share from 0 to 0.5")
            gaps.burstLength = try bursts.required("length").number(in: 1...10_000, "a mean length of 1 to 10000 buckets")
            try bursts.finish()
        }
        if let node = mapping["as"] {
            guard ["zero", "missing"].contains(try node.text()) else { throw node.wrong("zero or missing") }
            gaps.isZero = try node.text() == "zero"
        }
        try mapping.finish()
        return gaps
    }
}
