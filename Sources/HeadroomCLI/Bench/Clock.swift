import Glibc

/// The clock of all measurements.
enum Clock {
    /// Nanoseconds of a clock that never goes back.
    static func nanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Seconds that all threads of this process have spent on processors.
    static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
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
