import Traces

extension DimensionalConfiguration {
    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// An event of the calendar; a list of dates, such as those of a lunar calendar, gives one for each.
    static func events(_ name: String, _ node: ConfigurationNode) throws(SynthesisError) -> [CalendarEvent] {
        let mapping = try node.mapping()
        let (key, value) = try mapping.oneOf(["date", "dates", "annual", "easter", "orthodox-easter", "weekday"])
        var dates: [MovableDate] = []
        switch key {
        case "date": dates = [.once(try value.date())]
        case "dates": for item in try value.list() { dates.append(.once(try item.date())) }
        case "annual":
            let parts = try value.text().split(separator: "-").map { Int($0) }
            guard parts.count == 2, let month = parts[0], let day = parts[1], CalendarDate(year: 2024, month: month, day: day) != nil else {
                throw value.wrong("month and day like 12-25")
            }
            dates = [.annual(month: month, day: day)]
        case "easter": dates = [.easter(offset: try value.integer(in: -200...200))]
        case "orthodox-easter": dates = [.orthodoxEaster(offset: try value.integer(in: -200...200))]
        default:
            let own = try value.mapping()
            let dayNode = try own.required("day")
            guard let weekday = weekdays.firstIndex(of: try dayNode.text()) else {
                throw dayNode.wrong("one of \(weekdays.joined(separator: ", "))")
            }
            let nth = try own.required("nth").integer(in: -1...5)
            dates = [.nthWeekday(nth: nth, weekday: weekday, month: try own.required("month").integer(in: 1...12))]
            try own.finish()
        }
        let days = try mapping["days"]?.integer(in: 1...366) ?? 1
        let lead = try mapping["lead"]?.number(in: 0...366, "days") ?? 0
        let lag = try mapping["lag"]?.number(in: 0...366, "days") ?? 0
        let impact = try mapping.required("impact").number(in: 0...1e6, "a factor from 0 on")
        let filter: CellFilter = if let node = mapping["where"] { try filter(node) } else { .all }
        try mapping.finish()
        return dates.map { CalendarEvent(name: name, date: $0, days: days, lead: lead, lag: lag, impact: impact, filter: filter) }
    }

    static func incident(_ node: ConfigurationNode, _ zone: TimeZoneRules) throws(SynthesisError) -> IncidentRule {
        let mapping = try node.mapping()
        let kind = try mapping.required("kind").choice(IncidentKind.self)
        let (key, when) = try mapping.oneOf(["at", "per-week"])
        let schedule: IncidentRule.Schedule =
            key == "at" ? .at(try when.time(in: zone)) : .random(perWeek: try when.number(in: 0...10_000, "a number a week"))
        let duration = try mapping["for"]?.duration()
        let isOpen: Set<IncidentKind> = [.levelShift, .varianceShift, .phaseShift]
        if duration == nil, !isOpen.contains(kind) { throw .missingKey(at: node.place, key: "for") }
        var (size, isInDeviations) = (1.0, false)
        switch kind {
        case .dropout, .stuck, .duplicated: break
        case .saturation, .varianceShift: size = try mapping.required("size").number(in: 0...1e6, "a factor from 0 on")
        case .phaseShift: size = try mapping.required("size").number(in: -24...24, "hours from -24 to 24")
        case .late, .clockShift: size = Double(try mapping.required("size").integer(in: 1...100_000))
        default:
            let (key, value) = try mapping.oneOf(["size", "deviations"])
            isInDeviations = key == "deviations"
            size = try value.number(in: isInDeviations ? -1e6...1e6 : 0...1e6, isInDeviations ? "a number" : "a factor from 0 on")
        }
        let metrics = try mapping["metrics"]?.texts()
        let filter: CellFilter = if let node = mapping["where"] { try filter(node) } else { .all }
        let oneOf = try mapping["one-of"]?.texts() ?? []
        try mapping.finish()
        return IncidentRule(
            kind, schedule, duration: duration, size: size, isInDeviations: isInDeviations, metrics: metrics, filter: filter, oneOf: oneOf)
    }
}
