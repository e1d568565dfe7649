import Autoscaling
import Testing
import Traces

/// A simulator that does not scale is a queue whose behaviour is known exactly.
@Suite struct QueueingTheoryTests {
    struct Case: CustomTestStringConvertible {
        var servers: Int
        var use: Double
        var requests = 1_500_000
        var testDescription: String { "\(servers) servers, \(use) used" }
    }
    static let cases = [
        Case(servers: 1, use: 0.5), Case(servers: 1, use: 0.8), Case(servers: 1, use: 0.95, requests: 6_000_000),
        Case(servers: 2, use: 0.7), Case(servers: 5, use: 0.8), Case(servers: 10, use: 0.9), Case(servers: 50, use: 0.8),
        Case(servers: 50, use: 0.95, requests: 4_000_000),
    ]

    @Test(arguments: cases)
    func fixedReplicasAreAnMMcQueue(_ testCase: Case) throws {
        let service = RequestService(time: .exponential(mean: 0.1), objective: .milliseconds(500))
        let rate = testCase.use * Double(testCase.servers) * 10
        let hours = Int((Double(testCase.requests) / rate / 3600).rounded(.up))
        let trace = try trace([Float](repeating: Float(rate), count: hours), stepSeconds: 3600)
        let simulation = try RequestSimulation(
            trace, service: service,
            on: Deployment(capacityPerReplica: 1, sync: .seconds(3600), initialReplicas: testCase.servers), seed: 11, keepsRecords: true)
        let result = try simulation.run(StaticPolicy(replicas: testCase.servers), keepTimeline: false)
        let totals = try #require(result.requests)
        #expect(totals.served == totals.arrived)
        let exact = MultiServerQueue(arrivalRate: Double(Float(rate)), serviceRate: 10, servers: testCase.servers)
        // The first twentieth begins with an empty line.
        let records = try #require(result.records).sorted { $0.arrival < $1.arrival }.dropFirst(totals.served / 20)
        let responses = BatchMeans(records.map { Double($0.end - $0.arrival) / 1e9 })
        #expect(responses.agrees(with: exact.meanResponse), "mean \(responses), exact \(exact.meanResponse)")
        for time in [0, 0.05, 0.2, 0.6] where exact.waitsLonger(than: time) > 0.001 {
            let longer = BatchMeans(records.map { Double($0.start - $0.arrival) / 1e9 > time ? 1 : 0 })
            #expect(longer.agrees(with: exact.waitsLonger(than: time)), "\(time) s: \(longer), exact \(exact.waitsLonger(than: time))")
        }
    }

    /// Pollaczek and Khinchine: the mean wait of M/G/1 is λE[S²]/(2(1 − ρ)).
    @Test(arguments: [TimeDistribution.constant(0.1), .logNormal(mean: 0.1, variation: 1), .gamma(mean: 0.1, variation: 0.5)])
    func oneServerWaitsAsPollaczekAndKhinchineSay(time: TimeDistribution) throws {
        let trace = try trace([Float](repeating: 7, count: 60), stepSeconds: 3600)
        let simulation = try RequestSimulation(
            trace, service: RequestService(time: time),
            on: Deployment(capacityPerReplica: 1, sync: .seconds(3600), initialReplicas: 1), seed: 5, keepsRecords: true)
        let result = try simulation.run(StaticPolicy(replicas: 1), keepTimeline: false)
        let records = try #require(result.records).sorted { $0.arrival < $1.arrival }
        let waits = BatchMeans(records.map { Double($0.start - $0.arrival) / 1e9 })
        let square = 0.01 * (1 + time.variation * time.variation)
        #expect(waits.agrees(with: 7 * square / (2 * 0.3)), "\(waits), exact \(7 * square / 0.6)")
        let services = BatchMeans(records.map { Double($0.end - $0.start) / 1e9 })
        #expect(services.agrees(with: 0.1))
    }
}
