/// A row of `vmtable` of Azure VM V1: when a virtual machine was created and deleted, and its cores.
struct AzureVM {
    /// Names of the columns, which the files do not have.
    static let header = [
        "vmid", "subscriptionid", "deploymentid", "vmcreated", "vmdeleted", "maxcpu", "avgcpu", "p95maxcpu", "vmcategory", "cores",
        "memory",
    ]

    /// Times and cores.
    let use: CoreUse.Instance

    /// Reads the row that a scanner stands at.
    init(_ scanner: CSVScanner) throws(TraceError) {
        let (created, deleted) = (try Self.seconds(scanner, 3), try Self.seconds(scanner, 4))
        guard created <= deleted else {
            throw .invalidTime(
                at: scanner.location(column: 4), found: Excerpt.quote(scanner.field(4).bytes), reason: "the machine is created later")
        }
        guard let cores = try scanner.count(9), (1...65_536).contains(cores) else {
            throw .notACount(at: scanner.location(column: 9), found: Excerpt.quote(scanner.field(9).bytes))
        }
        use = CoreUse.Instance(start: created, end: deleted, cores: Int(cores))
    }

    private static func seconds(_ scanner: CSVScanner, _ column: Int) throws(TraceError) -> Int64 {
        guard let time = InvocationParser.nanoseconds(try scanner.value(column)) else {
            throw .invalidTime(
                at: scanner.location(column: column), found: Excerpt.quote(scanner.field(column).bytes),
                reason: "expected seconds from the beginning of the trace")
        }
        return time
    }
}
