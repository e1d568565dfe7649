import Traces

#if canImport(Glibc)
    import Glibc
#endif

/// Time of day, day of week and holidays as channels: sines and cosines, so that 23:59 is close to 00:00.
///
/// Channels, each only when it means something for the data and the step resolves it: day (two harmonics: 4), week (one harmonic: 2),
/// holiday (1, when the calendar has any). Values come from tables with a resolution of a minute of the day and an hour of the week.
public struct CalendarEncoder: Sendable {
    /// Number of channels, 0…7.
    public let channels: Int

    private let calendar: DemandCalendar
    private let day: [Float]
    private let week: [Float]
    private let hasHolidays: Bool

    /// Chooses the channels for a calendar and a time axis.
    public init(calendar: DemandCalendar, axis: TimeAxis) {
        let second = TimeAxis.nanosecondsPerSecond
        let clock = axis.kind == .clock
        let resolvesDay = clock && calendar.timeOfDayIsReal && axis.step <= 12 * 3600 * second
        let resolvesWeek = clock && calendar.dayOfWeekIsReal && axis.step <= 3 * 86_400 * second
        self.calendar = calendar
        day = resolvesDay ? Self.harmonics(slots: 1440, count: 2) : []
        week = resolvesWeek ? Self.harmonics(slots: 168, count: 1) : []
        hasHolidays = resolvesWeek && !calendar.holidays.dates.isEmpty
        channels = (resolvesDay ? 4 : 0) + (resolvesWeek ? 2 : 0) + (hasHolidays ? 1 : 0)
    }

    /// Writes the channels of an instant.
    @inline(__always)
    package func write(_ time: Int64, to out: UnsafeMutablePointer<Float>) {
        guard channels > 0 else { return }
        let local = calendar.localTime(at: time)
        var next = 0
        if !day.isEmpty {
            let slot = local.secondOfDay / 60 * 4
            for k in 0..<4 { out[k] = day[slot + k] }
            next = 4
        }
        if !week.isEmpty {
            let slot = (local.weekday * 24 + local.secondOfDay / 3600) * 2
            out[next] = week[slot]
            out[next + 1] = week[slot + 1]
            next += 2
        }
        if hasHolidays { out[next] = local.isHoliday ? 1 : 0 }
    }

    private static func harmonics(slots: Int, count: Int) -> [Float] {
        (0..<slots).flatMap { slot in
            (1...count).flatMap { harmonic -> [Float] in
                let angle = 2 * Double.pi * Double(harmonic * slot) / Double(slots)
                return [Float(sin(angle)), Float(cos(angle))]
            }
        }
    }
}
