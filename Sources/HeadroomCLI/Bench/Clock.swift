import Glibc

/// The clock of all measurements.
enum Clock {
    /// Nanoseconds of a clock that never goes back.
    static func nanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Waits, without using a processor.
    static func sleep(milliseconds: Int) { usleep(UInt32(milliseconds * 1000)) }

    /// Local time of day, `HH:MM:SS`.
    static func timeOfDay() -> String {
        var (seconds, parts) = (time(nil), tm())
        localtime_r(&seconds, &parts)
        return [parts.tm_hour, parts.tm_min, parts.tm_sec].map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":")
    }
}
