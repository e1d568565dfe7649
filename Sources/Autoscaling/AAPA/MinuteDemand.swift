/// Mean demand of every minute, put together from measurements of any length.
struct MinuteDemand: Sendable {
    /// Mean demand of finished minutes, oldest first; NaN where part of a minute is missing.
    private(set) var minutes: [Double]
    /// Measurements that were taken in.
    private var taken = 0
    private var sum = 0.0
    private var filled: Int64 = 0

    private static let minute: Int64 = 60_000_000_000

    /// Begins behind the minutes that are known.
    init(_ history: [Double] = []) { minutes = history }

    /// Takes in what is new of the measurements of a run; `sync` is the length of one in nanoseconds.
    mutating func take(_ demand: ArraySlice<Double>, sync: Int64) {
        for value in demand.dropFirst(taken) {
            var left = sync
            while left > 0 {
                let part = min(left, Self.minute - filled)
                sum += value * Double(part)
                filled += part
                left -= part
                if filled == Self.minute {
                    minutes.append(sum / Double(Self.minute))
                    (sum, filled) = (0, 0)
                }
            }
        }
        taken = demand.count
    }
}
