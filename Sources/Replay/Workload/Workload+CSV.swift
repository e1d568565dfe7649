public import Traces

extension Workload {
    private static let header = "arrival,model,slo,id"

    /// Most bytes of a file of a workload that is read.
    static let mostBytes = 4 << 30

    /// Writes `arrival,model,slo,id`, a request a line: arrivals and SLOs are the shortest decimals that give the same numbers again, an
    /// SLO that does not exist is empty. Packed where the path ends in `.gz`.
    /// - Throws: `TraceError.unwritable`; then what was under the name is still there.
    public func writeCSV(to path: String) throws(TraceError) {
        let table = try TableFile(path: path)
        try table.append { $0.append(contentsOf: (Self.header + "\n").utf8) }
        let names = models.map { name in
            var bytes: [UInt8] = []
            bytes.append(field: name)
            return bytes
        }
        for request in 0..<count {
            try table.append { line in
                line.append(contentsOf: "\(arrivals[request])".utf8)
                line.append(0x2c)
                line.append(contentsOf: names[Int(modelIndices[request])])
                line.append(0x2c)
                if slos[request] < .infinity { line.append(contentsOf: "\(slos[request])".utf8) }
                line.append(contentsOf: ",\(ids[request])\n".utf8)
            }
        }
        try table.commit()
    }

    /// Reads what ``writeCSV(to:)`` wrote, gzip or plain; models are in the order of their first request.
    /// - Throws: ``ReplayError/invalidFile(file:reason:)``, ``ReplayError/invalidWorkload(reason:)``, or `TraceError` when it cannot be
    ///   read.
    public init(csv path: String) throws {
        let bytes = try ByteSource.file(path).contents(atMost: Self.mostBytes)
        var columns = (arrivals: [Double](), models: [UInt32](), slos: [Double](), ids: [UInt64]())
        var names: [String] = [], known: [String: UInt32] = [:]
        for (number, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated() {
            let line = line.last == 0x0d ? line.dropLast() : line
            if number == 0 {
                guard Array(line) == Array(Self.header.utf8) else {
                    throw ReplayError.invalidFile(file: path, reason: "its first line must be \(Self.header)")
                }
                continue
            }
            if line.isEmpty { continue }
            func bad(_ what: String) -> ReplayError { .invalidFile(file: path, reason: "\(what) in line \(number + 1)") }
            guard let fields = Self.fields(line), fields.count == 4 else { throw bad("there must be 4 fields") }
            guard let arrival = Double(fields[0]), let slo = fields[2].isEmpty ? .infinity : Double(fields[2]), let id = UInt64(fields[3])
            else {
                throw bad("arrival, SLO and number must be numbers")
            }
            columns.arrivals.append(arrival)
            columns.slos.append(slo)
            columns.ids.append(id)
            if let index = known[fields[1]] {
                columns.models.append(index)
            } else {
                known[fields[1]] = UInt32(names.count)
                columns.models.append(UInt32(names.count))
                names.append(fields[1])
            }
        }
        guard !bytes.isEmpty else { throw ReplayError.invalidFile(file: path, reason: "it is empty") }
        try self.init(models: names, arrivals: columns.arrivals, modelIndices: columns.models, slos: columns.slos, ids: columns.ids)
    }

    /// Fields by RFC 4180 without line ends inside; `nil` where quotes are wrong.
    private static func fields(_ line: ArraySlice<UInt8>) -> [String]? {
        var (fields, field, at) = ([String](), [UInt8](), line.startIndex)
        while true {
            field.removeAll(keepingCapacity: true)
            if at < line.endIndex, line[at] == 0x22 {
                at += 1
                while true {
                    guard at < line.endIndex else { return nil }
                    if line[at] == 0x22 {
                        at += 1
                        guard at < line.endIndex, line[at] == 0x22 else { break }
                    }
                    field.append(line[at])
                    at += 1
                }
            } else {
                while at < line.endIndex, line[at] != 0x2c {
                    field.append(line[at])
                    at += 1
                }
            }
            guard let text = String(validating: field, as: UTF8.self) else { return nil }
            fields.append(text)
            if at == line.endIndex { return fields }
            guard line[at] == 0x2c else { return nil }
            at += 1
        }
    }
}
