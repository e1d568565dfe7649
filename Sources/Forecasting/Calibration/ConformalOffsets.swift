#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The offsets of the conformal methods: order statistics of the scores of every step and level.
struct ConformalOffsets {
    let sample: ValidationForecasts
    let method: ConformalMethod

    /// Offsets `[H, Q]` from some of the targets; a step without any gets those of all steps together.
    func offsets(for targets: [CalibrationTargets.Target], horizon: Int) -> [Float] {
        guard let levels = sample.forecasts.first?.levels else { return [] }
        var byStep = [[CalibrationTargets.Target]](repeating: [], count: horizon)
        for target in targets { byStep[target.step].append(target) }
        let units = units(of: levels)
        var out: [Float] = []
        out.reserveCapacity(horizon * levels.count)
        for step in 0..<horizon { out += row(byStep[step].isEmpty ? targets : byStep[step], levels: levels, units: units) }
        return out
    }

    /// Unit of the scores of every forecast and step; empty when it is that of the series.
    private func units(of levels: QuantileLevels) -> [[Float]] {
        guard method.isScaled else { return [] }
        let spread = ForecastSpread(levels)
        return sample.forecasts.map { forecast in
            var units = [Float](repeating: 0, count: forecast.horizon)
            forecast.values.withUnsafeBufferPointer { values in
                spread.forEach(values.baseAddress!, horizon: forecast.horizon, levels: levels.count) { units[$0] = $1 }
            }
            return units
        }
    }

    /// Offsets `[Q]` of one step.
    private func row(_ targets: [CalibrationTargets.Target], levels: QuantileLevels, units: [[Float]]) -> [Float] {
        let middle = levels.middle
        func error(_ target: CalibrationTargets.Target, from q: Int) -> Float {
            let error = target.actual - sample.forecasts[target.forecast][target.step, q]
            return units.isEmpty ? error : error / units[target.forecast][target.step]
        }
        if method.isSymmetric {
            let sizes = targets.map { abs(error($0, from: middle)) }.sorted()
            return levels.values.indices.map { q in
                guard q != middle else { return 0 }
                let distance = Self.quantile(abs(2 * levels.values[q] - 1), of: sizes)
                return q < middle ? -distance : distance
            }
        }
        return levels.values.indices.map { q in
            let errors = targets.map { error($0, from: q) }.sorted()
            // What already splits the errors in the right shares is left where it is: ties of counts prove nothing.
            let (below, upTo) = (errors.count { $0 < 0 }, errors.count { $0 <= 0 })
            let level = levels.values[q]
            if Double(below) <= level * Double(errors.count), level * Double(errors.count) <= Double(upTo), below < upTo { return 0 }
            return level >= 0.5 ? Self.quantile(level, of: errors) : -Self.quantile(1 - level, of: errors.reversed().map { -$0 })
        }
    }

    /// The `⌈(n + 1)·level⌉`-th smallest of n sorted scores; the largest where that lies beyond them, 0 of none.
    static func quantile(_ level: Double, of sorted: [Float]) -> Float {
        guard let last = sorted.last else { return 0 }
        let rank = (Double(sorted.count + 1) * level - 1e-9).rounded(.up)
        return rank > Double(sorted.count) ? last : sorted[max(0, Int(rank) - 1)]
    }
}
