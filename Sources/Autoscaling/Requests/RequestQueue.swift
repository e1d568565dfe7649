internal import CKernels

/// The requests at the pods of one deployment: the kernel of `CKernels/request_queue.c` with its memory, which grows with pods and waiting
/// requests and not with time.
struct RequestQueue: ~Copyable {
    private var state = hk_request_queue()
    private let responses = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: Int(HK_TIME_BINS))
    private let waits = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: Int(HK_TIME_BINS))
    private var recordRoom = 0

    /// A queue without pods and requests at time `start`, nanoseconds.
    /// - Parameter keepsRecords: whether what became of every request is kept.
    init(_ service: RequestService, start: Int64, wakes: Bool, keepsRecords: Bool) {
        responses.initialize(repeating: 0)
        waits.initialize(repeating: 0)
        state.now = start
        state.objective = service.objective.nanoseconds
        state.timeout = service.timeout?.nanoseconds ?? .max
        state.retry_delay = service.retryDelay.nanoseconds
        state.retries = Int64(service.retries)
        state.line_limit = UInt64(service.lineLimit ?? .max)
        state.concurrency = UInt32(service.concurrency)
        state.wakes = wakes
        state.responses = responses.baseAddress
        state.waits = waits.baseAddress
        if keepsRecords {
            recordRoom = 1024
            state.records = .allocate(capacity: recordRoom)
        }
        Self.reserve(&state.line, 64)
        Self.reserve(&state.retrying, 64)
        reservePods(64)
        state.draining_room = 64
        state.draining_busy = .allocate(capacity: 64)
        state.draining_busy.initialize(repeating: 0, count: 64)
        reserveEnds(64)
    }

    deinit {
        responses.deallocate()
        waits.deallocate()
        state.records?.deallocate()
        state.line.requests?.deallocate()
        state.retrying.requests?.deallocate()
        for words in [state.open, state.open_words] { words?.deallocate() }
        state.busy?.deallocate()
        state.ready_since?.deallocate()
        state.draining_busy?.deallocate()
        state.ends?.deallocate()
    }

    // MARK: Pods

    /// Pods that take requests.
    var pods: Int { Int(state.pods) }
    /// Removed pods that still serve.
    var draining: Int { Int(state.draining) }
    /// Requests in line.
    var waiting: Int { state.line.length }
    /// Nothing is in service, waits or will try again.
    var isEmpty: Bool { state.in_service == 0 && state.line.length == 0 && state.retrying.length == 0 }
    /// Requests that wait or will try again.
    var unfinished: Int { state.line.length + state.retrying.length }
    /// Time up to which everything has happened, nanoseconds.
    var now: Int64 { state.now }

    /// A pod becomes ready now.
    mutating func addPod() {
        if state.pods == state.pod_room { reservePods(2 * Int(state.pod_room)) }
        let starting = min(Int(state.concurrency), state.line.length)
        reserveEnds(starting)
        reserveRecords(starting)
        hk_request_queue_add_pod(&state)
    }

    /// The pod that became ready last takes no request any more.
    mutating func removePod() {
        if state.draining == state.draining_room {
            let room = 2 * Int(state.draining_room)
            let busy = UnsafeMutablePointer<UInt32>.allocate(capacity: room)
            busy.initialize(repeating: 0, count: room)
            busy.update(from: state.draining_busy, count: Int(state.draining_room))
            state.draining_busy.deallocate()
            (state.draining_busy, state.draining_room) = (busy, UInt32(room))
        }
        hk_request_queue_remove_pod(&state)
    }

    // MARK: Time

    /// Lets everything happen before `until`.
    ///
    /// - Parameters:
    ///   - arrivals: ascending times from `now` on; from `next` on they are taken as their time comes.
    ///   - services: how long each takes.
    /// - Returns: whether the queue stopped before, at ``now``, because a request waits and there is no pod.
    mutating func run(until: Int64, arrivals: [Int64], services: [Int64], next: inout Int) -> Bool {
        let fresh = arrivals.count - next
        let waiting = state.line.length + state.retrying.length + fresh
        Self.reserve(&state.line, waiting)
        if state.retries > 0 { Self.reserve(&state.retrying, waiting) }
        reserveEnds(waiting)
        reserveRecords(waiting)
        return arrivals.withUnsafeBufferPointer { arrivals in
            services.withUnsafeBufferPointer { services in
                hk_request_queue_run(&state, arrivals.baseAddress, services.baseAddress, arrivals.count, &next, until)
                    == HK_QUEUE_WAKES
            }
        }
    }

    // MARK: Books

    /// Counts since the start.
    var counts: hk_request_counts { state.counts }

    /// What was measured since the last call.
    mutating func takeMeter() -> hk_request_meter {
        defer { state.meter = hk_request_meter() }
        return state.meter
    }

    /// Response times of the served.
    var responseTimes: TimeHistogram { TimeHistogram(UnsafeBufferPointer(responses)) }
    /// Waiting times of the served, zeros included.
    var waitingTimes: TimeHistogram {
        TimeHistogram(UnsafeBufferPointer(waits), zeros: state.counts.served - state.counts.waited)
    }
    /// What became of every request, in the order in which it was known.
    var records: [RequestRecord] {
        UnsafeBufferPointer(start: state.records, count: state.recorded).map(RequestRecord.init)
    }

    // MARK: Memory

    private static func reserve(_ ring: inout hk_request_ring, _ count: Int) {
        let room = ring.requests == nil ? 0 : Int(ring.mask) + 1
        guard count > room else { return }
        var size = max(64, room)
        while size < count { size *= 2 }
        let requests = UnsafeMutablePointer<hk_waiting_request>.allocate(capacity: size)
        for i in 0..<ring.length { (requests + i).initialize(to: ring.requests[(ring.head + i) & ring.mask]) }
        ring.requests?.deallocate()
        (ring.requests, ring.mask, ring.head) = (requests, size - 1, 0)
    }

    private mutating func reservePods(_ room: Int) {
        let old = Int(state.pod_room)
        state.busy = Self.grown(state.busy, from: old, to: room)
        state.ready_since = Self.grown(state.ready_since, from: old, to: room)
        state.open = Self.grown(state.open, from: (old + 63) / 64, to: (room + 63) / 64)
        state.open_words = Self.grown(state.open_words, from: (old + 4095) / 4096, to: (room + 4095) / 4096)
        state.pod_room = UInt32(room)
    }

    /// Places for everything in service once so many more requests are.
    private mutating func reserveEnds(_ more: Int) {
        let count = state.in_service + more
        guard count > state.end_room else { return }
        let room = 2 * count
        let ends = UnsafeMutableRawPointer.allocate(byteCount: room * MemoryLayout<hk_service_end>.stride, alignment: 64)
            .bindMemory(to: hk_service_end.self, capacity: room)
        if let old = state.ends {
            ends.update(from: old, count: state.in_service)
            old.deallocate()
        }
        (state.ends, state.end_room) = (ends, room)
    }

    private mutating func reserveRecords(_ count: Int) {
        guard let old = state.records, state.recorded + count > recordRoom else { return }
        let room = max(2 * recordRoom, state.recorded + count)
        let records = UnsafeMutablePointer<hk_request_record>.allocate(capacity: room)
        records.update(from: old, count: state.recorded)
        old.deallocate()
        (state.records, recordRoom) = (records, room)
    }

    private static func grown<Element: FixedWidthInteger>(
        _ old: UnsafeMutablePointer<Element>?, from: Int, to: Int
    ) -> UnsafeMutablePointer<Element> {
        let new = UnsafeMutablePointer<Element>.allocate(capacity: to)
        new.initialize(repeating: 0, count: to)
        if let old {
            new.update(from: old, count: from)
            old.deallocate()
        }
        return new
    }
}
