import TestSupport
import Testing
import Traces

/// Requests one by one from every format that has them.
struct ArrivalReadingTests {
    private func read(_ text: String, name: String = "t.csv", change: (inout TraceReadingOptions) -> Void = { _ in }) throws
        -> ArrivalReading
    {
        var options = TraceReadingOptions()
        change(&options)
        return try TraceReader.arrivals([.memory(name: name, bytes: Array(text.utf8))], options: options)
    }

    private func failure(_ text: String, change: (inout TraceReadingOptions) -> Void = { _ in }) -> TraceError? {
        #expect(throws: TraceError.self) { try read(text, change: change) }
    }

    @Test func invocationsStartBeforeTheyEnd() throws {
        let text = "app,func,end_timestamp,duration\na,f,5160.142,0.134\nb,f,10,1\na,f,3,1.5\na,f,1.75,0.25\n"
        let reading = try read(text)
        #expect(reading.format == .azureFunctions2021 && reading.rows == 4)
        #expect(reading.trace.ids == ["a/f", "b/f"], "names of functions are unique only within an application")
        #expect(reading.trace.arrivals == [[1.5, 1.5, 5_160.008], [9]], "sorted, ties kept")
        #expect(reading.trace.span == 0..<5_161)
        #expect(reading.trace.start == 1_612_051_200_000)
        #expect(reading.findingCounts.isEmpty, "the publisher promises no order")
        #expect(try read(text) { $0.origin = 7_000_000_000 }.trace.start == 7_000)
    }

