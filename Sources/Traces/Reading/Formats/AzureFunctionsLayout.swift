/// Where the columns of an Azure Functions 2019 file are. All header variants and column orders in public copies are taken.
struct AzureFunctionsLayout {
    let owner: Int?
    let app: Int?
    let function: Int
    let trigger: Int?
    /// Column of each minute, in the order of time.
    let minutes: [Int]
    /// Minute of the day at which the first column begins, from 0.
    let firstMinute: Int
    /// Whether all minute columns stand in order behind all others, so that rows can be read straight through.
    let isStraight: Bool
    /// Columns without a role.
    let ignored: [String]

    /// Minutes are counted from 1 when the columns begin with 1 or end with 1440 (as published), otherwise from 0 (the copies that
    /// begin with `480` for 08:00).
    init(_ scanner: CSVScanner) throws(TraceError) {
        var names: [String: Int] = [:]
        var numbered: [(number: Int, column: Int)] = []
        var other: [String] = []
        for (column, name) in scanner.columns.enumerated() {
            if let minute = AzureMinuteColumn(name) {
                numbered.append((minute.number, column))
            } else if ["hashowner", "hashapp", "hashfunction", "trigger"].contains(name.lowercased()) {
                names[name.lowercased()] = column
            } else {
                other.append(name)
            }
        }
        guard let function = names["hashfunction"] else {
            throw .missingColumn(file: scanner.file, column: "HashFunction", available: scanner.columns)
        }
        (self.function, owner, app, trigger) = (function, names["hashowner"], names["hashapp"], names["trigger"])
        ignored = other
        let firstNumbered = numbered.first?.column ?? 0
        isStraight =
            !numbered.isEmpty && numbered.last?.column == scanner.columns.count - 1
            && firstNumbered + numbered.count == scanner.columns.count
            && numbered.indices.allSatisfy { $0 == 0 || numbered[$0 - 1].number < numbered[$0].number }
        numbered.sort { $0.number < $1.number }
        guard let first = numbered.first?.number, let last = numbered.last?.number else {
            throw .minuteColumns(at: scanner.location(), reason: "expected columns of minutes (1 … 1440), found none")
        }
        for index in numbered.indices.dropFirst() where numbered[index].number != numbered[index - 1].number + 1 {
            let (before, after) = (numbered[index - 1].number, numbered[index].number)
            throw .minuteColumns(
                at: scanner.location(),
                reason: after == before
                    ? "minute \(after) has two columns"
                    : "the columns of minutes go from \(before) to \(after), but one for each minute is expected")
        }
        let isFromOne = first == 1 || last == 1_440 && first > 0
        guard isFromOne || last < 1_440 else {
            throw .minuteColumns(at: scanner.location(), reason: "a day has 1440 minutes, but there are columns from 0 to 1440")
        }
        firstMinute = isFromOne ? first - 1 : first
        minutes = numbered.map(\.column)
    }
}
