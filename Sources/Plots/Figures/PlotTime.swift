import Traces

/// Turns times of an axis into the x of a figure: seconds after the left edge for clocks, steps for plain positions.
struct PlotTime {
    let axis: TimeAxis
    let start: Int64
    let end: Int64
    let calendar: DemandCalendar

    /// The stretch `start … end` of an axis, in its own unit.
    init(_ axis: TimeAxis, from start: Int64, to end: Int64, calendar: DemandCalendar) {
        (self.axis, self.start, self.end, self.calendar) = (axis, start, max(end, start + 1), calendar)
    }

    /// The x of a time.
    func x(_ time: Int64) -> Double {
        axis.kind == .clock ? Double(time - start) / Double(TimeAxis.nanosecondsPerSecond) : Double(time - start)
    }

    /// Range and tics of the axis, with words or without.
    func commands(most: Int = 8, words: Bool = true) -> String {
        let ticks =
            axis.kind == .clock
            ? AxisTick.times(from: start, to: end, calendar: calendar, most: most) : AxisTick.positions(from: start, to: end, most: most)
        return "set xrange [0:\(GnuplotText.number(x(end)))]\n" + GnuplotText.tics("x", ticks, words: words)
    }

    /// What the axis says: the zone of the clock, or that there is none.
    var label: String {
        guard axis.kind == .clock else { return "step" }
        return calendar.timeOfDayIsReal ? "time (\(calendar.timeZone.name))" : "time since the start"
    }
}

extension Quantity {
    /// What an axis of values of this quantity says, for steps of so many seconds: `invocations per 1 min`, `requests/s`, `%`.
    func axisLabel(stepText: String?) -> String {
        switch kind {
        case .count: (unit.isEmpty ? "count" : unit) + (stepText.map { " per \($0)" } ?? " per step")
        case .rate: unit.isEmpty ? "demand per second" : unit
        case .gauge: unit.isEmpty ? "level" : unit
        }
    }

    /// What an axis of demand says: counts are per second there.
    var demandLabel: String {
        kind == .count ? (unit.isEmpty ? "events" : unit) + " per s" : axisLabel(stepText: nil)
    }
}
