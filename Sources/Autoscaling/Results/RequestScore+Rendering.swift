extension RequestScore {
    /// Headings of a table of requests.
    package static let headings = [
        "policy", "requests", "broken", "cold starts", "mean", "p50", "p95", "p99", "p99.9", "in line", "in line p99", "dropped",
        "timed out", "unfinished",
    ]

    /// The cells of one policy.
    package func cells(_ policy: String) -> [String] {
        func time(_ seconds: Double?) -> String { seconds.map(Self.text) ?? "–" }
        return [
            policy, Double(arrived).grouped(0), violationShare.percent(3), coldStartShare.percent(3), time(meanResponseSeconds),
            time(p50Seconds), time(p95Seconds), time(p99Seconds), time(p999Seconds), time(meanWaitSeconds), time(waitP99Seconds),
            "\(dropped)", "\(timedOut)", "\(unfinished)",
        ]
    }

    /// The table of the policies that had requests; empty without any.
    static func table(_ scores: [PolicyScore]) -> String {
        let rows = scores.compactMap { score in score.requests.map { $0.cells(score.policy) } }
        guard !rows.isEmpty else { return "" }
        var table = TextTable(headings)
        table.rows = rows
        return "\n" + table.text + "\n" + legend
    }

    /// What the table means.
    package static let legend = """
        Broken: requests slower than the objective, dropped, timed out, or unfinished a minute after the end, of all that arrived. Cold
        starts: requests that waited for a pod to start. Times are of requests that were served; fluid time knows their means only.

        """

    private static func text(_ seconds: Double) -> String {
        if seconds < 0.9995 { return "\((1000 * seconds).fixed(seconds < 0.0995 ? 1 : 0)) ms" }
        return "\(seconds.fixed(seconds < 99.95 ? 2 : 0)) s"
    }
}
