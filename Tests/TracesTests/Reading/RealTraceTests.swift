import Testing
import Traces

/// The traces that may not be shipped, when they are at hand. Totals were computed with Python's csv module.
@Suite(.enabled(if: SharedData.isThere, SharedData.hint))
struct RealTraceTests {
    private func load(_ names: String..., change: (inout TraceReadingOptions) -> Void = { _ in }) throws -> TraceReading {
        var options = TraceReadingOptions()
        change(&options)
        return try TraceReader.read(paths: names.map(SharedData.path), options: options)
    }

    @Test func functions2019() throws {
        let part = try load("azure-functions-2019/trace500/invocations.csv.gz")
        #expect(part.set.series.count == 354)
        #expect(part.total == .integer(2_810_743))
        let busy = try load("azure-functions-2019/busy10/invocations.csv")
        #expect(busy.total == .integer(9_405_538))
        let day = try load("azure-functions-2019/sampled-day/1350_inv.csv.gz")
        #expect(day.set.series.count == 1_350)
        #expect(day.total == .integer(996_503))
        let parts = (1...3).map { "azure-functions-2019/profiles-14day/inv_part\($0).csv.gz" }
        let profiles = try load(parts[0], parts[1], parts[2]) { $0.fileDays = .sameDay }
        #expect(profiles.set.series.count == 3_523)
        #expect(profiles.set.series.allSatisfy { $0.count == 1_440 })
    }

    @Test func events() throws {
        let reading = try load("azure-llm-2023/AzureLLMInferenceTrace_code.csv.gz", "azure-llm-2023/AzureLLMInferenceTrace_conv.csv.gz") {
            ($0.step, $0.measures) = (.seconds(10), EventMeasure.allCases)
        }
        #expect(reading.rows == 20_976)
        #expect(reading.set.series.count == 6)
        #expect(reading.totals[0] == .integer(7_148))
        #expect(reading.totals[3] == .integer(13_828))
        let functions = try load("azure-functions-2021/Azure2021_200.csv")
        #expect(functions.set.series.count == 31)
        #expect(functions.total == .integer(199))
    }

    @Test func weeks() throws {
        let one = try load("faas-function-week/1.csv.gz", "faas-function-week/10.csv.gz")
        #expect(one.set.series.map(\.count) == [10_080, 10_080])
        #expect(one.totals == [.integer(14), .integer(0)])
    }

    @Test func nab() throws {
        let gaps = try load("nab/data/realAWSCloudwatch/ec2_cpu_utilization_24ae8d.csv")
        #expect(gaps.set.series[0].count == 4_032)
        // Repeated and missing times are reported, and the choice is the caller's.
        #expect(throws: TraceError.self) { try load("nab/data/realTraffic/speed_6005.csv") }
        let speed = try load("nab/data/realTraffic/speed_6005.csv") { ($0.step, $0.gaps, $0.duplicates) = (.seconds(300), .missing, .mean) }
        #expect(speed.set.series[0].axis.step == 300_000_000_000)
        let system = try load("nab/data/realKnownCause/ambient_temperature_system_failure.csv") { $0.gaps = .interpolate }
        #expect((system.findingCounts[.gap] ?? 0) > 0)
        #expect(system.set.series[0].values.allSatisfy { $0.isFinite })
    }

    @Test func wideTables() throws {
        let hourly = try load("ett/ETTh1.csv.gz")
        #expect(hourly.set.series.map(\.id) == ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"])
        #expect(hourly.set.series[0].count == 17_420)
        #expect(hourly.set.series[0].axis == .clock(startSeconds: 1_467_331_200, stepSeconds: 3_600))
        let machines = try load("azure-vm-v1/periodic_avg_78.csv.gz") { $0.timeUnit = .seconds }
        #expect(machines.set.series.count == 48)
        #expect(machines.set.series[0].axis == .clock(startSeconds: 0, stepSeconds: 300))
        let web = try load("worldcup98/merged.csv.gz") { $0.gaps = .interpolate }
        #expect(web.set.series.map(\.id) == ["num_request", "size"])
        #expect(web.findingCounts[.gap] == 20, "ten minutes missing in two series")
        let rates = try load("exchange-rate/exchange_rate.txt.gz")
        #expect(rates.set.series.count == 8 && rates.set.series[0].count == 7_588)
    }

    @Test func competitionsAndBareNumbers() throws {
        let hourly = try load("m4/Hourly-train.csv.gz")
        #expect(hourly.set.series.count == 414)
        #expect(hourly.set.series[0].id == "H1" && hourly.set.series[0].values.prefix(3) == [605, 586, 586])
        #expect(Set(hourly.set.series.map(\.count)) == [700, 960])
        #expect(hourly.findings.isEmpty)
        let nasa = try load("nasa-http/workload.txt.gz") {
            ($0.axis, $0.step) = (.clock(startSeconds: 804_556_801, stepSeconds: 1), .seconds(60))
        }
        #expect(nasa.rows == 3_850_345)
        #expect(nasa.total == .integer(2_700_355))
    }

    @Test func longTables() throws {
        let pages = try load("wikipedia-daily/wikipedia_traffic_daily.csv.gz") {
            $0.columns = LongTableColumns(id: "Page", time: "date", value: "value")
            $0.gaps = .missing
        }
        #expect(pages.set.series.count == 9)
        #expect(pages.set.series.allSatisfy { $0.count <= 550 })
        let demand = try load("vic-elec/vic_elec.csv.gz") {
            $0.columns = LongTableColumns(id: nil, time: "Time", value: "Demand", futureCovariates: ["Temperature"])
        }
        #expect(demand.set.series[0].count == 52_608)
        #expect(demand.set.series[0].futureCovariates[0].count == 52_608)
    }
}
