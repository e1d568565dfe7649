import Foundation
import Testing
import Traces

/// Every data set at hand: as many rows as the files have, and the totals that `scripts/count-traces.py` finds without our code.
@Suite(.enabled(if: SharedData.isThere, SharedData.hint))
struct TraceTotalsTests {
    /// One data set of `Tests/Golden/traces/counts.json`.
    struct Counted: Decodable, Sendable {
        struct Value: Decodable, Sendable {
            var rows: Int
            var total: Double
        }
        var files: [String]
        /// Rows and totals by column.
        var values: [String: Value]
    }

    static let golden: [String: Counted] = {
        let path = GoldenFolder.path + "/traces/counts.json"
        let data = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
        return (try? JSONDecoder().decode([String: Counted].self, from: data)) ?? [:]
    }()

    /// What `trace inspect` does: looking must not fail where repairing would be a choice.
    static func options(_ name: String, column: String) -> TraceReadingOptions {
        var options = TraceReadingOptions(gaps: .missing, duplicates: .mean, irregularSteps: .bin)
        if name.hasSuffix("profiles-14day") { options.fileDays = .sameDay }
        if let measure = EventMeasure(rawValue: column) { options.measures = [measure] }
        // Columns that may be chosen; the others are the only one of their format.
        let isChoice = !["", "value", "Invocations", "cores", "Demand"].contains(column) && EventMeasure(rawValue: column) == nil
        if isChoice { options.columns.value = column }
        return options
    }

    @Test func goldenIsThere() { #expect(Self.golden.count == 84, "write it with scripts/count-traces.py") }

    @Test(arguments: golden.keys.sorted())
    func rowsAndTotals(name: String) throws {
        let counted = try #require(Self.golden[name])
        for (column, expected) in counted.values {
            let reading = try TraceReader.read(
                paths: counted.files.map(SharedData.path), options: Self.options(name, column: column))
            #expect(reading.rows == expected.rows, "\(name) \(column)")
            switch reading.total {
            case .integer(let sum): #expect(Double(sum) == expected.total, "\(name) \(column)")
            case .real(let sum): #expect(abs(sum - expected.total) <= 1e-12 * abs(expected.total), "\(name) \(column): \(sum)")
            }
            #expect(reading.set.series.allSatisfy { $0.count > 0 }, "\(name) \(column)")
            #expect(!reading.set.series.isEmpty)
        }
    }

    /// What is said about each set stands in `docs/formats.md`.
    @Test func formats() throws {
        let formats: [String: TraceFormat] = [
            "alibaba-2018": .alibabaMachineUsage, "alibaba-genai-2026/qps": .genAIMetrics, "alibaba-genai-2026/requests": .genAIRequests,
            "azure-vm-v1/avg": .azureVMWide, "azure-vm-v1/periodic": .azureVMWide, "azure-vm-v1/readings": .azureVMReadings,
            "azure-vm-v1/vmtable": .azureVMTable, "azure-vm-arrivals": .azureVMArrivals, "datacentre-aggregates/alibaba2018": .dataCentre,
            "datacentre-aggregates/google2019": .dataCentre, "datacentre-aggregates/azure_v2": .dataCentre, "google-2011-gcd": .google2011,
            "google-2011-gcd/sample": .google2011, "planetlab/sample": .planetLab, "bitbrains-faststorage": .bitbrains,
            "mooncake": .mooncake,
            "nasa-http": .secondCounts, "twitter-2021": .secondCounts, "worldcup98": .wideCSV, "edge-pipelines": .edgePipelines,
            "sockshop-k8s/gke": .sockShop, "m4": .rowPerSeries, "nn5": .tsf, "tsf-sample": .tsf, "wikipedia-daily": .wikipedia,
            "vic-elec": .vicElec, "ett": .wideCSV, "exchange-rate": .wideCSV, "taylor-30min": .wideCSV,
        ]
        for (name, format) in formats {
            let counted = try #require(Self.golden[name])
            let reading = try TraceReader.read(
                paths: [SharedData.path(counted.files[0])], options: Self.options(name, column: ""))
            #expect(reading.format == format, "\(name)")
        }
    }
}
