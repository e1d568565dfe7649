import Traces

/// Writes a data set and what is known about it, bucket by bucket, so that its size does not matter.
public struct CubeWriter: Sendable {
    /// The data set.
    public let generator: DimensionalGenerator
    /// What is written of it.
    public let query: CubeQuery
    /// Threads to use; what is written does not depend on it.
    public let threads: Int

    /// Makes a writer.
    public init(_ generator: DimensionalGenerator, query: CubeQuery = CubeQuery(), threads: Int = 1) {
        (self.generator, self.query, self.threads) = (generator, query, threads)
    }

    /// The data as CSV: time, dimensions, metrics; a row for every bucket and group. Missing values are empty, and so are rows of nothing
    /// but zeros left out when `isSparse`.
    /// - Parameters:
    ///   - path: file to write; ends in `.gz` to be packed.
    ///   - isSparse: whether rows in which every metric is 0 are left out.
    ///   - progress: told the share that is done.
    /// - Returns: number of rows.
    /// - Throws: ``SynthesisError``, `TraceError.unwritable`.
    @discardableResult
    public func writeData(to path: String, isSparse: Bool = false, progress: (Double) -> Void = { _ in }) throws -> Int {
        let plan = try QueryPlan(query, generator)
        let file = try TableFile(path: path)
        try file.append { bytes in
            bytes += Array("time".utf8)
            for dimension in plan.dimensions {
                bytes.append(0x2c)
                bytes.append(field: generator.configuration.dimensions[dimension].name)
            }
            for name in plan.names {
                bytes.append(0x2c)
                bytes.append(field: name)
            }
            bytes.append(0x0a)
        }
        let names = plan.groups.map { group in
            var bytes: [UInt8] = [0x2c]
            for value in group {
                bytes.append(field: value)
                bytes.append(0x2c)
            }
            return bytes
        }
        let columns = plan.columns.count
        let width = max(1, plan.groups.count * columns)
        // Whole blocks for every thread, and no more values at once than a gigabyte holds.
        let blocks = generator.blocks(of: 0..<generator.grid.count)
        let perBatch = max(1, min(threads * 4, 100_000_000 / (width * generator.blockLength)))
        var rows = 0
        for first in stride(from: 0, to: blocks.count, by: perBatch) {
            let last = min(blocks.count, first + perBatch) - 1
            let buckets = blocks[first].lowerBound..<blocks[last].upperBound
            let values = generator.values(plan, buckets, threads: threads)
            for bucket in buckets {
                var time: [UInt8] = []
                TimeAxis.Kind.clock.append(generator.grid.time(at: bucket), to: &time)
                for group in plan.groups.indices {
                    let start = ((bucket - buckets.lowerBound) * plan.groups.count + group) * columns
                    let cells = values[start..<(start + columns)]
                    if isSparse, cells.allSatisfy({ $0 == 0 }) { continue }
                    try file.append { bytes in
                        bytes += time
                        bytes += names[group]
                        for (place, value) in cells.enumerated() {
                            if place > 0 { bytes.append(0x2c) }
                            bytes.append(exact: value)
                        }
                        bytes.append(0x0a)
                    }
                    rows += 1
                }
            }
            progress(Double(last + 1) / Double(blocks.count))
        }
        try file.commit()
        return rows
    }

    /// What was injected, as CSV: `incident,kind,start,end,size,unit,metrics,cells`, times in UTC, the end not included.
    public func labelTable() -> [UInt8] {
        var bytes = Array("incident,kind,start,end,size,unit,metrics,cells\n".utf8)
        for incident in generator.incidents {
            bytes += Array("\(incident.number),\(incident.kind.rawValue),".utf8)
            TimeAxis.Kind.clock.append(generator.grid.time(at: incident.buckets.lowerBound), to: &bytes)
            bytes.append(0x2c)
            TimeAxis.Kind.clock.append(generator.grid.time(at: incident.buckets.upperBound), to: &bytes)
            bytes.append(0x2c)
            bytes.append(exact: incident.size)
            bytes += Array(",\(incident.isInDeviations ? "deviations" : incident.kind.unit),".utf8)
            bytes.append(field: incident.metrics?.joined(separator: ";") ?? "*")
            bytes.append(0x2c)
            bytes.append(field: incident.filter.text)
            bytes.append(0x0a)
        }
        return bytes
    }

    /// The truth as CSV, a row for every bucket, cell and drawn metric: expected value, its components as factors on the base, and whether
    /// the value was reported.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)`` above ten million rows; `TraceError`.
    public func writeTruth(to path: String) throws {
        let grid = generator.grid
        let rows = generator.cells.map { Double($0.count) * Double(grid.count) * Double(generator.metrics.count) } ?? .infinity
        guard rows <= 10_000_000 else {
            throw SynthesisError.outOfRange(parameter: "rows of the truth", expected: "at most 10,000,000", found: "\(rows)")
        }
        let file = try TableFile(path: path)
        let names = generator.configuration.dimensions.map(\.name).joined(separator: ",")
        try file.append {
            $0 += Array(
                "time,\(names),metric,expected,trend,daily,weekly,yearly,event,incident,noise_scale,deviations,reported\n".utf8)
        }
        let cells = (0..<generator.cellCount).map { cell in
            var bytes: [UInt8] = []
            for value in generator.cell(cell) {
                bytes.append(0x2c)
                bytes.append(field: value)
            }
            return bytes + [0x2c]
        }
        let residuals = BlockResiduals(generator)
        for bucket in 0..<grid.count {
            for (position, compiled) in generator.metrics.enumerated() {
                let parts = compiled.rates.components(bucket: bucket)
                let observed = generator.row(metric: position, bucket: bucket, residuals)
                for cell in observed.indices {
                    let part = parts[Int(compiled.classOfCell[cell])]
                    let numbers = [
                        generator.expected(compiled, cell, part, bucket), part.trend, part.daily, part.weekly, part.yearly, part.event,
                        part.incident, part.noiseScale, part.deviations,
                    ]
                    try file.append { bytes in
                        TimeAxis.Kind.clock.append(grid.time(at: bucket), to: &bytes)
                        bytes += cells[cell]
                        bytes.append(field: compiled.metric.name)
                        for number in numbers {
                            bytes.append(0x2c)
                            bytes.append(exact: number)
                        }
                        bytes += Array(observed[cell].isNaN ? ",0\n".utf8 : ",1\n".utf8)
                    }
                }
            }
        }
        try file.commit()
    }
}

extension IncidentKind {
    /// What the size of an incident counts.
    var unit: String {
        switch self {
        case .phaseShift: "hours"
        case .late, .clockShift: "buckets"
        case .dropout, .stuck, .duplicated: ""
        case .saturation: "times the base"
        default: "factor"
        }
    }
}

extension [UInt8] {
    /// Appends a number so that reading it gives the same double; nothing for NaN.
    mutating func append(exact value: Double) {
        if value.isNaN { return }
        if value.magnitude < 0x1p53, value.rounded(.towardZero) == value { return append(decimal: Int64(value)) }
        append(contentsOf: value.description.utf8)
    }
}
