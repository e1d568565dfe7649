import FoundationEssentials

extension StreamRun {
    /// The files of a run by name: what the published simulator wrote, events, distribution of latency, and a summary with all parameters.
    /// - Parameters:
    ///   - optimum: cost of the clairvoyant optimum, for the regret.
    ///   - forecastDigest: digest of the forecasts that the policy used, if any.
    ///   - synthetic: parameters of a generated trace; `nil` for a real one.
    /// - Throws: what encoding throws.
    public func files(
        optimum: Double? = nil, forecastDigest: String? = nil, synthetic: String? = nil
    ) throws -> [(name: String, text: String)] {
        let slots = Double(max(1, instances.count))
        let violations = [slotsOverLower, slotsOverThreshold, slotsOverUpper].map { (100 * Double($0) / slots).fixed(4) }
        var latencies = "25th, 50th, 75th, 90th, 95th, 99th, max\n"
        let rows = percentiles()
        let width = LatencyTable.recordedLevels.count
        for slot in instances.indices {
            latencies += rows[slot * width..<(slot + 1) * width].map { Double($0).fixed(4) }.joined(separator: ", ") + "\n"
        }
        var changes = "slot,from,to,moved_streams,penalty_frames,reason\n"
        for event in events {
            changes += "\(event.slot),\(event.from),\(event.to),\(event.movedStreams),\(event.penaltyFrames),\(event.reason.rawValue)\n"
        }
        let summary = StreamSummary(self, optimum: optimum, forecastDigest: forecastDigest, synthetic: synthetic)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Tables of made-up demand say so where they have room for words; the three files of the published form have none.
        let note = synthetic.map { "# \($0)\n" } ?? ""
        return [
            ("latency_percentiles.csv", latencies),
            ("num_instances.csv", instances.map { "\($0)\n" }.joined()),
            ("violations.csv", violations.joined(separator: ", ") + "\n"),
            ("events.csv", note + changes),
            ("latency_cdf.csv", note + distribution()),
            ("summary.json", String(decoding: try encoder.encode(summary), as: UTF8.self) + "\n"),
        ]
    }

    /// Latency at 200 shares of all frames, and at some more where one in a thousand to one in a million lies.
    private func distribution() -> String {
        let levels = (0..<200).map { Double($0) / 200 } + [0.997, 0.998, 0.999, 0.9995, 0.9999, 0.99995, 0.99999, 0.999999, 1]
        let values = frames().quantiles(levels)
        return "share,latency_ms\n" + zip(levels, values).map { "\($0.fixed(6)),\($1.fixed(4))\n" }.joined()
    }
}
