/// Which columns of a long table mean what.
public struct LongTableColumns: Hashable, Sendable {
    /// Column of identifiers; `nil` means one series per file, named after the file.
    public var id: String?
    /// Column of times.
    public var time: String
    /// Column of values.
    public var value: String
    /// Columns known only up to the present.
    public var pastCovariates: [String]
    /// Columns known in advance; rows behind the last value may carry them.
    public var futureCovariates: [String]
    /// Columns that are constant within a series.
    public var staticCovariates: [String]

    /// Makes a mapping; the defaults are the names of the native form.
    public init(
        id: String? = "unique_id", time: String = "ds", value: String = "y", pastCovariates: [String] = [], futureCovariates: [String] = [],
        staticCovariates: [String] = []
    ) {
        self.id = id
        self.time = time
        self.value = value
        self.pastCovariates = pastCovariates
        self.futureCovariates = futureCovariates
        self.staticCovariates = staticCovariates
    }

    /// Whether the names of identifier, time and value are those of the native form.
    var hasNativeNames: Bool { id == "unique_id" && time == "ds" && value == "y" }
}
