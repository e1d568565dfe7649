/// Which day each file of an Azure Functions 2019 trace is.
enum AzureDayPlan {
    /// A file and its day, counted from 0.
    struct Entry: Equatable {
        /// Position among the files as given.
        var source: Int
        var day: Int
    }

    /// The files in the order in which they have to be read.
    static func make(_ sources: [ByteSource], fileDays: FileDays) -> [Entry] {
        if fileDays == .sameDay { return sources.indices.map { Entry(source: $0, day: 0) } }
        let numbers = sources.map { FileDays.number(in: $0.stem) }
        guard numbers.allSatisfy({ $0 != nil }) else { return sources.indices.map { Entry(source: $0, day: $0) } }
        // The first day of a trace is d01; some copies begin with d00.
        let base = numbers.contains(0) ? 0 : 1
        let entries = numbers.enumerated().map { Entry(source: $0.offset, day: ($0.element ?? base) - base) }
        return entries.sorted { $0.day == $1.day ? $0.source < $1.source : $0.day < $1.day }
    }
}
