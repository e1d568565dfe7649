/// Which channels of a ``WindowBatch`` hold what, as ``WindowAssembler`` writes them: for networks that read only some.
package struct WindowChannels: Sendable, Hashable {
    /// Of a context step: the value; where there are features, the values a season ago, and covariates known up to the origin.
    package let value = 0, lags: Range<Int>, pastCovariates: Range<Int>
    /// Of a context step and of a future step: covariates known in advance.
    package let contextCovariates: Range<Int>, futureCovariates: Range<Int>
    /// Of a future step, the same for all of a window: last value, size and level.
    package let window: Range<Int>
    /// Of a future step, for every season: the same phase one cycle back, and its mean over several.
    package let references: [Int]
    /// Of a future step, for every season: whether the references are known.
    package let flags: [Int]
    /// Of a future step: calendar, and static covariates.
    package let calendar: Range<Int>, staticCovariates: Range<Int>

    init(_ schema: WindowSchema, calendarChannels: Int) {
        let seasons = schema.features ? schema.seasons.count : 0
        let (past, known, fixed) =
            schema.features
            ? (schema.covariates.past.count, schema.covariates.future.count, schema.covariates.fixed.count) : (0, 0, 0)
        lags = 2..<2 + seasons
        pastCovariates = lags.upperBound..<lags.upperBound + past
        let context = pastCovariates.upperBound + calendarChannels
        contextCovariates = context..<context + known
        window = schema.features ? 1..<4 : 1..<1
        references = (0..<seasons).flatMap { [4 + 3 * $0, 5 + 3 * $0] }
        flags = (0..<seasons).map { 6 + 3 * $0 }
        calendar = 4 + 3 * seasons..<4 + 3 * seasons + calendarChannels
        futureCovariates = calendar.upperBound..<calendar.upperBound + known
        staticCovariates = futureCovariates.upperBound..<futureCovariates.upperBound + fixed
    }
}

extension WindowAssembler {
    /// Where its batches hold what.
    package var channels: WindowChannels { WindowChannels(schema, calendarChannels: schema.features ? encoder.channels : 0) }
}
