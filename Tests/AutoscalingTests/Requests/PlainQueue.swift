import CKernels

/// The queue of requests in the plainest form: lists, searched from end to end. What `CKernels/request_queue.c` is compared with.
struct PlainQueue {
    struct Request: Equatable {
        var (first, since, service): (Int64, Int64, Int64)
        var attempts = 0
    }
    struct Service {
        var end: Int64
        var pod: Int
    }
    struct Record: Equatable {
        var (arrival, start, end): (Int64, Int64, Int64)
        var outcome: UInt32
    }

    var now: Int64 = 0
    var concurrency = 1
    var timeout = Int64.max
    var lineLimit = Int.max
    var retries = 0
    var retryDelay: Int64 = 1
    /// Numbers of the pods that take requests, in the order in which they became ready; numbers are never used again.
    var pods: [(number: Int, since: Int64)] = []
    var nextPod = 0
    var services: [Service] = []
    var line: [Request] = []
    var retrying: [Request] = []
    var records: [Record] = []
    var (busyIntegral, lineIntegral): (Int64, Int64) = (0, 0)

    func busy(_ pod: Int) -> Int { services.count { $0.pod == pod } }
    var busyInPods: Int { pods.reduce(0) { $0 + busy($1.number) } }
    var draining: Int { Set(services.map(\.pod)).subtracting(pods.map(\.number)).count }

    mutating func addPod() {
        pods.append((nextPod, now))
        nextPod += 1
        fill()
    }

    mutating func removePod() { pods.removeLast() }

    private mutating func fill() {
        while let pod = pods.first(where: { busy($0.number) < concurrency }), !line.isEmpty {
            let request = line.removeFirst()
            let cold = now > request.since && pod.since > request.since
            services.append(Service(end: now + request.service, pod: pod.number))
            records.append(
                Record(
                    arrival: request.first, start: now, end: now + request.service,
                    outcome: (cold ? HK_SERVED_COLD : HK_SERVED).rawValue))
        }
    }

    private mutating func fail(_ request: Request, _ outcome: hk_outcome) {
        var request = request
        if request.attempts < retries {
            request.attempts += 1
            request.since = now + retryDelay
            retrying.append(request)
        } else {
            records.append(Record(arrival: request.first, start: now, end: now, outcome: outcome.rawValue))
        }
    }

    private mutating func arrive(_ request: Request) {
        // A free place is taken at once, whatever the limit of the line.
        if pods.contains(where: { busy($0.number) < concurrency }) || line.count < lineLimit {
            line.append(request)
            fill()
        } else {
            fail(request, HK_DROPPED)
        }
    }

    mutating func run(until: Int64, arrivals: [(time: Int64, service: Int64)], next: inout Int) {
        while true {
            let end = services.map(\.end).min() ?? .max
            let expiry = timeout == .max ? .max : line.first.map { $0.since + timeout } ?? .max
            let again = retrying.first?.since ?? .max
            let fresh = next < arrivals.count ? arrivals[next].time : .max
            let time = min(end, expiry, again, fresh)
            guard time < until else { break }
            pass(until: time)
            if end == time {
                services.remove(at: services.firstIndex { $0.end == end }!)
                fill()
            } else if expiry == time {
                fail(line.removeFirst(), HK_TIMED_OUT)
            } else if again < fresh {
                var request = retrying.removeFirst()
                request.since = now
                arrive(request)
            } else {
                arrive(Request(first: fresh, since: fresh, service: arrivals[next].service))
                next += 1
            }
        }
        pass(until: until)
    }

    private mutating func pass(until time: Int64) {
        busyIntegral += Int64(busyInPods) * (time - now)
        lineIntegral += Int64(line.count) * (time - now)
        now = time
    }
}
