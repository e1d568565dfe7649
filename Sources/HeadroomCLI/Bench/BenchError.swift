/// What can go wrong with a benchmark: its data, its result, or the process it starts.
enum BenchError: Error, Equatable, CustomStringConvertible {
    /// A file does not hold the numbers it should.
    case unreadable(file: String, values: String)
    /// A file that is needed is not there.
    case missing(file: String, remedy: String)
    /// A measured piece of work gave no number.
    case unsound(bench: String, case: String, check: Double)
    /// A measured process did not end as it should.
    case processFailed(command: String, status: Int32)

    var description: String {
        switch self {
        case .unreadable(let file, let values): "\(file) should hold \(values), little-endian, but cannot be read as such"
        case .missing(let file, let remedy): "\(file) is missing; \(remedy)"
        case .unsound(let bench, let name, let check):
            "the results of \(bench) \(name) should be finite, their check is \(check): the measurement means nothing"
        case .processFailed(let command, let status): "`\(command)` should end with exit code 0, its wait status is \(status)"
        }
    }
}
