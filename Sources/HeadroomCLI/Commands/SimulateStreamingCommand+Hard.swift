import Headroom

extension SimulateStreamingCommand {
    /// The hard benchmark on weeks made for it.
    func runHard() throws {
        let history = trainWeeks ?? 8
        var configuration = SurgeryConfiguration()
        (configuration.weeks, configuration.seed) = (history + weeks, seed)
        (configuration.templateShare, configuration.emergencyRate) = (rho, emergencies)
        configuration.camerasPerSurgery = cameras ?? 4
        let made = try SurgeryGenerator(configuration).generate()
        let trace = OccupancyTrace(name: configuration.summary, streams: made.occupancy)
        let benchmark = try HardBenchmark(trace: trace, historyWeeks: history, weeks: weeks, scenario: scenario(.hard))
        let parser = StreamPolicyParser(trace)
        let names = policies.map(ListArgument.parse) ?? HardBenchmark.standardPolicies
        let result = try benchmark.run(try names.map { (name: $0, policy: try parser.policy($0)) }, threads: threads)
        let rows = result.rows()
        switch format {
        case .text:
            Standard.output("\(weeks) weeks behind \(history) of history, \(configuration.summary)\n\n" + StreamingRows.text(rows))
        case .csv: Standard.output("# \(configuration.summary)\n" + StreamingRows.csv(rows))
        case .json: Standard.output(try JSONOutput.text(rows))
        }
    }
}
