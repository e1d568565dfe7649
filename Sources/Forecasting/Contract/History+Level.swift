import Traces

extension History {
    /// Where the present level begins: behind the last lasting shift of the level (``LevelShiftDetector``), 0 without one.
    ///
    /// What is older tells of another release, another tenant, another fleet.
    /// - Parameters:
    ///   - seasons: in steps.
    ///   - reach: latest values that are looked at; `nil` for all.
    package func presentLevelStart(seasons: [Int], reach: Int? = nil) -> Int {
        let first = max(0, count - (reach ?? count))
        let shifts = LevelShiftDetector().shifts(in: Array(values[first...]), seasons: seasons)
        return shifts.last.map { first + $0.position } ?? 0
    }
}
