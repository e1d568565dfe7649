import CKernels
import Testing

/// `CKernels/request_queue.c` against lists that are searched from end to end, with pods that come and go.
@Suite struct RequestQueueKernelTests {
    /// The kernel's queue with room for everything that these tests do.
    private final class Queue {
        var state = hk_request_queue()
        private var memory: [UnsafeMutableRawPointer] = []

        init(concurrency: Int, timeout: Int64, lineLimit: Int, retries: Int, retryDelay: Int64) {
            state.objective = 150_000_000
            state.timeout = timeout
            state.retry_delay = retryDelay
            state.retries = Int64(retries)
            state.line_limit = UInt64(lineLimit)
            state.concurrency = UInt32(concurrency)
            state.pod_room = 256
            state.busy = room(256)
            state.ready_since = room(256)
            state.open = room(4)
            state.open_words = room(1)
            state.draining_room = 256
            state.draining_busy = room(256)
            state.ends = room(16_384)
            state.end_room = 16_384
            state.line = hk_request_ring(requests: room(8192), mask: 8191, head: 0, length: 0)
            state.retrying = hk_request_ring(requests: room(8192), mask: 8191, head: 0, length: 0)
            state.responses = room(Int(HK_TIME_BINS))
            state.waits = room(Int(HK_TIME_BINS))
            state.records = room(65_536)
        }

        deinit { memory.forEach { $0.deallocate() } }

        private func room<Element>(_ count: Int) -> UnsafeMutablePointer<Element> {
            let bytes = count * MemoryLayout<Element>.stride
            let pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            pointer.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
            memory.append(pointer)
            return pointer.bindMemory(to: Element.self, capacity: count)
        }

        var records: [PlainQueue.Record] {
            (0..<state.recorded).map {
                let record = state.records[$0]
                return PlainQueue.Record(
                    arrival: record.arrival, start: record.start, end: record.end, outcome: UInt32(record.outcome))
            }
        }
    }

    @Test(arguments: 0..<40)
    func agreesWithPlainLists(seed: Int) {
        let unit: Int64 = 1_000_000
        var random = TestRandom(UInt64(seed))
        let (concurrency, retries) = (1 + random.below(3), random.below(2) * random.below(3))
        let timeout: Int64 = random.below(2) == 0 ? .max : Int64(20 + random.below(200)) * unit
        let lineLimit = random.below(2) == 0 ? Int.max : random.below(12)
        let retryDelay = Int64(1 + random.below(50)) * unit
        let queue = Queue(
            concurrency: concurrency, timeout: timeout, lineLimit: lineLimit, retries: retries, retryDelay: retryDelay)
        var plain = PlainQueue()
        (plain.concurrency, plain.timeout, plain.lineLimit) = (concurrency, timeout, lineLimit)
        (plain.retries, plain.retryDelay) = (retries, retryDelay)
        // Arrivals, further attempts and timeouts share instants. Ends of services do not: which of two pods is free first would be open.
        var (arrivals, time): ([(time: Int64, service: Int64)], Int64) = ([], 0)
        for _ in 0..<1500 {
            time += Int64(random.below(12)) * unit
            arrivals.append((time, Int64(random.below(90_000_000))))
        }
        let (times, services) = (arrivals.map(\.time), arrivals.map(\.service))
        var (next, plainNext) = (0, 0)
        while next < times.count || queue.state.in_service > 0 || queue.state.line.length > 0 || queue.state.retrying.length > 0 {
            let until = queue.state.now + Int64(random.below(120)) * unit
            let stop = hk_request_queue_run(&queue.state, times, services, times.count, &next, until)
            plain.run(until: until, arrivals: arrivals, next: &plainNext)
            #expect(stop == HK_QUEUE_REACHED && queue.state.now == until && next == plainNext)
            let wanted = next < times.count ? random.below(15) : max(1, Int(queue.state.pods))
            while queue.state.pods < wanted {
                hk_request_queue_add_pod(&queue.state)
                plain.addPod()
            }
            while queue.state.pods > wanted {
                hk_request_queue_remove_pod(&queue.state)
                plain.removePod()
            }
            #expect(Int(queue.state.in_pods) == plain.busyInPods && queue.state.line.length == plain.line.count)
            #expect(Int(queue.state.draining) == plain.draining)
        }
        let agree = queue.records == plain.records
        #expect(agree, "records differ")
        #expect(queue.state.meter.busy == Double(plain.busyIntegral) && queue.state.meter.waiting == Double(plain.lineIntegral))
        let counts = queue.state.counts
        #expect(counts.arrived == counts.served + counts.dropped + counts.timed_out)
        let served = plain.records.filter { $0.outcome <= HK_SERVED_COLD.rawValue }
        #expect(counts.late == UInt64(served.count { $0.end - $0.arrival > 150_000_000 }))
        #expect(counts.cold == UInt64(served.count { $0.outcome == HK_SERVED_COLD.rawValue }))
        #expect(counts.longest_response == served.map { $0.end - $0.arrival }.max() ?? 0)
    }

    /// At one instant a place becomes free, then the line gives up, then requests arrive.
    @Test func oneInstantHasAnOrder() {
        let queue = Queue(concurrency: 1, timeout: 10, lineLimit: 1, retries: 0, retryDelay: 1)
        hk_request_queue_add_pod(&queue.state)
        // The second has waited for just as long as it may when the first ends; the third finds the line empty again.
        let (times, services): ([Int64], [Int64]) = ([0, 0, 10, 20, 20], [10, 20, 5, 5, 5])
        var next = 0
        _ = hk_request_queue_run(&queue.state, times, services, times.count, &next, 100)
        let expected: [PlainQueue.Record] = [
            .init(arrival: 0, start: 0, end: 10, outcome: HK_SERVED.rawValue),
            .init(arrival: 0, start: 10, end: 30, outcome: HK_SERVED.rawValue),
            .init(arrival: 10, start: 20, end: 20, outcome: HK_TIMED_OUT.rawValue),
            .init(arrival: 20, start: 20, end: 20, outcome: HK_DROPPED.rawValue),
            .init(arrival: 20, start: 30, end: 35, outcome: HK_SERVED.rawValue),
        ]
        #expect(queue.records == expected)
    }

    /// The bitmap of open pods in its second and third word.
    @Test func manyPodsAreFilledInOrder() {
        let queue = Queue(concurrency: 1, timeout: .max, lineLimit: .max, retries: 0, retryDelay: 1)
        for _ in 0..<200 { hk_request_queue_add_pod(&queue.state) }
        let times = [Int64](repeating: 5, count: 150)
        var next = 0
        _ = hk_request_queue_run(&queue.state, times, times, times.count, &next, 6)
        #expect((0..<200).map { queue.state.busy[$0] } == [UInt32](repeating: 1, count: 150) + [UInt32](repeating: 0, count: 50))
    }

    @Test func timeBinsAreNarrowAndInOrder() {
        var random = TestRandom(7)
        var times: [Int64] = (0..<700).map { Int64($0) } + [.max, .max - 1]
        for _ in 0..<20_000 { times.append(Int64(bitPattern: random.next() >> UInt64(1 + random.below(62)))) }
        for time in times {
            let bin = hk_time_bin(time)
            #expect(bin < Int(HK_TIME_BINS))
            let begin = hk_time_bin_begin(bin)
            #expect(begin <= time && hk_time_bin(begin) == bin)
            #expect(time - begin <= max(0, begin / 128))
        }
        for bin in 1..<7000 { #expect(hk_time_bin_begin(bin) > hk_time_bin_begin(bin - 1)) }
    }
}