    @Test func requestsOfLanguageModels() throws {
        let text =
            "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.5000001,1,1\r\n2023-11-16 18:15:46.5000001,,\r\n"
            + "2023-11-16 18:15:46.25,1,1"
        let reading = try read(text, name: "data/conv.csv")
        #expect(reading.trace.ids == ["conv"])
        #expect(reading.trace.arrivals == [[0.25, 0.5000001, 0.5000001]])
        #expect(reading.trace.span == 0..<1 && reading.trace.start == 1_700_158_546_000)
        #expect(reading.findingCounts == [.outOfOrder: 1] && reading.findings[0].location?.line == 4)
        #expect(reading.assumptions == [.universalTime])
        let refused = failure(text) { $0.outOfOrder = .error }
        #expect(
            refused
                == .outOfOrder(
                    at: TraceLocation(file: "t.csv", line: 4, column: "TIMESTAMP"), series: "t", time: "2023-11-16T18:15:46.25Z"))
    }

    @Test func jsonLines() throws {
        let text = #"""
            {"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1]}
            {"timestamp": 3000.5, "input_length": 5, "output_length": 7, "hash_ids": []}

            {"timestamp": 3000.5, "input_length": 4, "output_length": 1}
            """#
        let reading = try read(text, name: "conversation.jsonl")
        #expect(reading.format == .mooncake && reading.rows == 3)
        #expect(reading.trace.ids == ["conversation"] && reading.trace.arrivals == [[0, 3.0005, 3.0005]])
        #expect(reading.trace.start == nil && reading.trace.span == 0..<4)
        let at = TraceLocation(file: "t.csv", line: 5)
        #expect(failure(text + "\n{\"timestamp\": 1") == .malformedJSON(at: at, reason: "no JSON"))
        #expect(failure(text + "\n{\"input_length\": 1}") == .malformedJSON(at: at, reason: "timestamp is missing"))
        #expect(failure(text + "\n{\"timestamp\": \"x\"}") == .malformedJSON(at: at, reason: "timestamp is of another type than expected"))
        #expect(failure(text + "\n[]") == .malformedJSON(at: at, reason: "expected an object"))
        #expect(failure(text + "\n{\"timestamp\": -1}")?.description.contains("line 5, column timestamp") == true)
        #expect(failure(text + "\n{\"timestamp\": 1e300}")?.description.contains("line 5, column timestamp") == true)
    }

    @Test func tokensOfJSONLinesAreCounted() throws {
        let text = #"""
            {"timestamp": 0, "input_length": 10, "output_length": 1}
            {"timestamp": 59999, "input_length": 5, "output_length": 2}
            {"timestamp": 60000, "input_length": 4, "output_length": 3}
            {"timestamp": 120000, "input_length": 4, "output_length": 3}
            """#
        let sources = [ByteSource.memory(name: "m.jsonl", bytes: Array(text.utf8))]
        let reading = try TraceReader.read(sources, options: TraceReadingOptions(measures: [.requests, .contextTokens]))
        #expect(reading.set.series.map(\.id) == ["m-requests", "m-context_tokens"])
        #expect(reading.set.series.map(\.values) == [[2, 1], [15, 4]])
        #expect(reading.totals == [.integer(4), .integer(23)] && reading.rows == 4)
        #expect(reading.findingCounts[.partialBin] == 2, "the last request, of either measure")
        #expect(reading.assumptions == [.binWidth(.seconds(60)), .firstDay("1970-01-01T00:00:00Z")])
        #expect(!reading.set.calendar.timeOfDayIsReal)
    }

    @Test func requestsForPictures() throws {
        let head =
            "gmt_create,predict_type,predict_status,exec_time_seconds,groupId,prompt_length,negative_prompt_length,"
            + "num_images_per_prompt,num_inference_steps,checkpoint_model_version_id,num_lora\n"
        let rows = "2024-11-15 16:57:50,T,SUCCEED,1.0,G0,1.0,,1.0,30.0,M1,0\n2024-11-15 16:57:52,T,FAILED,,G1,,,,,M0,0\n"
        let reading = try read(head + rows)
        #expect(reading.format == .genAIRequests)
        #expect(reading.trace.ids == ["M1", "M0"] && reading.trace.arrivals == [[0], [2]])
        let nameless = try read(head + "2024-11-15 16:57:50,T,SUCCEED,1.0,G0,1.0,,1.0,30.0,,0\n")
        #expect(nameless.trace.ids == ["unknown"] && nameless.findingCounts == [.missingValue: 1])
        let ragged = TraceError.raggedRow(at: TraceLocation(file: "t.csv", line: 2), expected: 11, found: 3)
        #expect(failure(head + "2024-11-15 16:57:50,T,SUCCEED\n") == ragged)
    }

    @Test func creationsOfMachines() throws {
        let reading = try read("300 g,|,b,g\n900 |,b\n", name: "v1.train.txt")
        #expect(reading.format == .azureVMArrivals && reading.rows == 2)
        #expect(reading.trace.ids == ["g", "b"] && reading.trace.arrivals == [[300, 300], [300, 900]])
        #expect(reading.trace.span == 300..<1_200 && reading.trace.start == nil)
        let counts = try TraceReader.read([.memory(name: "v", bytes: Array("300 g,|,b,g\n900 |,b\n".utf8))])
        #expect(counts.set.series.map(\.values) == [[2, 0, 0], [1, 0, 1]], "all bins are known to be covered")
        #expect(counts.set.series[0].axis == .clock(startSeconds: 300, stepSeconds: 300) && counts.total == .integer(4))
        #expect(failure("300 g\n600 g,gg\n")?.description.contains("line 2: expected flavours") == true)
        #expect(failure("300 g\nx g\n")?.description.contains("line 2, column 1") == true)
        #expect(failure("300 g\n600 g,,g\n")?.description.contains("line 2") == true)
    }

    @Test func tablesOfTimes() throws {
        let dates = try read("unique_id,ds\na,2024-01-01T00:00:00.5Z\nb,2024-01-01T00:00:02Z\na,2024-01-01T00:00:00.5Z\n")
        #expect(dates.format == .arrivals && dates.trace.ids == ["a", "b"] && dates.trace.arrivals == [[0.5, 0.5], [2]])
        #expect(dates.trace.start == 1_704_067_200_000 && dates.findingCounts == [.outOfOrder: 1])
        let seconds = try read("unique_id,ds\na,1.25\na,7\n")
        #expect(seconds.trace.arrivals == [[1.25, 7]] && seconds.trace.start == nil && seconds.assumptions == [.secondsFromBeginning])
        let unix = try read("unique_id,ds\na,1704067200250\n") { $0.timeUnit = .milliseconds }
        #expect(unix.trace.arrivals == [[0.25]] && unix.trace.start == 1_704_067_200_000)
        let one = try read("ds\n1\n2\n", name: "api.csv")
        #expect(one.trace.ids == ["api"] && one.trace.arrivals == [[1, 2]])
        let named = try read("who,when,size\na,1,5\n") { $0.columns = LongTableColumns(id: "who", time: "when") }
        #expect(named.trace.ids == ["a"])
        #expect(
            failure("unique_id,ds\na,1\na,2024-01-01\n")
                == .mixedTimes(
                    at: TraceLocation(file: "t.csv", line: 3, column: "ds"), found: "\"2024-01-01\""))
        #expect(failure("unique_id,ds\na,soon\n")?.description.contains("line 2, column ds") == true)
        #expect(failure("unique_id,ds\n") == .headerOnly(file: "t.csv"))
        #expect(failure("unique_id,ds,y\na,1,1\n") == .noRequests(file: "t.csv", format: .longCSV))
        let counts = try TraceReader.read([.memory(name: "t", bytes: Array("unique_id,ds\na,0\na,59\nb,61\na,120\n".utf8))])
        #expect(counts.format == .arrivals && counts.set.series.map(\.values) == [[2, 0], [0, 1]])
    }

    @Test(.enabled(if: SharedData.isThere, SharedData.hint))
    func realTraces() throws {
        func load(_ names: String...) throws -> ArrivalReading { try TraceReader.arrivals(paths: names.map(SharedData.path)) }
        let functions = try load("azure-functions-2021/Azure2021_200.csv")
        #expect(functions.trace.ids.count == 31 && functions.trace.count == 199)
        let llm = try load("azure-llm-2023/AzureLLMInferenceTrace_code.csv.gz", "azure-llm-2023/AzureLLMInferenceTrace_conv.csv.gz")
        #expect(llm.trace.arrivals.map(\.count) == [7_148, 13_828] && llm.findingCounts.isEmpty)
        let chats = try load("mooncake/conversation_trace.jsonl.gz")
        #expect(chats.trace.count == 8_125 && Set(chats.trace.arrivals[0]).count == 826 && chats.trace.span == 0..<2_476)
        let pictures = try load("alibaba-genai-2026/lora_request_trace.csv.gz")
        #expect(pictures.trace.count == 15_630 && pictures.trace.ids.count == 78)
        #expect(pictures.findingCounts == [.missingValue: 15])
        let machines = try load("azure-vm-arrivals/v1.train.txt.gz", "azure-vm-arrivals/v1.dev.txt.gz")
        #expect(machines.rows == 6_999 && machines.trace.ids.count == 16 && machines.trace.span == 300..<2_100_000)
    }
}
