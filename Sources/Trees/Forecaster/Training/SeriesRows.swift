import Forecasting
import Traces

/// Which rows one series gives.
package struct SeriesRows: Sendable {
    /// A row: an origin, as the number of known values, and a step, 0 for the first.
    struct Place: Sendable {
        var origin: Int32, step: Int32

        init(origin: Int, step: Int) { (self.origin, self.step) = (Int32(origin), Int32(step)) }
    }

    /// Origins and steps.
    enum Choice: Sendable {
        /// Those of a list, rows of one origin next to each other.
        case listed([Place])
        /// The first step from every origin of a range whose target is known.
        case firstSteps(ClosedRange<Int>)
    }

    /// The series, with the targets.
    package let series: Series
    /// Its rows.
    let choice: Choice
    /// Number of rows.
    package let count: Int
    /// Origins from the first to the last.
    package let origins: ClosedRange<Int>

    /// Rows of a list; `nil` for an empty one.
    init?(_ series: Series, listed places: [Place]) {
        guard let first = places.map(\.origin).min(), let last = places.map(\.origin).max() else { return nil }
        (self.series, choice, count, origins) = (series, .listed(places), places.count, Int(first)...Int(last))
    }

    /// The first step from every origin; `nil` when no target is known.
    init?(_ series: Series, firstSteps origins: ClosedRange<Int>) {
        let known = series.values[origins].reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
        guard known > 0 else { return nil }
        (self.series, choice, count, self.origins) = (series, .firstSteps(origins), known, origins)
    }
}
