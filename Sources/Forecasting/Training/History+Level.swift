import Traces

extension History {
    /// Where the present level begins: behind the last lasting shift of the level (``LevelShiftDetector``), 0 without one.
    ///
    /// What is older tells of another release, another tenant, another fleet.
    /// - Parameter seasons: in steps.
    package func presentLevelStart(seasons: [Int]) -> Int {
        LevelShiftDetector().shifts(in: Array(values), seasons: seasons).last?.position ?? 0
    }
}
