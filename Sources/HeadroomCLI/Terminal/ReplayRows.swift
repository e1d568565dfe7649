import Headroom

/// What a replay made, for people and programs.
struct ReplayRows: Encodable {
    /// One model, or all of them.
    struct Row: Encodable {
        /// Name of the model; `nil` for all.
        var model: String?
        /// Functions that it stands for, and their share of all requests of the trace.
        var functions: Int?, requestShare: Double?
        /// How it fits.
        var fit: FitReport
    }

    private let process: String
    private let start: Double, end: Double, interval: Double
    private let rateScale: Double, cvScale: Double, timeScale: Double
    private let replication: Int
    private let seed: UInt64
    private let compatibility: Bool
    private let models: [Row]
    private let all: Row
    private let detailed: Bool

    enum CodingKeys: String, CodingKey {
        case process, start, end, interval, rateScale, cvScale, timeScale, replication, seed, compatibility, models, all
    }

    /// - Parameters:
    ///   - replay: what was made.
    ///   - shares: of its models.
    ///   - detailed: whether windows, and columns of the fit, are shown.
    init(_ replay: TraceReplay, shares: [ModelMap.Share], detailed: Bool) {
        let settings = replay.configuration
        (process, interval) = (settings.process.name, settings.window)
        (start, end) = (replay.range.lowerBound, replay.range.upperBound)
        (rateScale, cvScale, timeScale) = (settings.rateScale, settings.cvScale, settings.timeScale)
        (replication, seed, compatibility) = (settings.replication, settings.seed, settings.compatibility)
        self.detailed = detailed
        let reports = replay.report(windows: detailed)
        models = zip(reports, shares).map { Row(model: $0.model, functions: $1.functions, requestShare: $1.requestShare, fit: $0) }
        all = Row(model: nil, functions: nil, requestShare: nil, fit: reports[reports.count - 1])
    }

    /// A round width that makes some 300 bins.
    static func binWidth(for seconds: Double) -> Double {
        let widths = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400]
        return widths.first { seconds / $0 <= 320 } ?? (seconds / 300).rounded(.up)
    }

    /// A table with a line per model and one for all.
    var text: String {
        var table = TextTable(
            ["model", "functions", "load", "wanted", "arrivals", "rate/s", "cv"]
                + (detailed ? ["IoD 1 s", "IoD 10 s", "IoD 60 s", "distance", "log-likelihood", "BIC"] : []))
        for row in models + (models.count > 1 ? [all] : []) {
            func number(_ value: Double?, _ digits: Int) -> String { value.map { Decimal.text($0, digits: digits) } ?? "-" }
            var cells = [
                row.model ?? "all", row.functions.map { "\($0)" } ?? "",
                row.requestShare.map { Decimal.text(100 * $0, digits: 1) + " %" } ?? "",
                Decimal.text(row.fit.wanted, digits: 1), "\(row.fit.generated)", Decimal.text(row.fit.replay.rate, digits: 4),
                number(row.fit.replay.cv, 3),
            ]
            if detailed {
                cells += row.fit.replay.dispersion.map { number($0.index, 2) }
                cells += [number(row.fit.distance, 3), number(row.fit.logLikelihood, 1), number(row.fit.bic, 1)]
            }
            table.add(cells)
        }
        let range = "\(TraceTime(seconds: start)) … \(TraceTime(seconds: end))"
        let note = compatibility ? ", by the rules of the original" : ""
        return "\(process) replay of \(range) in windows of \(Decimal.text(interval, digits: 0)) s, seed \(seed)\(note)\n" + table.text
    }
}
