import Traces

/// Forecasts from a file: `origin,target,streams`, slots counted from the begin of the trace.
///
/// For each target the newest forecast counts that was made at the decision or before.
public struct OccupancyForecastTable: OccupancyForecast {
    private struct Row {
        var target: Int
        var origin: Int
        var streams: Int
    }

    /// Name of the file.
    public let name: String
    /// Rows by target, then by origin.
    private let rows: [Row]
    /// First row of each target.
    private let starts: [Int]

    /// Reads a table with the columns `origin`, `target` and `streams`, in any order and among others.
    ///
    /// Numbers of streams are rounded up: a forecast of 4.2 streams needs room for five.
    /// - Throws: `TraceError`, also for an origin that does not lie before its target: it would have seen what it forecasts.
    public init(_ source: ByteSource) throws(TraceError) {
        let table = try NumberTable(["origin", "target", "streams"], from: source)
        var rows: [Row] = []
        rows.reserveCapacity(table.rows)
        for row in 0..<table.rows {
            let (origin, target, streams) = (table.values[3 * row], table.values[3 * row + 1], table.values[3 * row + 2])
            let place = TraceLocation(file: source.name, line: row + 2)
            let bound = 1e9
            guard origin == origin.rounded(), target == target.rounded(), (-bound...bound).contains(origin), (0...bound).contains(target)
            else {
                throw .malformedLine(at: place, expected: "whole slots as origin and target", found: "\(origin), \(target)")
            }
            guard origin < target else {
                throw .malformedLine(at: place, expected: "an origin before its target", found: "origin \(origin), target \(target)")
            }
            guard streams >= 0, streams <= Double(OccupancyTrace.mostStreams) else {
                throw .malformedLine(at: place, expected: "streams from 0 to \(OccupancyTrace.mostStreams)", found: "\(streams)")
            }
            rows.append(Row(target: Int(target), origin: Int(origin), streams: Int((streams * (1 - 1e-9)).rounded(.up))))
        }
        rows.sort { ($0.target, $0.origin) < ($1.target, $1.origin) }
        (name, self.rows) = (source.name, rows)
        starts = rows.indices.filter { $0 == 0 || rows[$0].target != rows[$0 - 1].target }
    }

    /// The newest forecast of the slot that was known at the decision.
    public func point(target: Int, decision: Int) -> OccupancyPoint? {
        let place = starts.partitioningIndex { rows[$0].target >= target }
        guard place < starts.count, rows[starts[place]].target == target else { return nil }
        let end = place + 1 < starts.count ? starts[place + 1] : rows.count
        let ofTarget = rows[starts[place]..<end]
        let next = ofTarget.partitioningIndex { $0.origin > decision }
        guard next > ofTarget.startIndex else { return nil }
        return OccupancyPoint(streams: rows[next - 1].streams, origin: rows[next - 1].origin, target: target)
    }
}
