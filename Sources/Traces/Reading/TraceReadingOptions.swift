/// How a trace is to be read. The defaults recognise the format, assume UTC, and refuse to repair anything.
public struct TraceReadingOptions: Sendable {
    /// Format, or `nil` to recognise it by the header.
    public var format: TraceFormat?
    /// Columns of a long table.
    public var columns: LongTableColumns
    /// Names of the columns to read from a wide table; `nil` takes all but the times.
    public var wideColumns: [String]?
    /// Separator of fields as an ASCII byte; `nil` takes the first of comma, semicolon and tab that the header has.
    public var separator: UInt8?
    /// Unit of times that are plain numbers; `nil` takes integers as positions.
    public var timeUnit: UnixTimeUnit?
    /// Clock of times without a zone.
    public var wallClock: WallClock
    /// What the values measure; `nil` follows the format, and where that does not say: counts when all values are whole and not
    /// negative, otherwise a gauge (bounded by 0 when no value is negative).
    public var quantity: Quantity?
    /// Step of the result: the width of bins for logs of events, a coarser grid for other formats; `nil` keeps the step of the data.
    /// Bins are aligned to multiples of the step since 1970-01-01T00:00:00Z, or position 0.
    public var step: TimeStep?
    /// Grid of formats without times (bare numbers, rows, wide tables without a time column); `nil` counts positions from 0.
    public var axis: TimeAxis?
    /// First instant of traces that only count minutes or seconds from their beginning, in nanoseconds since 1970; `nil` takes the
    /// date that the publisher of the format gives.
    public var origin: Int64?
    /// What is counted in logs of LLM requests; one series per file and measure.
    public var measures: [EventMeasure]
    /// How files of Azure Functions 2019 follow each other.
    public var fileDays: FileDays
    /// What to do about missing values between the first and the last value.
    public var gaps: GapPolicy
    /// What to do about times that appear twice in a series.
    public var duplicates: DuplicatePolicy
    /// What to do about rows whose distances are no multiples of one step.
    public var irregularSteps: IrregularStepPolicy
    /// What to do about counters.
    public var counters: CounterPolicy
    /// What to do about rows that are earlier than the ones before them.
    public var outOfOrder: OrderPolicy
    /// What to do about the first and last bin of binned counts when the data cover only a part of them.
    public var partialBins: PartialBinPolicy
    /// Longest line in bytes, quoted line ends included; bounds the memory that a damaged file can take.
    public var maximumLineBytes: Int
    /// Number of findings kept with their place, for each kind; the counts are always complete.
    public var maximumFindings: Int
    /// Threads that read and parse, at least 1. The result does not depend on it.
    public var threads: Int
    /// Bytes of text that are parsed at a time: 256 KiB stay in the second cache of a core together with what is made of them.
    package var blockBytes = 256 << 10
    /// Vector instructions of the scanning kernels: a level of `hk_isa`, `nil` for the best. The result does not depend on it.
    package var kernelLevel: UInt32?

    /// Makes options.
    /// - Precondition: `threads ≥ 1`.
    public init(
        format: TraceFormat? = nil, columns: LongTableColumns = LongTableColumns(), wideColumns: [String]? = nil, separator: UInt8? = nil,
        timeUnit: UnixTimeUnit? = nil, wallClock: WallClock = .utc, quantity: Quantity? = nil, step: TimeStep? = nil,
        axis: TimeAxis? = nil,
        origin: Int64? = nil, measures: [EventMeasure] = [.requests], fileDays: FileDays = .automatic, gaps: GapPolicy = .error,
        duplicates: DuplicatePolicy = .error,
        irregularSteps: IrregularStepPolicy = .error, counters: CounterPolicy = .keep, outOfOrder: OrderPolicy = .sort,
        partialBins: PartialBinPolicy = .drop,
        maximumLineBytes: Int = 64 << 20, maximumFindings: Int = 100, threads: Int = 2
    ) {
        precondition(threads >= 1, "reading needs a thread, found \(threads)")
        self.format = format
        self.columns = columns
        self.wideColumns = wideColumns
        self.separator = separator
        self.timeUnit = timeUnit
        self.wallClock = wallClock
        self.quantity = quantity
        self.step = step
        self.axis = axis
        self.origin = origin
        self.measures = measures
        self.fileDays = fileDays
        self.gaps = gaps
        self.duplicates = duplicates
        self.irregularSteps = irregularSteps
        self.counters = counters
        self.outOfOrder = outOfOrder
        self.partialBins = partialBins
        self.maximumLineBytes = maximumLineBytes
        self.maximumFindings = maximumFindings
        self.threads = threads
    }
}
