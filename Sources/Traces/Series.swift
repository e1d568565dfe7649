/// One time series of demand on a regular grid.
public struct Series: Sendable, Equatable {
    /// Identifier, unique within a set.
    public var id: String
    /// Times of the values.
    public var axis: TimeAxis
    /// Observed values `[T]`; NaN marks a missing one, infinities never occur.
    public var values: [Float]
    /// Covariates known only up to the present, by column of ``SeriesSet/pastCovariates``: `[column][T]`, NaN = missing.
    public var pastCovariates: [[Float]]
    /// Covariates known in advance (a promotion, a temperature forecast), by column of ``SeriesSet/futureCovariates``: `[column][≥ T]`,
    /// reaching as far beyond the values as they are known; NaN = missing.
    public var futureCovariates: [[Float]]
    /// Static covariates, by column of ``SeriesSet/staticCovariates``.
    public var staticCovariates: [Float]
    /// Labels that came with the trace (owner, trigger, …); never an input of a model. Made on demand: keep them for several look-ups.
    public var labels: [String: String] {
        get { packedLabels.dictionary }
        set { packedLabels = PackedLabels(newValue) }
    }
    private(set) var packedLabels: PackedLabels

    /// Makes a series.
    /// - Precondition: every past covariate is as long as the values, every future covariate at least as long.
    public init(
        id: String, axis: TimeAxis, values: [Float], pastCovariates: [[Float]] = [], futureCovariates: [[Float]] = [],
        staticCovariates: [Float] = [], labels: [String: String] = [:]
    ) {
        self.init(
            id: id, axis: axis, values: values, pastCovariates: pastCovariates, futureCovariates: futureCovariates,
            staticCovariates: staticCovariates, packedLabels: PackedLabels(labels))
    }

    init(
        id: String, axis: TimeAxis, values: [Float], pastCovariates: [[Float]] = [], futureCovariates: [[Float]] = [],
        staticCovariates: [Float] = [], packedLabels: PackedLabels
    ) {
        precondition(pastCovariates.allSatisfy { $0.count == values.count }, "past covariates of \(id) must have \(values.count) values")
        precondition(futureCovariates.allSatisfy { $0.count >= values.count }, "future covariates of \(id) must reach over all values")
        self.id = id
        self.axis = axis
        self.values = values
        self.pastCovariates = pastCovariates
        self.futureCovariates = futureCovariates
        self.staticCovariates = staticCovariates
        self.packedLabels = packedLabels
    }

    /// The same series with other values on another grid; covariates begin and end as given.
    func regridded(axis: TimeAxis, values: [Float], pastCovariates: [[Float]], futureCovariates: [[Float]]) -> Series {
        Series(
            id: id, axis: axis, values: values, pastCovariates: pastCovariates, futureCovariates: futureCovariates,
            staticCovariates: staticCovariates, packedLabels: packedLabels)
    }

    /// Number of values.
    public var count: Int { values.count }
}
