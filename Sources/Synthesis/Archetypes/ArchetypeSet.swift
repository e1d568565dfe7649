import Traces

/// A set of series of minute counts whose classes are known.
public struct ArchetypeSet: Sendable, Equatable {
    /// The counts: one series a function, in the order of ``functions``.
    public let set: SeriesSet
    /// The truth.
    public let functions: [ArchetypeFunction]

    /// The truth as a table, one row a function: `unique_id,class,level,dispersion,period_minutes,episodes`.
    public func truthTable() -> [UInt8] {
        var text = "unique_id,class,level,dispersion,period_minutes,episodes\n"
        for function in functions {
            text += "\(function.id),\(function.behaviour.rawValue),\(function.level),\(function.dispersion),"
            text += (function.periodMinutes.map { "\($0)" } ?? "") + ",\(function.episodes.count)\n"
        }
        return Array(text.utf8)
    }

    /// The episodes as a table, one row each: `unique_id,start,end,kind`, times in UTC, the end not included.
    public func labelTable() -> [UInt8] {
        var bytes = Array("unique_id,start,end,kind\n".utf8)
        for (function, series) in zip(functions, set.series) {
            for episode in function.episodes {
                bytes += Array("\(function.id),".utf8)
                series.axis.kind.append(series.axis.time(at: episode.lowerBound), to: &bytes)
                bytes.append(UInt8(ascii: ","))
                series.axis.kind.append(series.axis.time(at: episode.upperBound), to: &bytes)
                bytes += Array(",\(function.behaviour.rawValue)\n".utf8)
            }
        }
        return bytes
    }
}
