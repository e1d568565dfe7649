import Traces

extension DimensionalConfiguration {
    static func metric(_ name: String, _ node: ConfigurationNode) throws(SynthesisError) -> CubeMetric {
        if node.isScalar { return CubeMetric(name, .base(try node.number(in: 0...1e12, "a base rate or a mapping"))) }
        let mapping = try node.mapping()
        var metric = CubeMetric(name, .base(1))
        if let of = mapping["share-of"] {
            metric.source = .share(
                of: try of.text(), probability: try mapping.required("probability").number(in: 0...1, "a share from 0 to 1"),
                concentration: try mapping["concentration"]?.number(in: 1e-6...1e12, "a positive number"))
        } else {
            let (key, value) = try mapping.oneOf(["base", "total"])
            let rate = try value.number(in: 0...1e12, "a rate from 0 on")
            metric.level = key == "base" ? .base(rate) : .total(rate)
            metric.per = try mapping["per"]?.duration()
            metric.drawing = try mapping["cells"]?.choice(CubeMetric.Drawing.self) ?? .independent
        }
        metric.composition = try mapping["composition"]?.choice(CubeMetric.Composition.self) ?? .multiplicative
        metric.settings = try settings(mapping)
        for node in try mapping["overrides"]?.list() ?? [] {
            let own = try node.mapping()
            metric.overrides.append(CellOverride(try filter(try own.required("where")), try settings(own)))
            try own.finish()
        }
        try mapping.finish()
        return metric
    }

    static func settings(_ mapping: ConfigurationMapping) throws(SynthesisError) -> CellSettings {
        var settings = CellSettings()
        settings.factor = try mapping["factor"]?.number(in: 0...1e12, "a factor from 0 on")
        settings.zone = try mapping["timezone"]?.zone()
        if let node = mapping["daily"] { settings.daily = try season(node, SeasonalProfile.days, standard: "business-hours", cycles: 24) }
        if let node = mapping["weekly"] { settings.weekly = try season(node, SeasonalProfile.weeks, standard: "weekday", cycles: 7) }
        if let node = mapping["yearly"] { settings.yearly = try season(node, SeasonalProfile.years, standard: "wave", cycles: 12) }
        if let node = mapping["trend"] { settings.trend = try trend(node) }
        if let node = mapping["noise"] { settings.noise = try noise(node) }
        if let node = mapping["residual"] {
            let own = try node.mapping()
            settings.residual = try residual(own)
            try own.finish()
        }
        return settings
    }

    static func residual(_ mapping: ConfigurationMapping) throws(SynthesisError) -> CellSettings.Residual {
        CellSettings.Residual(
            scale: try mapping.required("scale").number(in: 0...5, "a standard deviation from 0 to 5"),
            correlation: try mapping["correlation"]?.number(in: 0...0.999, "a correlation from 0 to 0.999") ?? 0)
    }

    /// An amplitude, the name of a shape, or a mapping of both and a phase; or points, Fourier coefficients, factors by hour of the week.
    private static func season(
        _ node: ConfigurationNode, _ shapes: [String: SeasonalProfile.Shape], standard: String, cycles: Int
    ) throws(SynthesisError) -> SeasonalProfile {
        let amplitudes = "a share from 0 to 2"
        func shape(_ node: ConfigurationNode) throws(SynthesisError) -> SeasonalProfile.Shape {
            guard let shape = shapes[try node.text()] else { throw node.wrong("one of \(shapes.keys.sorted().joined(separator: ", "))") }
            return shape
        }
        if node.isScalar {
            if Double(try node.text()) != nil {
                return SeasonalProfile(shapes[standard]!, amplitude: try node.number(in: 0...2, amplitudes))
            }
            return SeasonalProfile(try shape(node), amplitude: 0.5)
        }
        let mapping = try node.mapping()
        let amplitude = try mapping["amplitude"]?.number(in: 0...2, amplitudes)
        let phase = try mapping["phase"]?.number(in: -400...400, "hours (of a day) or days (of a week, of a year)") ?? 0
        var profile = SeasonalProfile(shapes[standard]!, amplitude: amplitude ?? 0.5, phase: phase)
        if let named = mapping["shape"] {
            profile = SeasonalProfile(try shape(named), amplitude: amplitude ?? 0.5, phase: phase)
        } else if let points = mapping["points"] {
            let values = try points.numbers("a number")
            guard (2...10_000).contains(values.count) else { throw points.wrong("at least two points") }
            profile = SeasonalProfile(.points(values), amplitude: amplitude ?? 0.5, phase: phase)
        } else if let fourier = try mapping["fourier"]?.mapping() {
            let cosines = try fourier["cosines"]?.numbers("a coefficient") ?? []
            let sines = try fourier["sines"]?.numbers("a coefficient") ?? []
            profile = SeasonalProfile(.fourier(cosines: cosines, sines: sines), amplitude: amplitude ?? 1, phase: phase)
            try fourier.finish()
        } else if let hours = cycles == 24 ? mapping["hours"] : nil {
            let factors = try hours.numbers("a factor")
            guard factors.count == 168, factors.allSatisfy({ $0 >= 0 }) else {
                throw hours.wrong("168 factors from 0 on, one for each hour of a week from Monday 00:00")
            }
            profile = SeasonalProfile(.hourOfWeek(factors), amplitude: 1, phase: phase)
        }
        try mapping.finish()
        return profile
    }

