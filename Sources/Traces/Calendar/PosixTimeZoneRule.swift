/// The rule that holds after the last tabulated change of a zone: the footer of a TZif file, in the form of the POSIX `TZ` variable
/// with the extension of RFC 8536 §3.3.1 (hours of a change from −167 to 167), for instance `AEST-10AEDT,M10.1.0,M4.1.0/3`.
struct PosixTimeZoneRule: Hashable, Sendable {
    /// A day of every year, and the seconds after its wall-clock midnight at which the clock changes.
    struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// `Jn`, 1…365: February 29 is never counted.
            case withoutLeapDay(Int)
            /// `n`, 0…365: February 29 is counted.
            case ofYear(Int)
            /// `Mm.w.d`: the w-th weekday d (0 = Sunday) of month m; week 5 means the last.
            case weekday(month: Int, week: Int, day: Int)
        }

        var day: Day
        var second: Int

        /// Wall-clock seconds since 1970 of the change in a year.
        func localSeconds(in year: Int) -> Int64 {
            Int64(dayNumber(in: year)) * 86_400 + Int64(second)
        }

        private func dayNumber(in year: Int) -> Int {
            let first = CalendarDate.firstDay(of: year)
            switch day {
            case .withoutLeapDay(let n): return first + n - 1 + (n > 59 && CalendarDate.isLeap(year) ? 1 : 0)
            case .ofYear(let n): return first + n
            case .weekday(let month, let week, let day):
                let monthStart = first + CalendarDate.daysBefore(month: month, of: year)
                // Weekdays of the rule begin with Sunday, those of CalendarDate with Monday.
                let startWeekday = (CalendarDate(daysSinceEpoch: monthStart).weekday + 1) % 7
                var inMonth = (day - startWeekday + 7) % 7 + (week - 1) * 7
                if inMonth >= CalendarDate.days(inMonth: month, of: year) { inMonth -= 7 }
                return monthStart + inMonth
            }
        }
    }

    struct Daylight: Hashable, Sendable {
        /// Seconds east of UTC while it is in force.
        var offset: Int
        var start: Change
        var end: Change
    }

    /// Seconds east of UTC without daylight saving.
    var standardOffset: Int
    var daylight: Daylight?

    /// Seconds east of UTC at an instant (seconds since 1970).
    func offset(at time: Int64) -> Int {
        guard daylight != nil else { return standardOffset }
        var current = standardOffset
        for change in changes(around: time, yearsBefore: 2, yearsAfter: 1) {
            if change.time > time { break }
            current = change.offset
        }
        return current
    }

    /// First instant after `time` at which the offset really changes, with the offset from then on; `nil` when it never does.
    func nextChange(after time: Int64) -> (time: Int64, offset: Int)? {
        let current = offset(at: time)
        var next: (time: Int64, offset: Int)?
        for change in changes(around: time, yearsBefore: 1, yearsAfter: 2) where change.time > time {
            // Of changes at one instant the last one counts, so one counts only when a later instant is seen.
            if let next, next.time < change.time, next.offset != current { return next }
            next = change
        }
        return nil
    }

    // Changes of the years around an instant, in order of time. A rule may place a change up to a week outside its year, hence the
    // years on both sides. Equal times keep the order end, next start: so that daylight saving all the year has no hole.
    private func changes(around time: Int64, yearsBefore: Int, yearsAfter: Int) -> [(time: Int64, offset: Int)] {
        guard let daylight else { return [] }
        let year = CalendarDate.year(ofDay: Int(time.dividedDown(by: 86_400)))
        var found: [(time: Int64, offset: Int)] = []
        found.reserveCapacity(2 * (yearsBefore + yearsAfter + 1))
        for one in (year - yearsBefore)...(year + yearsAfter) {
            var pair = [
                (time: daylight.start.localSeconds(in: one) - Int64(standardOffset), offset: daylight.offset),
                (time: daylight.end.localSeconds(in: one) - Int64(daylight.offset), offset: standardOffset),
            ]
            if pair[1].time < pair[0].time { pair.swapAt(0, 1) }
            for change in pair {
                var place = found.count
                while place > 0 && found[place - 1].time > change.time { place -= 1 }
                found.insert(change, at: place)
            }
        }
        return found
    }
}
