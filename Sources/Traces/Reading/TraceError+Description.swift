extension TraceError: CustomStringConvertible {
    /// One sentence: where, what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .unreadable, .unwritable, .gzipTruncated, .gzipCorrupt, .unsupportedContent, .emptyInput: describeBytes()
        case .headerOnly, .unknownFormat, .mixedFormats, .mixedHeaders, .noCounters, .missingColumn, .duplicateColumn, .tooManyColumns,
            .minuteColumns,
            .lineTooLong, .unterminatedQuote, .misplacedQuote, .raggedRow, .invalidText, .noRequests, .malformedJSON, .malformedLine:
            describeTable()
        case .notANumber, .infiniteNumber, .numberOutOfRange, .notACount, .negativeCounter, .invalidTime, .mixedTimes, .emptyIdentifier,
            .staticCovariateVaries:
            describeCell()
        default: describeSeries()
        }
    }

    private func describeBytes() -> String {
        switch self {
        case .unreadable(let file, let reason): "cannot read \(Excerpt.name(file)): \(reason)"
        case .unwritable(let file, let reason): "cannot write \(Excerpt.name(file)): \(reason); no file was left behind"
        case .gzipTruncated(let file, let offset):
            "\(Excerpt.name(file)) is gzip but ends after \(offset) compressed bytes without its end marker; fetch or pack it again"
        case .gzipCorrupt(let file, let offset, let reason):
            "\(Excerpt.name(file)) is gzip but damaged near compressed byte \(offset) (\(reason)); fetch or pack it again"
        case .unsupportedContent(let file, let kind):
            "\(Excerpt.name(file)) is \(kind), but plain or gzip-packed text is expected; convert it first"
        case .emptyInput(let file): "\(Excerpt.name(file)) is empty, but a table of demand is expected"
        default: ""
        }
    }

    private func describeTable() -> String {
        switch self {
        case .headerOnly(let file): "\(Excerpt.name(file)) has a header but no rows"
        case .unknownFormat(let file, let header):
            "\(Excerpt.name(file)) begins with \(header), which is the header of no known format; name the columns (--id, --time, --value) or the format (--format)"
        case .mixedFormats(let file, let expected, let found):
            "\(Excerpt.name(file)) looks like \(found.rawValue), but the files before it are \(expected.rawValue); read them separately or name the format"
        case .mixedHeaders(let file, let expected, let found):
            "\(Excerpt.name(file)) has the columns \(Excerpt.list(found)), but the files before it have \(Excerpt.list(expected))"
        case .noCounters(let file, let format):
            "\(Excerpt.name(file)) is \(format.rawValue), which holds no counters; only long and wide tables do, leave --counters out"
        case .missingColumn(let file, let column, let available):
            "\(Excerpt.name(file)) has no column \(Excerpt.name(column)); there are \(Excerpt.list(available))"
        case .duplicateColumn(let at): "\(at) appears twice in the header; every column needs a name of its own"
        case .tooManyColumns(let at, let limit): "\(at) has more than \(limit) columns; check the separator"
        case .minuteColumns(let at, let reason): "\(at): \(reason)"
        case .lineTooLong(let at, let limit): "\(at) is longer than \(limit) bytes; check the line ends and quotes, or raise the limit"
        case .unterminatedQuote(let at): "\(at): a quote is opened here and never closed"
        case .misplacedQuote(let at): "\(at): a quote stands inside a field; quote the whole field and write quotes in it twice"
        case .raggedRow(let at, let expected, let found): "\(at) has \(found) fields, but the header has \(expected)"
        case .noRequests(let file, let format):
            "\(Excerpt.name(file)) is \(format.rawValue), which holds counts or levels, not requests one by one; read it as series"
        case .malformedJSON(let at, let reason): "\(at) is not the JSON expected: \(reason)"
        case .malformedLine(let at, let expected, let found): "\(at): expected \(expected), found \(found)"
        case .invalidText(let at, let found): "\(at) holds \(found), which is not text in UTF-8"
        default: ""
        }
    }

    private func describeCell() -> String {
        switch self {
        case .notANumber(let at, let found): "\(at): expected a number, found \(found)"
        case .infiniteNumber(let at, let found):
            "\(at): expected a finite number, found \(found); leave the cell empty when the value is missing"
        case .numberOutOfRange(let at, let found): "\(at): \(found) is beyond the range of values, ±3.4e38"
        case .negativeCounter(let at, let found): "\(at): expected the value of a counter, 0 or more, found \(found)"
        case .notACount(let at, let found): "\(at): expected a whole number of events, 0 or more, found \(found)"
        case .invalidTime(let at, let found, let reason): "\(at): \(found) is no usable time: \(reason)"
        case .mixedTimes(let at, let found):
            "\(at): \(found) is of another kind than the times before it; use dates everywhere, or integers everywhere"
        case .emptyIdentifier(let at): "\(at): the series has no name; every row needs one"
        case .staticCovariateVaries(let at, let series):
            "\(at): the static covariate changes within series \(Excerpt.name(series)); declare it as past or future covariate"
        default: ""
        }
    }

    private func describeSeries() -> String {
        switch self {
        case .duplicateTimes(let at, let series, let time, let count):
            "\(at): series \(Excerpt.name(series)) has \(time) more than once (\(count) such \(count == 1 ? "row" : "rows")); choose --duplicates sum, mean, first or last"
        case .outOfOrder(let at, let series, let time):
            "\(at): \(time) of series \(Excerpt.name(series)) comes after a later time; sort the file or let rows be sorted"
        case .gaps(let at, let series, let time, let count):
            "\(at.map { "\($0): " } ?? "")series \(Excerpt.name(series)) lacks \(count) \(count == 1 ? "value" : "values"), the first at \(time); choose --gaps zero, interpolate or missing"
        case .irregularStep(let at, let series, let time, let expected, let found):
            "\(at): series \(Excerpt.name(series)) has a step of \(found) before \(time), which is no multiple of its usual step of \(expected); re-bin it with --step"
        case .unknownStep(let series): "series \(Excerpt.name(series)) has a single row, so that its step is unknown; give it with --step"
        case .invalidStep(let reason): "the step asked for cannot be used: \(reason)"
        case .stepTooFine(let requested, let found):
            "a step of \(requested) is finer than the data, which has \(found); ask for \(found) or more"
        case .stepNotMultiple(let requested, let found): "a step of \(requested) is no multiple of the step of the data, \(found)"
        case .tooSparse(let series, let rows, let steps):
            "series \(Excerpt.name(series)) has \(rows) rows that span \(steps) steps; check its times, or re-bin it with --step"
        case .misplacedFile(let file, let reason): "\(Excerpt.name(file)): \(reason)"
        case .noValues(let file, let reason): "\(Excerpt.name(file)) leaves no values: \(reason)"
        case .series(.duplicateSeries(let id)): SeriesError.duplicateSeries(Excerpt.name(id)).description
        case .series(.mixedSteps(let first, let second)):
            SeriesError.mixedSteps(first: Excerpt.name(first), second: Excerpt.name(second)).description
        default: ""
        }
    }
}
