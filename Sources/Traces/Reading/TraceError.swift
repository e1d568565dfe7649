/// What can go wrong between a file of demand and a ``SeriesSet``, and when tables are written.
///
/// Every case carries the data a test compares and a message shows; `description` is one sentence.
public enum TraceError: Error, Equatable, Sendable {
    // The bytes.

    /// The source cannot be opened or read.
    case unreadable(file: String, reason: String)
    /// The output cannot be written; nothing is left behind.
    case unwritable(file: String, reason: String)
    /// The gzip stream ends before its end marker. `offset` counts compressed bytes.
    case gzipTruncated(file: String, offset: Int)
    /// The gzip stream is damaged. `offset` counts compressed bytes.
    case gzipCorrupt(file: String, offset: Int, reason: String)
    /// The file is in a packed or binary format that is not read.
    case unsupportedContent(file: String, kind: String)
    /// There is nothing but white space.
    case emptyInput(file: String)

    // The table.

    /// A header without any row.
    case headerOnly(file: String)
    /// The header fits none of the known formats.
    case unknownFormat(file: String, header: String)
    /// Several files of different formats were given as one trace.
    case mixedFormats(file: String, expected: TraceFormat, found: TraceFormat)
    /// Files of one table have different columns.
    case mixedHeaders(file: String, expected: [String], found: [String])
    /// Counters were asked for, but a format holds none.
    case noCounters(file: String, format: TraceFormat)
    /// Requests one by one were asked for, but a format holds counts or levels.
    case noRequests(file: String, format: TraceFormat)
    /// A needed column is absent.
    case missingColumn(file: String, column: String, available: [String])
    /// A column name appears twice in the header.
    case duplicateColumn(at: TraceLocation)
    /// The header has more columns than any trace has.
    case tooManyColumns(at: TraceLocation, limit: Int)
    /// The columns of an invocation table do not make a run of minutes.
    case minuteColumns(at: TraceLocation, reason: String)
    /// A line, or a quoted field that runs over lines, is longer than the limit.
    case lineTooLong(at: TraceLocation, limit: Int)
    /// A quote was opened and not closed.
    case unterminatedQuote(at: TraceLocation)
    /// A quote where none can be.
    case misplacedQuote(at: TraceLocation)
    /// A row has more or fewer fields than the header.
    case raggedRow(at: TraceLocation, expected: Int, found: Int)
    /// A line is no JSON, or its JSON has not what is needed.
    case malformedJSON(at: TraceLocation, reason: String)
    /// A line has not the form of its format.
    case malformedLine(at: TraceLocation, expected: String, found: String)
    /// A field holds bytes that are not text: invalid UTF-8 or control characters.
    case invalidText(at: TraceLocation, found: String)

    // The cells.

    /// A cell is not a number.
    case notANumber(at: TraceLocation, found: String)
    /// A cell is infinite.
    case infiniteNumber(at: TraceLocation, found: String)
    /// A cell does not fit the range of values.
    case numberOutOfRange(at: TraceLocation, found: String)
    /// A count is negative or not whole.
    case notACount(at: TraceLocation, found: String)
    /// A value of a counter is negative.
    case negativeCounter(at: TraceLocation, found: String)
    /// A cell is not a time.
    case invalidTime(at: TraceLocation, found: String, reason: String)
    /// Dates and plain integers are mixed in one trace.
    case mixedTimes(at: TraceLocation, found: String)
    /// A row has no identifier.
    case emptyIdentifier(at: TraceLocation)
    /// A static covariate changes within a series.
    case staticCovariateVaries(at: TraceLocation, series: String)

    // The series. Times are written as ``TimeAxis/Kind/format(_:)`` writes them.

    /// A time appears twice in a series; `count` rows are affected.
    case duplicateTimes(at: TraceLocation, series: String, time: String, count: Int)
    /// A row is earlier than the one before it.
    case outOfOrder(at: TraceLocation, series: String, time: String)
    /// Values are missing between the first and the last one; `time` is the first of `count`, `at` its place where there is one.
    case gaps(at: TraceLocation?, series: String, time: String, count: Int)
    /// Distances between times are not multiples of one step. Steps are in words: `300 s`, `2 positions`.
    case irregularStep(at: TraceLocation, series: String, time: String, expected: String, found: String)
    /// No series has two rows, so that no step can be seen.
    case unknownStep(series: String)
    /// The step asked for is not positive, or of the wrong kind for these times.
    case invalidStep(reason: String)
    /// The step asked for is finer than the data.
    case stepTooFine(requested: String, found: String)
    /// The step asked for is not a multiple of the data's.
    case stepNotMultiple(requested: String, found: String)
    /// A few rows span so many steps that a time must be wrong.
    case tooSparse(series: String, rows: Int, steps: Int)
    /// Two files of one trace overlap in time or are in the wrong order.
    case misplacedFile(file: String, reason: String)
    /// Nothing is left to work with.
    case noValues(file: String, reason: String)
    /// The series do not make a set.
    case series(SeriesError)
}
