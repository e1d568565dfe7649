import Tensors
import Traces

/// Turns rules into incidents, each with its time, size and cells.
///
/// Random incidents are drawn week by week of absolute time from the rule's own stream, so that a longer data set keeps those of a shorter.
enum IncidentSchedule {
    private static let week: Int64 = 7 * 86_400 * TimeAxis.nanosecondsPerSecond

    static func incidents(
        _ rules: [IncidentRule], grid: TimeGrid, dimensions: [CubeDimension], key: StreamKey
    ) -> [Incident] {
        var incidents: [Incident] = []
        let whole = grid.time(at: 0)..<grid.time(at: grid.count)
        for (ordinal, rule) in rules.enumerated() {
            for (onset, filter) in onsets(rule, whole, dimensions, key.appending("incidents").appending(UInt64(ordinal))) {
                let isOpen = rule.duration == nil
                let end = isOpen ? Int64.max : onset + (rule.duration ?? 0)
                let span = onset..<max(end, onset + 1)
                // A bucket is touched when its middle lies in the span: that is where rates are evaluated.
                let first = bucket(notBefore: onset, grid)
                let last = rule.kind == .ramp || isOpen ? grid.count : bucket(notBefore: end, grid)
                guard first < last else { continue }
                incidents.append(
                    Incident(
                        number: incidents.count, kind: rule.kind, buckets: first..<last, span: span, size: rule.size,
                        isInDeviations: rule.isInDeviations, metrics: rule.metrics, filter: filter))
            }
        }
        return incidents
    }

    private static func onsets(
        _ rule: IncidentRule, _ whole: Range<Int64>, _ dimensions: [CubeDimension], _ key: StreamKey
    ) -> [(Int64, CellFilter)] {
        switch rule.schedule {
        case .at(let time):
            var random = KeyedRandom(key, at: 0, lane: 1)
            return [(time, narrowed(rule, dimensions, &random))]
        case .random(let perWeek):
            // As far back as something that still lasts can have begun.
            let weeks = Int((whole.lowerBound - (rule.duration ?? 0)) / week - 2)...Int(whole.upperBound / week + 1)
            return weeks.flatMap { number -> [(Int64, CellFilter)] in
                var random = KeyedRandom(key, at: number)
                let count = random.poisson(mean: perWeek)
                return (0..<count).map { _ in
                    let time = Int64(number) * week + Int64(random.uniform() * Double(week))
                    return (time, narrowed(rule, dimensions, &random))
                }.filter { $0.0 < whole.upperBound }.sorted { $0.0 < $1.0 }
            }
        }
    }

    private static func narrowed(_ rule: IncidentRule, _ dimensions: [CubeDimension], _ random: inout KeyedRandom) -> CellFilter {
        var filter = rule.filter
        for name in rule.oneOf {
            let values = dimensions.first { $0.name == name }?.values.map(\.name).filter { rule.filter.accepts($0, of: name) } ?? []
            if !values.isEmpty { filter.patterns[name] = [values[random.integer(below: values.count)]] }
        }
        return filter
    }

    /// The first bucket whose middle is not before a time.
    private static func bucket(notBefore time: Int64, _ grid: TimeGrid) -> Int {
        guard time < grid.time(at: grid.count) else { return grid.count }
        var bucket = max(0, grid.firstBucket(notBefore: time) - 1)
        while bucket < grid.count, grid.middle(of: bucket) < time { bucket += 1 }
        return bucket
    }
}

extension TimeGrid {
    /// The middle of a bucket, nanoseconds since 1970.
    func middle(of bucket: Int) -> Int64 {
        let span = interval(of: bucket)
        return span.lowerBound + (span.upperBound - span.lowerBound) / 2
    }
}
