import Autoscaling
import Traces

/// A labelled position on an axis.
struct AxisTick: Hashable, Sendable {
    var position: Double
    var label: String

    /// 1, 2 or 5 times a power of ten, not below `minimum`.
    static func roundStep(atLeast minimum: Double) -> Double {
        guard minimum > 0, minimum.isFinite else { return 0 }
        var power = 1.0
        while power < minimum { power *= 10 }
        while power / 10 >= minimum { power /= 10 }
        // power / 10 < minimum ≤ power
        return [power / 5, power / 2, power].first { $0 >= minimum * 0.999999 } ?? power
    }

    /// Tics of a stretch of time, at most `most`, at round local times; positions are seconds after `start`.
    ///
    /// Times of day stand above the date, which is only given where it is new. A calendar whose time of day means nothing counts
    /// from the start instead: `day 1`.
    static func times(from start: Int64, to end: Int64, calendar: DemandCalendar, most: Int) -> [AxisTick] {
        let second = TimeAxis.nanosecondsPerSecond
        let span = max(1, Double(end - start) / Double(second))
        let intervals = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200]
        let clock = ClockFace(calendar: calendar, start: start)
        var out: [AxisTick] = []
        var lastDate: String?
        func append(_ time: Int64, _ label: String, date: String) {
            out.append(AxisTick(position: Double(time - start) / Double(second), label: date == lastDate ? label : label + "\n" + date))
            lastDate = date
        }
        if let interval = intervals.first(where: { span / Double($0) <= Double(most) }) {
            var time = clock.next(from: start, multipleOf: interval)
            while time <= end && out.count <= most {
                append(time, clock.timeOfDay(at: time, seconds: interval < 60), date: clock.date(at: time))
                time = clock.next(from: time + second, multipleOf: interval)
            }
            return out
        }
        let days = [1, 2, 7, 14, 28, 91, 182, 364, 1820].first { span / 86_400 / Double($0) <= Double(most) } ?? 3640
        var time = clock.next(from: start, multipleOf: 86_400)
        while time <= end && out.count <= most {
            append(time, clock.date(at: time), date: clock.year(at: time))
            for _ in 0..<days { time = clock.next(from: time + 3600 * second, multipleOf: 86_400) }
        }
        return out
    }

    /// Tics of plain positions `from … to`.
    static func positions(from: Int64, to: Int64, most: Int) -> [AxisTick] {
        let step = Int64(max(1, roundStep(atLeast: Double(to - from) / Double(most))))
        var position = from - from % step
        if position < from { position += step }
        var out: [AxisTick] = []
        while position <= to && out.count <= most {
            out.append(AxisTick(position: Double(position - from), label: "\(position)"))
            position += step
        }
        return out
    }
}

/// What a clock and a calendar on the wall show.
private struct ClockFace {
    let calendar: DemandCalendar
    let start: Int64
    private static let second = TimeAxis.nanosecondsPerSecond
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since midnight, or since the start in whole days for a clock without meaning.
    private func secondOfDay(_ time: Int64) -> Int {
        guard calendar.timeOfDayIsReal else { return Int((time - start) / Self.second) % 86_400 }
        return calendar.localTime(at: time).secondOfDay
    }

    /// The first moment, not before `time`, at a whole second whose local time of day is a multiple of `interval` seconds.
    func next(from time: Int64, multipleOf interval: Int) -> Int64 {
        let origin = calendar.timeOfDayIsReal ? 0 : start
        var rest = (time - origin) % Self.second
        if rest < 0 { rest += Self.second }
        var time = rest == 0 ? time : time + Self.second - rest
        // A change of the clock on the way needs a second look, and a midnight that is skipped a third.
        for _ in 0..<3 {
            let over = secondOfDay(time) % interval
            if over == 0 { break }
            time += Int64(interval - over) * Self.second
        }
        return time
    }

    func timeOfDay(at time: Int64, seconds: Bool) -> String {
        let second = secondOfDay(time)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return two(second / 3600) + ":" + two(second / 60 % 60) + (seconds ? ":" + two(second % 60) : "")
    }

    func date(at time: Int64) -> String {
        guard calendar.timeOfDayIsReal else { return "day \((time - start) / Self.second / 86_400 + 1)" }
        let (_, month, day) = calendar.localDate(at: time).components
        return "\(day) \(Self.months[month - 1])"
    }

    func year(at time: Int64) -> String { calendar.timeOfDayIsReal ? "\(calendar.localDate(at: time).components.year)" : "" }
}
