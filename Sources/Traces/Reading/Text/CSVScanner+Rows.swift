/// What readers of tables need: a header, rows as long as it, and cells with a meaning.
extension CSVScanner {
    /// Reads the header; afterwards rows keep no more fields than it has.
    func readHeader() throws(TraceError) {
        guard try advance() else { throw .emptyInput(file: file) }
        let count = split()
        guard count <= OpenedSource.maximumColumns else { throw .tooManyColumns(at: location(), limit: OpenedSource.maximumColumns) }
        var names: [String] = []
        names.reserveCapacity(count)
        var seen = Set<String>(minimumCapacity: count)
        for index in 0..<count {
            let cell = field(index).trimmed
            guard let name = cell.text else { throw .invalidText(at: location(column: index), found: Excerpt.quote(cell.bytes)) }
            if !name.isEmpty, !seen.insert(name).inserted {
                throw .duplicateColumn(at: TraceLocation(file: file, line: line, column: name))
            }
            names.append(name)
        }
        columns = names
        maximumFields = count
    }

    /// Takes names for the columns of a table without a header; afterwards rows keep no more fields than that.
    func assume(header: [String]) { (columns, maximumFields) = (header, header.count) }

    /// Moves to the next row and splits it; false at the end.
    func nextRow() throws(TraceError) -> Bool {
        guard try advance() else { return false }
        try splitRow()
        return true
    }

    /// Splits the row, which must have as many fields as the header.
    func splitRow() throws(TraceError) {
        let count = split()
        guard count == columns.count else { throw .raggedRow(at: location(), expected: columns.count, found: count) }
    }

    /// The index of a column that must be there.
    func column(_ name: String) throws(TraceError) -> Int {
        guard let index = columns.firstIndex(of: name) else { throw .missingColumn(file: file, column: name, available: columns) }
        return index
    }

    /// A value: finite in Float, or NaN when it is missing.
    func value(_ column: Int) throws(TraceError) -> Double {
        let cell = field(column)
        var value = 0.0
        switch NumberParser.parse(cell, into: &value) {
        case .number:
            guard value.magnitude < 0x1p128 && Float(value).isFinite else {
                throw .numberOutOfRange(at: location(column: column), found: Excerpt.quote(cell.bytes))
            }
            return value
        case .missing: return .nan
        case .infinite: throw .infiniteNumber(at: location(column: column), found: Excerpt.quote(cell.bytes))
        case .outOfRange: throw .numberOutOfRange(at: location(column: column), found: Excerpt.quote(cell.bytes))
        case .malformed: throw .notANumber(at: location(column: column), found: Excerpt.quote(cell.bytes))
        }
    }

    /// A text that must not be empty.
    func identifier(_ column: Int) throws(TraceError) -> Field {
        let cell = field(column).trimmed
        if cell.count == 0 { throw .emptyIdentifier(at: location(column: column)) }
        return cell
    }

    /// The text of a field.
    func text(_ cell: Field, column: Int) throws(TraceError) -> String {
        guard let text = cell.text else { throw .invalidText(at: location(column: column), found: Excerpt.quote(cell.bytes)) }
        return text
    }

    /// A count: a whole number, 0 or more; `nil` when the cell is empty.
    func count(_ column: Int) throws(TraceError) -> Double? {
        let value = try value(column)
        if value.isNaN { return nil }
        guard value >= 0, value <= 0x1p53, value.rounded(.towardZero) == value else {
            throw .notACount(at: location(column: column), found: Excerpt.quote(field(column).bytes))
        }
        return value
    }
}
