/// The day that a folder or an archive is named after, as `20110303`.
struct SourceDay {
    /// Eight digits.
    let text: String
    /// Midnight UTC in nanoseconds since 1970.
    let start: Int64

    /// The last day among the folders of a path.
    static func find(in path: String) -> SourceDay? {
        for folder in path.split(separator: "/").dropLast().reversed() {
            let digits = Array(folder.utf8.prefix { $0 != UInt8(ascii: ".") }).map { Int64($0) - 0x30 }
            guard digits.count == 8, digits.allSatisfy({ (0...9).contains($0) }) else { continue }
            let number = digits.reduce(0) { $0 * 10 + $1 }
            let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
            guard (1_900...2_100).contains(year), (1...12).contains(month), day >= 1, day <= CivilDate.daysInMonth(month, year: year) else {
                continue
            }
            let start = CivilDate.days(year: year, month: month, day: day) * 86_400 * TimeAxis.nanosecondsPerSecond
            return SourceDay(text: String(folder.prefix(8)), start: start)
        }
        return nil
    }
}
