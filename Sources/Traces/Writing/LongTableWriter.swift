/// Writes series as a long table, `unique_id,ds,y` and covariates: the form that every reader of such tables knows.
///
/// Values are the shortest decimals that give the same Float again, whole numbers without a point; missing ones are empty. Times are
/// ISO 8601 in UTC, or integers. Rows behind the last value carry future covariates and an empty `y`. What a table cannot hold
/// (kind and unit, calendar, labels) is left to the options of whoever reads it.
public enum LongTableWriter {
    /// Writes a file: complete, or not at all.
    /// - Parameters:
    ///   - set: the series.
    ///   - path: where the table shall appear; `/dev/stdout` and other devices are written directly.
    ///   - gzip: whether to pack it; `nil` packs when the path ends in `.gz`.
    /// - Throws: ``TraceError/unwritable(file:reason:)``.
    public static func write(_ set: SeriesSet, to path: String, gzip: Bool? = nil) throws(TraceError) {
        let table = try TableFile(path: path, gzip: gzip)
        try table.append { appendHeader(of: set, to: &$0) }
        for series in set.series {
            let row = Row(series)
            for position in 0..<row.count { try table.append { row.append(position, to: &$0) } }
        }
        try table.commit()
    }

    /// The table in memory.
    public static func bytes(of set: SeriesSet) -> [UInt8] {
        var bytes: [UInt8] = []
        appendHeader(of: set, to: &bytes)
        for series in set.series {
            let row = Row(series)
            for position in 0..<row.count { row.append(position, to: &bytes) }
        }
        return bytes
    }

    private static func appendHeader(of set: SeriesSet, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "unique_id,ds,y".utf8)
        for name in set.pastCovariates + set.futureCovariates + set.staticCovariates {
            bytes.append(0x2c)
            bytes.append(field: name)
        }
        bytes.append(0x0a)
    }

    /// The rows of one series, with everything that repeats made once.
    private struct Row {
        let series: Series
        let id: [UInt8]
        let statics: [UInt8]
        let count: Int

        init(_ series: Series) {
            self.series = series
            var id: [UInt8] = []
            id.append(field: series.id)
            id.append(0x2c)
            var statics: [UInt8] = []
            for value in series.staticCovariates {
                statics.append(0x2c)
                statics.append(shortest: value)
            }
            (self.id, self.statics) = (id, statics)
            count = series.futureCovariates.reduce(series.count) { max($0, $1.count) }
        }

        func append(_ position: Int, to bytes: inout [UInt8]) {
            bytes.append(contentsOf: id)
            series.axis.kind.append(series.axis.time(at: position), to: &bytes)
            bytes.append(0x2c)
            if position < series.count { bytes.append(shortest: series.values[position]) }
            for column in series.pastCovariates {
                bytes.append(0x2c)
                if position < column.count { bytes.append(shortest: column[position]) }
            }
            for column in series.futureCovariates {
                bytes.append(0x2c)
                if position < column.count { bytes.append(shortest: column[position]) }
            }
            bytes.append(contentsOf: statics)
            bytes.append(0x0a)
        }
    }
}

extension [UInt8] {
    /// Appends a text field by RFC 4180: quoted when it holds a separator, a quote, a line end, or blanks at its ends.
    package mutating func append(field text: String) {
        let bytes = text.utf8
        let isPlain = bytes.allSatisfy { $0 != 0x22 && $0 != 0x2c && $0 >= 0x20 } && bytes.first != 0x20 && bytes.last != 0x20
        guard !isPlain else { return append(contentsOf: bytes) }
        append(0x22)
        for byte in bytes {
            if byte == 0x22 { append(0x22) }
            append(byte)
        }
        append(0x22)
    }
}