    private static func trend(_ node: ConfigurationNode) throws(SynthesisError) -> LevelTrend {
        if node.isScalar { return .linear(perYear: try node.number(in: -10...100, "growth a year, such as 0.2")) }
        let mapping = try node.mapping()
        let (key, value) = try mapping.oneOf(["linear", "exponential", "points"])
        let limit = try mapping["limit"]?.number(in: 1...1e6, "a factor above 1")
        try mapping.finish()
        switch key {
        case "linear": return .linear(perYear: try value.number(in: -10...100, "growth a year, such as 0.2"))
        case "exponential":
            return .exponential(perYear: try value.number(in: -0.99...100, "growth a year, such as 0.2"), limit: limit)
        default:
            var points: [LevelTrend.Point] = []
            for entry in try value.mapping().entries {
                points.append(.init(date: try entry.keyNode.date(), factor: try entry.value.number(in: 0...1e6, "a factor from 0 on")))
            }
            return .points(points.sorted { $0.date < $1.date })
        }
    }

    private static func noise(_ node: ConfigurationNode) throws(SynthesisError) -> ObservationNoise {
        let expected = "poisson, none, or a mapping with negative-binomial, gaussian or log-normal"
        if node.isScalar {
            switch try node.text() {
            case "poisson": return .poisson
            case "none": return .none
            default: throw node.wrong(expected)
            }
        }
        let mapping = try node.mapping()
        let (key, value) = try mapping.oneOf(["negative-binomial", "gaussian", "log-normal"])
        let size = try value.number(in: 0...1e9, "a size from 0 on")
        var noise: ObservationNoise
        switch key {
        case "negative-binomial":
            var isLinear = false
            if let variance = mapping["variance"] {
                guard ["linear", "quadratic"].contains(try variance.text()) else { throw variance.wrong("linear or quadratic") }
                isLinear = try variance.text() == "linear"
            }
            noise = .negativeBinomial(dispersion: size, isLinear: isLinear)
        case "gaussian":
            noise = .gaussian(scale: size, exponent: try mapping["exponent"]?.number(in: 0...2, "an exponent from 0 to 2") ?? 0)
        default: noise = .logNormal(scale: size)
        }
        try mapping.finish()
        return noise
    }

    static func derived(_ name: String, _ node: ConfigurationNode) throws(SynthesisError) -> DerivedMetric {
        let mapping = try node.mapping()
        let (key, value) = try mapping.oneOf(["ratio", "mean", "percentile", "distinct", "maximum", "minimum", "last"])
        func pair() throws(SynthesisError) -> (String, String) {
            let names = try value.texts()
            guard names.count == 2 else { throw value.wrong("two metrics, such as [buys, views]") }
            return (names[0], names[1])
        }
        let rule: DerivedMetric.Rule
        switch key {
        case "ratio":
            let (a, b) = try pair()
            rule = .ratio(a, over: b)
        case "mean":
            let (a, b) = try pair()
            rule = .weightedMean(a, weight: b)
        case "percentile":
            rule = .percentile(
                level: try value.number(in: 1e-6...0.999999, "a level inside (0, 1), such as 0.95"),
                median: try mapping.required("median").number(in: 1e-12...1e12, "a positive number"),
                scale: try mapping.required("scale").number(in: 1e-6...10, "a positive deviation of the logarithm"),
                weight: try mapping.required("weight").text(),
                spread: try mapping["spread"]?.number(in: 0...10, "a deviation of the logarithm between cells") ?? 0)
        case "distinct":
            rule = .distinct(of: try value.text(), population: try mapping.required("population").integer(in: 1...100_000_000))
        case "maximum": rule = .maximum(try value.text())
        case "minimum": rule = .minimum(try value.text())
        default: rule = .last(try value.text())
        }
        try mapping.finish()
        return DerivedMetric(name, rule)
    }
}
