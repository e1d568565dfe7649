import Tensors
import Traces

/// A data set in ThirdEye's form: only the cells that are written down exist, and every metric may have its own.
public struct ThirdEyeDataset: Hashable, Sendable {
    /// A metric with its cells.
    public struct Metric: Hashable, Sendable {
        /// Name, a column of the output.
        public var name: String
        /// Values of all dimensions, in their order, and what is generated for them.
        public var cells: [Cell]

        /// Makes a metric.
        public init(_ name: String, _ cells: [Cell]) { (self.name, self.cells) = (name, cells) }
    }

    /// A cell.
    public struct Cell: Hashable, Sendable {
        /// Values of all dimensions.
        public var path: [String]
        /// What is generated.
        public var generator: ThirdEyeGenerator

        /// Makes a cell.
        public init(_ path: [String], _ generator: ThirdEyeGenerator) { (self.path, self.generator) = (path, generator) }
    }

    /// One row of the outer join of all metrics on time and dimensions.
    public struct Row: Hashable, Sendable {
        /// Nanoseconds since 1970.
        public let time: Int64
        /// Values of the dimensions.
        public let path: [String]
        /// Values of the metrics; `nil` where a metric has no such cell.
        public let values: [Double?]
    }

    /// Name of the data set.
    public var name: String
    /// Length of a bucket, an hour in the original.
    public var granularity: Granularity
    /// Zone, `America/Los_Angeles` in the original.
    public var zone: TimeZoneRules
    /// Names of the dimensions.
    public var dimensions: [String]
    /// The metrics.
    public var metrics: [Metric]

    /// Makes a data set.
    public init(name: String, granularity: Granularity, zone: TimeZoneRules, dimensions: [String], metrics: [Metric]) {
        (self.name, self.granularity, self.zone, self.dimensions, self.metrics) = (name, granularity, zone, dimensions, metrics)
    }

    /// All cells of all metrics, each once, in the order in which they are first named.
    public var paths: [[String]] {
        var seen: Set<[String]> = []
        return metrics.flatMap { $0.cells.map(\.path) }.filter { seen.insert($0).inserted }
    }

    /// All rows, time by time.
    /// - Parameters:
    ///   - firstDay: first local day; the original counts back from now.
    ///   - days: number of local days, 28 in the original.
    ///   - seed: seed of the noise.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)``.
    public func rows(firstDay: CalendarDate, days: Int = 28, seed: UInt64) throws(SynthesisError) -> [Row] {
        let grid = try TimeGrid(firstDay: firstDay, days: days, granularity: granularity, zone: zone)
        let key = StreamKey(seed: seed).appending("thirdeye").appending(name)
        let paths = paths
        guard Double(paths.count) * Double(grid.count) <= 100_000_000 else {
            throw .outOfRange(parameter: "rows", expected: "at most 100,000,000", found: "\(paths.count) × \(grid.count)")
        }
        // One generator and stream for every metric of every path.
        let columns = paths.map { path in
            metrics.map { metric -> (ThirdEyeGenerator, StreamKey)? in
                guard let cell = metric.cells.first(where: { $0.path == path }) else { return nil }
                return (cell.generator, path.reduce(key.appending(metric.name)) { $0.appending($1) })
            }
        }
        var clock = LocalClock(DemandCalendar(timeZone: zone))
        var rows: [Row] = []
        rows.reserveCapacity(paths.count * grid.count)
        for bucket in 0..<grid.count {
            let time = grid.time(at: bucket)
            let local = clock.localTime(at: time)
            let index = grid.absoluteIndex(of: bucket)
            for (path, sources) in zip(paths, columns) {
                let values = sources.map { source -> Double? in
                    guard let (generator, key) = source else { return nil }
                    var random = KeyedRandom(key, at: index)
                    return generator.value(weekday: local.weekday + 1, hour: local.secondOfDay / 3_600, noise: random.normal())
                }
                rows.append(Row(time: time, path: path, values: values))
            }
        }
        return rows
    }

    /// Rows as CSV: time, dimensions, metrics; empty where a metric has no such cell.
    public func table(_ rows: [Row]) -> [UInt8] {
        var bytes = Array(("time," + (dimensions + metrics.map(\.name)).joined(separator: ",") + "\n").utf8)
        for row in rows {
            TimeAxis.Kind.clock.append(row.time, to: &bytes)
            for value in row.path {
                bytes.append(0x2c)
                bytes.append(field: value)
            }
            for value in row.values {
                bytes.append(0x2c)
                bytes.append(exact: value ?? .nan)
            }
            bytes.append(0x0a)
        }
        return bytes
    }
}
