/// Which measurements a policy has at a decision: scraped at intervals, averaged over a window, and some time old.
///
/// Everything is in sub-steps of one sync period; scrapes happen at the start of every `interval`-th sub-step.
struct MetricSchedule {
    private let delay: Int
    private let interval: Int
    private let window: Int
    private let sync: Int64
    private let start: Int64

    /// - Parameter start: time of the first sub-step, nanoseconds.
    init(_ deployment: Deployment, start: Int64) {
        sync = deployment.sync.nanoseconds
        self.start = start
        delay = Int((deployment.metricDelay.nanoseconds + sync - 1) / sync)
        interval = Int(deployment.scrapeInterval.nanoseconds / sync)
        window = Int(deployment.metricWindow.nanoseconds / sync)
    }

    /// Sub-steps whose measurements have arrived when sub-step `subStep` begins.
    func measured(at subStep: Int) -> Int { max(0, subStep - delay) / interval * interval }

    /// The mean of the latest window of which something was measured; `nil` where nothing was.
    ///
    /// - Parameters:
    ///   - measured: sub-steps whose measurements have arrived.
    ///   - demand: of every sub-step, NaN where it is unknown.
    ///   - ready: ready replicas in every sub-step.
    func latest(_ measured: Int, demand: borrowing [Double], ready: borrowing [Double]) -> DemandMeasurement? {
        let first = max(0, measured - window)
        guard first < measured else { return nil }
        if measured - first == 1 {
            guard !demand[first].isNaN else { return nil }
            return DemandMeasurement(start: start + Int64(first) * sync, demand: demand[first], ready: ready[first])
        }
        var (sum, pods, known) = (0.0, 0.0, 0)
        for subStep in first..<measured where !demand[subStep].isNaN {
            sum += demand[subStep]
            pods += ready[subStep]
            known += 1
        }
        guard known > 0 else { return nil }
        return DemandMeasurement(
            start: start + Int64(first) * sync, demand: sum / Double(known), ready: pods / Double(known))
    }

    /// The mean of another measured quantity over the latest window.
    func mean(_ measured: Int, of values: borrowing [Double]) -> Double {
        let first = max(0, measured - window)
        guard first < measured else { return 0 }
        var sum = 0.0
        for subStep in first..<measured { sum += values[subStep] }
        return sum / Double(measured - first)
    }
}
