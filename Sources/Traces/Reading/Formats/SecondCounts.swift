/// Per-second counts of web services without times, known by the folder that they are published in.
struct SecondCounts {
    /// Time of the first count in nanoseconds since 1970; `nil` where the publisher does not say.
    let start: Int64?
    /// Where two logs were joined without the time between them: the first count of the second log, and its time.
    let joint: (index: Int, time: Int64)?

    /// NASA's web server: July 1995 from 00:00:01, and August behind it from index 2,381,545 (±1), the days between them left out.
    static let nasa = SecondCounts(
        start: second(month: 7, day: 1, 1), joint: (2_381_545, second(month: 8, day: 1, 0)))
    /// Tweets of August 2021; the hour is not stated.
    static let twitter = SecondCounts(start: nil, joint: nil)

    /// The counts that a source holds; `nil` when it is none of them.
    static func find(_ source: ByteSource) -> SecondCounts? {
        guard source.stem == "workload" else { return nil }
        let path = source.name.lowercased()
        return path.contains("nasa") ? nasa : path.contains("twitter") ? twitter : nil
    }

    private static func second(month: Int64, day: Int64, _ second: Int64) -> Int64 {
        (CivilDate.days(year: 1_995, month: month, day: day) * 86_400 + second) * TimeAxis.nanosecondsPerSecond
    }
}
