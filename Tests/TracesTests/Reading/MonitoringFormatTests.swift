import Testing
import Traces

/// Tables of monitoring under the names of their publishers. Hand-made rows of the published schemas.
struct MonitoringFormatTests {
    @Test func alibabaHasNoHeaderAndTwoInvalidNumbers() throws {
        let text =
            "m_1,10,41,92,,,43.04,33.08,5\nm_1,20,43,92,,,43.04,33.08,-1\nm_2,10,7,92,,,43.04,33.08,101\nm_1,40,45,92,,,43.04,33.08,7\n"
        let cpu = try read(text) { $0.gaps = .missing }
        #expect(cpu.format == .alibabaMachineUsage && cpu.rows == 4 && cpu.total == .integer(136))
        #expect(cpu.set.series.map(\.id) == ["m_1", "m_2"] && same(cpu.set.series[0].values, [41, 43, .nan, 45]))
        #expect(cpu.set.series[0].axis == .clock(startSeconds: 10, stepSeconds: 10))
        #expect(cpu.set.quantity == .gauge("%", lowerBound: 0) && !cpu.set.calendar.timeOfDayIsReal)
        #expect(cpu.findingCounts == [.gap: 1])
        let disk = try read(text) { ($0.gaps, $0.columns.value) = (.missing, "disk_io_percent") }
        #expect(disk.format == .alibabaMachineUsage && disk.total == .integer(12), "invalid values are no part of the total")
        #expect(
            disk.findingCounts[.invalidValue] == 2 && disk.findings.first { $0.kind == .invalidValue }?.location == at(2, "disk_io_percent")
        )
        #expect(same(disk.set.series[0].values, [5, .nan, .nan, 7]) && disk.set.series.count == 1, "m_2 has nothing else")
        #expect(failure(text + "m_1,50,41,92\n") == .raggedRow(at: at(5), expected: 9, found: 4))
        #expect(failure(text + "m_1,50,x,92,,,43.04,33.08,5\n") == .notANumber(at: at(5, "cpu_util_percent"), found: "\"x\""))
        #expect(failure(text) == .gaps(at: at(4), series: "m_1", time: "1970-01-01T00:00:30Z", count: 1))
        #expect(try read(text) { ($0.gaps, $0.origin) = (.missing, 60_000_000_000) }.set.series[0].axis.start == 70_000_000_000)
    }

    @Test func containersOfGenAI() throws {
        let text = "value,timestamp_anon,container_ip\n0.5,1662858720.0,a\n1.5,1662858777.0,a\n2,1662858720.0,\n3,1662858720.0,\n"
        let reading = try read(text)
        #expect(reading.format == .genAIMetrics && reading.set.series.map(\.id) == ["a", "service"])
        #expect(reading.set.series[0].axis == .clock(startSeconds: 1_662_858_720, stepSeconds: 57))
        #expect(reading.set.series.map(\.values) == [[0.5, 1.5], [2.5]], "containers without a name share a series")
        #expect(reading.assumptions.contains(.repeatedTimes(.mean)) && reading.findingCounts == [.duplicateTime: 1])
        let rates = try read("timestamp_anon,value,container_ip,request_type\n1662859176.0,0.25,,API\n1662859233.0,1,,API\n")
        #expect(rates.format == .genAIMetrics && rates.assumptions.contains(.ignoredColumns(["request_type"])))
        #expect(failure(text + "1,soon,a\n")?.description.contains("line 6, column timestamp_anon") == true)
    }

    @Test func machinesOfAzure() throws {
        let text = "0,a+/=,2.5,3.5,3\r\n0,b,1,9,4\r\n300,a+/=,2,4,3.5\r\n"
        let reading = try read(text)
        #expect(reading.format == .azureVMReadings && reading.set.series.map(\.values) == [[3, 3.5], [4]] && reading.total == .real(10.5))
        #expect(reading.assumptions.contains(.firstDay("1970-01-01T00:00:00Z")))
        let largest = try read(text) { $0.columns.value = "max cpu" }
        #expect(largest.set.series.map(\.values) == [[3.5, 4], [9]])
        #expect(try read("0,a,2.5,3.5,3\n").set.series[0].axis.step == 300_000_000_000, "a single row has the step of the format")
        #expect(failure("0,a,2.5,3.5,3\n300,a,2,4\n") == .raggedRow(at: at(2), expected: 5, found: 4))
        let wide = try read("timestamp,1633748,1050146 8\n0,44.46,5.861\n300,1,2\n")
        #expect(wide.format == .azureVMWide && wide.set.series.map(\.id) == ["1633748", "1050146 8"])
        #expect(wide.set.series[0].axis == .clock(startSeconds: 0, stepSeconds: 300) && wide.set.quantity.unit == "%")
        #expect(try read("timestamp,requests\n0,44.46\n300,1\n").format == .wideCSV, "other columns are no machines")
    }

    @Test func dataCentres() throws {
        let head = "cpu_util_percent,mem_util_percent,net_in,net_out,disk_io_percent\n"
        let day1 = ByteSource.memory(name: "x/machine_usage_day_1_grouped.csv", bytes: Array((head + "1,2,3,4,5\n2,2,3,4,5\n").utf8))
        let day2 = ByteSource.memory(name: "x/machine_usage_day_2_grouped.csv", bytes: Array((head + "3,2,3,4,5\n").utf8))
        let reading = try TraceReader.read([day1, day2], options: TraceReadingOptions(gaps: .missing))
        #expect(reading.format == .dataCentre && reading.rows == 3)
        let cpu = reading.set.series[0]
        #expect(cpu.axis == .clock(startSeconds: 0, stepSeconds: 10) && cpu.count == 8_641 && cpu.values[1] == 2 && cpu.values[8_640] == 3)
        #expect(reading.assumptions.contains(.formatStep(.dataCentre, .seconds(10))))
        // A day that is a row too long reaches into the next one, whose own row counts.
        let long = ByteSource.memory(name: "d_day_1.csv", bytes: Array((head + String(repeating: "1,2,3,4,5\n", count: 8_641)).utf8))
        let next = ByteSource.memory(name: "d_day_2.csv", bytes: Array((head + "3,2,3,4,5\n4,2,3,4,5\n").utf8))
        let joined = try TraceReader.read([long, next])
        #expect(joined.set.series[0].values.suffix(3) == [1, 3, 4] && joined.findingCounts == [.duplicateTime: 5])
        let weeks = try TraceReader.read([
            .memory(
                name: "instance_usage_week_2.csv",
                bytes: Array("avg_cpu,avg_mem,avg_assigned_mem,avg_cycles_per_instruction\n1,2,3,4\n5,6,7,8\n".utf8))
        ])
        #expect(weeks.set.series[0].axis == .clock(startSeconds: 604_800, stepSeconds: 300))
        let azure = try read("timestamp,cpu_usage,assigned_mem\n604800,1,2\n605100,1,2\n")
        #expect(azure.format == .dataCentre && azure.set.series[0].axis == .clock(startSeconds: 604_800, stepSeconds: 300))
        #expect(failure(head + "1,2,3,4,5\n1,2,x,4,5\n") == .notANumber(at: at(3, "net_in"), found: "\"x\""))
        let own = try read(head + "1,2,3,4,5\n1,2,3,4,5\n") { $0.axis = .clock(startSeconds: 7, stepSeconds: 60) }
        #expect(own.set.series[0].axis == .clock(startSeconds: 7, stepSeconds: 60), "the options know better")
    }

    private static let bitbrains =
        "Timestamp [ms];\tCPU cores;\tCPU capacity provisioned [MHZ];\tCPU usage [MHZ];\tCPU usage [%];\tMemory usage [KB]\n"

    @Test func secondsThatAreCalledMilliseconds() throws {
        func row(_ time: String, _ cpu: String) -> String { "\(time);\t4;\t9600.0;\t553.6;\t\(cpu);\t562035.5\n" }
        let regular = Self.bitbrains + row("1376314800", "5.5") + row("1376315100", "101.5")
        let reading = try read(regular, name: "2013-8/1006.csv")
        #expect(reading.format == .bitbrains && reading.set.series[0].id == "1006")
        #expect(reading.set.series[0].axis == .clock(startSeconds: 1_376_314_800, stepSeconds: 300))
        #expect(reading.set.series[0].values == [5.5, 101.5], "more than 100 % is possible")
        #expect(reading.assumptions.contains(.timeUnit(column: "Timestamp [ms]", .seconds)))
        let milliseconds = Self.bitbrains + row("1376314800000", "5.5") + row("1376315100000", "6")
        #expect(try read(milliseconds).set.series[0].axis == reading.set.series[0].axis)
        let memory = try read(regular) { $0.columns.value = "Memory usage [KB]" }
        #expect(memory.format == .bitbrains && memory.set.series[0].values == [562_035.5, 562_035.5])
        // Repeated and jittered rows are averaged in steps of 300 s, and that is said.
        let rough = Self.bitbrains + row("1376314810", "1") + row("1376314810", "3") + row("1376315111", "4") + row("1376314805", "5")
        let averaged = try read(rough)
        #expect(averaged.set.series[0].values == [3.5, 4] && averaged.set.series[0].axis == reading.set.series[0].axis)
        #expect(averaged.findingCounts == [.duplicateTime: 1, .outOfOrder: 1])
        #expect(averaged.findings.first { $0.kind == .outOfOrder }?.location == at(5))
        #expect(averaged.assumptions.contains(.averaged(.seconds(300))) && averaged.assumptions.contains(.repeatedTimes(.mean)))
        #expect(failure(Self.bitbrains + row("1376314800", "5") + "1376315100;\t4\n") == .raggedRow(at: at(3), expected: 6, found: 2))
    }

    @Test func servicesOfTheSockShop() throws {
        let head = "timestamp,service,request_rate_rps,error_rate_pct,p50_latency_ms,sla_violated\n"
        let text =
            head + "2026-04-09T06:22:20.857513+00:00,orders,0.0,0.0,nan,0\n2026-04-09T06:22:20.857513+00:00,carts,2.5,0.0,7.5,0\n"
            + "2026-04-09T06:22:50.857613+00:00,orders,1.0,0.0,4,0\n2026-04-09T06:22:50.857613+00:00,carts,3.5,0.0,nan,0\n"
            + "2026-04-09T06:23:20.857813+00:00,orders,1.5,0.0,4,0\n"
        let reading = try read(text)
        #expect(reading.format == .sockShop && reading.set.series.map(\.id) == ["orders", "carts"])
        #expect(reading.set.series.map(\.values) == [[0, 1, 1.5], [2.5, 3.5]] && reading.set.quantity == .rate("requests/s"))
        #expect(reading.assumptions.contains(.averaged(.seconds(30))))
        let latency = try read(text) { ($0.columns.value, $0.gaps) = ("p50_latency_ms", .missing) }
        #expect(same(latency.set.series[0].values, [4, 4]) && latency.set.series[1].values == [7.5])
        #expect(failure(text + "2026-04-09T06:23,orders,fast,0,0,0\n") == .notANumber(at: at(7, "request_rate_rps"), found: "\"fast\""))
    }

    @Test func nodesAndPipelinesShareATable() throws {
        let head = "timestamp;cluster;pipeline_id;pipelines_status_avg_fps;node_cpu_usage\n"
        let first = head + "100;c1;;;4.5\n100;c1;p1;25.0;\n105;c1;;;5\n105;c1;p1;24;\n"
        let second = head + "105;c1;;;5\n105;c1;p1;24;\n110;c1;;;6\n110;c1;p2;1;\n"
        let sources = [("a", first), ("b", second)].map { ByteSource.memory(name: $0.0, bytes: Array($0.1.utf8)) }
        let nodes = try TraceReader.read(sources)
        #expect(nodes.format == .edgePipelines && nodes.rows == 8)
        #expect(nodes.set.series.map(\.id) == ["c1"] && nodes.set.series[0].values == [4.5, 5, 6], "the boundary row counts once")
        #expect(nodes.findingCounts == [.emptySeries: 2, .duplicateTime: 1])
        var options = TraceReadingOptions()
        options.columns.value = "pipelines_status_avg_fps"
        let pipelines = try TraceReader.read(sources, options: options)
        #expect(pipelines.set.series.map(\.id) == ["c1/p1", "c1/p2"] && pipelines.set.series.map(\.values) == [[25, 24], [1]])
        #expect(pipelines.total == .integer(74), "totals are of the rows as written")
        #expect(failure(first + "110;c1;p1\n") == .raggedRow(at: at(6), expected: 5, found: 3))
    }

    @Test func publishedLongTables() throws {
        let pages = try read("Page,date,value\n\"A, B\",2015-07-01,791.0\n\"A, B\",2015-07-02,7\n")
        #expect(pages.format == .wikipedia && pages.set.series[0].id == "A, B" && pages.set.series[0].values == [791, 7])
        #expect(failure("Page,date,value\nA,2015-07-32,1\n")?.description.contains("line 2, column date") == true)
        let demand = try read(
            "Time,Demand,Temperature,Date,Holiday\n2011-12-31T13:00:00Z,4382.5,21.5,2012-01-01,True\n"
                + "2011-12-31T13:30:00Z,4263.5,21,2012-01-01,True\n", name: "vic_elec.csv"
        ) { $0.columns.futureCovariates = ["Temperature"] }
        #expect(
            demand.format == .vicElec && demand.set.series[0].id == "vic_elec" && demand.set.series[0].futureCovariates == [[21.5, 21]])
    }

    @Test func rowsWithoutAStepAreBinnedWhenAsked() throws {
        let text = "timestamp,value\n2014-04-01 00:00:00,1\n2014-04-01 00:05:00,2\n2014-04-01 00:10:00,3\n2014-04-01 00:18:00,4.5\n"
        #expect(failure(text)?.description.contains("line 5") == true)
        let reading = try read(text) { ($0.irregularSteps, $0.gaps) = (.bin, .missing) }
        #expect(reading.set.series[0].values == [1, 2, 3, 4.5] && reading.assumptions.contains(.averaged(.seconds(300))))
    }
}
