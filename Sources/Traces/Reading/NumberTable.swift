/// A table of numbers under a header, for rows that are no series: features of a model, for example.
///
/// Gzip is unpacked. The separator is a comma, semicolon or tab, as the header shows. An empty cell, `nan`, `na` and `null` are missing
/// values, NaN here; infinities by name are taken as such.
package struct NumberTable: Hashable, Sendable {
    /// Names of the columns asked for.
    package let columns: [String]
    /// Cells `[rows, columns]`, NaN where missing.
    package let values: [Double]
    /// Number of rows.
    package let rows: Int

    /// Reads the named columns, in the order of the names; the header may have them in another one, and more.
    /// - Throws: ``TraceError`` with file, line and column of what is no sound table or no number.
    package init(_ names: [String], from source: ByteSource) throws(TraceError) {
        let opened = try OpenedSource(source)
        try opened.checkContent()
        let scanner = try opened.scanner(TraceReadingOptions())
        try scanner.readHeader()
        var places: [Int] = []
        for name in names { places.append(try scanner.column(name)) }
        var (cells, count): ([Double], Int) = ([], 0)
        while try scanner.nextRow() {
            for place in places { cells.append(try scanner.anyNumber(place)) }
            count += 1
        }
        (columns, values, rows) = (names, cells, count)
    }
}

extension CSVScanner {
    /// A number of any size, infinities included, or NaN when it is missing.
    func anyNumber(_ column: Int) throws(TraceError) -> Double {
        let cell = field(column)
        var value = 0.0
        switch NumberParser.parse(cell, into: &value) {
        case .number: return value
        case .missing: return .nan
        case .infinite: return cell.trimmed.bytes.first == UInt8(ascii: "-") ? -.infinity : .infinity
        case .outOfRange: throw .numberOutOfRange(at: location(column: column), found: Excerpt.quote(cell.bytes))
        case .malformed: throw .notANumber(at: location(column: column), found: Excerpt.quote(cell.bytes))
        }
    }
}
