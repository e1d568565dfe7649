import FoundationEssentials
import Glibc

/// What the machine's processors did until a moment: a difference of two says how busy other processes kept them meanwhile.
package struct ProcessorUse: Sendable {
    /// Processor seconds that anything on the machine used, time given to other guests included.
    package var machine: Double
    /// Processor seconds that this process and its finished children used.
    package var own: Double
    /// A clock that never goes back, seconds.
    package var clock: Double

    /// From numbers that were read elsewhere.
    package init(machine: Double, own: Double, clock: Double) {
        self.machine = machine
        self.own = own
        self.clock = clock
    }

    /// Now; the machine's share is 0 where there is no `/proc/stat`.
    static func now() -> ProcessorUse {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        var times = tms()
        _ = Glibc.times(&times)
        let own = Double(times.tms_utime + times.tms_stime + times.tms_cutime + times.tms_cstime) / ticks
        let stat = FileManager.default.contents(atPath: "/proc/stat").map { String(decoding: $0.prefix(512), as: UTF8.self) } ?? ""
        return ProcessorUse(machine: busyTicks(stat) / ticks, own: own, clock: Double(Clock.nanoseconds()) * 1e-9)
    }

    /// Ticks that all processors together were not idle, by the first line of `/proc/stat`: `cpu user nice system idle iowait irq softirq
    /// steal …`. 0 for any other text.
    package static func busyTicks(_ stat: String) -> Double {
        guard let line = stat.split(separator: "\n", maxSplits: 1).first, line.hasPrefix("cpu ") else { return 0 }
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard ticks.count == 8 else { return 0 }
        return ticks.reduce(0, +) - ticks[3] - ticks[4]
    }

    /// Processors that others kept busy on average since an earlier moment: 0 for none, to two decimals.
    package func others(since start: ProcessorUse) -> Double {
        let used = (machine - start.machine) - (own - start.own)
        return (max(0, used) / max(clock - start.clock, 1e-9) * 100).rounded() / 100
    }
}
