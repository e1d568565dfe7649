import Autoscaling
import Forecasting
import FoundationEssentials
import Plots
import Traces

/// Inputs of figures, and the gnuplot of this machine.
enum Samples {
    /// Why tests that run gnuplot are skipped, where they are.
    static let skipped = "gnuplot is not installed here; run make setup"

    /// Whether a gnuplot is in the search path.
    static let gnuplotIsInstalled = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot")
    }

    /// Minute counts from 2019-07-15 22:30 UTC on.
    static func series(_ values: [Float], id: String = "f1") -> Series {
        Series(id: id, axis: .clock(startSeconds: 1_563_229_800, stepSeconds: 60), values: values)
    }

    /// A forecast of six steps from the first 24 values, at the given levels.
    static func forecast(_ series: Series, levels: [Double] = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]) throws -> QuantileForecast {
        let levels = try QuantileLevels(levels)
        let values = (0..<6).flatMap { step in levels.values.map { Float(100 + step) + Float(80 * ($0 - 0.5)) } }
        return QuantileForecast(history: History(series, count: 24), levels: levels, horizon: 6, values: values)
    }

    /// A day-less wave of 36 minutes.
    static let wave: [Float] = (0..<36).map { 90 + Float($0 * 7 % 20) }

    /// A policy of fixed size, HPA and oracle on a demand that steps from 1 to 3 replicas and back, beginning before midnight.
    static func report(policyName: String = "static") throws -> SimulationReport {
        let values = [Float](repeating: 10, count: 20) + [Float](repeating: 30, count: 20) + [Float](repeating: 10, count: 40)
        let series = Series(id: "steps", axis: .clock(startSeconds: 1_563_234_600, stepSeconds: 15), values: values)
        let deployment = Deployment(capacityPerReplica: 10, startUpDelay: .seconds(30), initialReplicas: 1)
        let simulation = try Simulation(DemandTrace(series, quantity: .rate("requests/s")), on: deployment)
        return try SimulationReport(
            simulation,
            contenders: [
                Contender(StaticPolicy(replicas: 2), name: policyName), Contender(HPAPolicy(metric: .external, targetUtilization: 1)),
            ])
    }

    /// Scores of three models.
    static let scores = ScoreTable(
        models: ["lstm", "seasonal-naive", "naive"],
        metrics: [
            .init(name: "MASE", meaning: "error of the median, relative to seasonal differences; lower is better", reference: 1),
            .init(name: "coverage", meaning: "share inside the central 80 %", reference: 0.8, places: 2),
        ], values: [[0.7321, 0.788], [1, 0.742], [1.312, nil]], rivals: ["seasonal-naive", "naive"])
}

/// Compares a text with the file of that name in `Tests/Golden/figures`, or writes it when `HEADROOM_RECORD` is set.
func golden(_ name: String, _ text: String, file: String = #filePath) throws -> Bool {
    let tests = file.split(separator: "/").dropLast(2).joined(separator: "/")
    let folder = URL(filePath: "/\(tests)/Golden/figures")
    if ProcessInfo.processInfo.environment["HEADROOM_RECORD"] != nil {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appending(component: name))
    }
    return String(decoding: try Data(contentsOf: folder.appending(component: name)), as: UTF8.self) == text
}
