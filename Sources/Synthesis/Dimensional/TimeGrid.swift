import Traces

/// The buckets of a data set: from local midnight of a first day over a number of local days.
///
/// Buckets carry an absolute index, a function of their time alone, which is what random numbers are keyed by: a data set that begins later
/// or ends earlier has the same numbers at the same times.
public struct TimeGrid: Hashable, Sendable {
    /// Length of a bucket.
    public let granularity: Granularity
    /// Zone whose midnights and days count.
    public let zone: TimeZoneRules
    /// Number of buckets.
    public let count: Int
    /// First instant, nanoseconds since 1970.
    public let start: Int64
    // Local days on which calendar buckets begin, and the day after the last; empty for fixed buckets.
    private let dates: [CalendarDate]

    /// Makes a grid. A last bucket that would reach beyond the last day is left out.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)`` for days outside 1…36,600 or more than 2³¹ buckets.
    public init(firstDay: CalendarDate, days: Int, granularity: Granularity, zone: TimeZoneRules) throws(SynthesisError) {
        guard (1...36_600).contains(days) else { throw .outOfRange(parameter: "days", expected: "1 to 36600", found: "\(days)") }
        (self.granularity, self.zone) = (granularity, zone)
        let end = CalendarDate(daysSinceEpoch: firstDay.daysSinceEpoch + days)
        start = Self.midnight(firstDay, zone)
        switch granularity {
        case .fixed(let length):
            let buckets = (Self.midnight(end, zone) - start) / length
            guard buckets <= 1 << 31 else {
                throw .outOfRange(parameter: "granularity", expected: "at most 2^31 buckets", found: "\(buckets) of them")
            }
            (count, dates) = (Int(buckets), [])
        case .day: (count, dates) = (days, (0...days).map { CalendarDate(daysSinceEpoch: firstDay.daysSinceEpoch + $0) })
        case .week:
            (count, dates) = (days / 7, (0...(days / 7)).map { CalendarDate(daysSinceEpoch: firstDay.daysSinceEpoch + 7 * $0) })
        case .month:
            var dates = [firstDay]
            while let last = dates.last {
                let (year, month, _) = last.components
                let next = CalendarDate(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)!
                guard next <= end else { break }
                dates.append(next)
            }
            (count, self.dates) = (dates.count - 1, dates)
        }
    }

    private static func midnight(_ date: CalendarDate, _ zone: TimeZoneRules) -> Int64 {
        zone.instant(ofLocal: Int64(date.daysSinceEpoch) * 86_400).resolved * TimeAxis.nanosecondsPerSecond
    }

    /// Start of a bucket, nanoseconds since 1970; `count` is the end of the last.
    public func time(at bucket: Int) -> Int64 {
        if case .fixed(let length) = granularity { return start + Int64(bucket) * length }
        return Self.midnight(dates[bucket], zone)
    }

    /// First instant of a bucket and the one after its last.
    public func interval(of bucket: Int) -> Range<Int64> { time(at: bucket)..<time(at: bucket + 1) }

    /// The index of a bucket that depends on its time alone and grows by one from bucket to bucket: multiples of the length since 1970, the
    /// local day or week, the month of the calendar.
    public func absoluteIndex(of bucket: Int) -> Int {
        switch granularity {
        case .fixed(let length):
            let time = time(at: bucket)
            return Int(time >= 0 ? time / length : -((-time + length - 1) / length))
        case .day: return dates[bucket].daysSinceEpoch
        case .week:
            // Whole weeks from the same weekday near 1970, whatever that is.
            let day = dates[bucket].daysSinceEpoch
            return (day - ((day % 7 + 7) % 7)) / 7
        case .month:
            let (year, month, _) = dates[bucket].components
            return year * 12 + month
        }
    }

    /// The bucket in which an instant lies, or the nearest end: buckets before it are below the answer.
    public func firstBucket(notBefore time: Int64) -> Int {
        if case .fixed(let length) = granularity {
            let steps = (time - start + length - 1) / length
            return Int(min(max(time <= start ? 0 : steps, 0), Int64(count)))
        }
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self.time(at: middle) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
