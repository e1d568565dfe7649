import Tensors

/// The line of requests in fluid time: how many are late, estimated without simulating any of them.
///
/// Requests that the places cannot serve at once wait in order of arrival, as a fluid: a batch that is served later has waited from the
/// middle of its arrival. Where nothing waits and the load is below the places, waiting is that of M/M/c with the load of the sub-step
/// (Erlang C), its tail stretched for other distributions of service by (1 + cv²)/2 (Allen and Cunneen's approximation). Whether a
/// request is late then follows from the distribution of the service time.
struct FluidLine {
    private struct Batch {
        /// Requests, and when the first and the last of them arrived, seconds of the run.
        var count, from, to: Double
    }

    private let tail: ServiceTail
    private let service: RequestService
    private let serviceTime: Double
    private let stretch: Double
    private let timeout: Double
    private let limit: Double
    private var batches: [Batch] = []
    private var head = 0
    private var now = 0.0
    /// Requests in line.
    private(set) var backlog = 0.0
    /// Expected numbers so far.
    private var (arrived, served, late, waited, dropped, timedOut) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    private var (waitSeconds, longestWait) = (0.0, 0.0)

    // The last answer of Erlang's formula: load and pods mostly stay.
    private var (lastPlaces, lastLoad, lastWaiting) = (-1, 0.0, 0.0)

    init(_ service: RequestService, tail: ServiceTail) {
        self.service = service
        self.tail = tail
        serviceTime = service.time.mean
        let variation = service.time.variation
        stretch = (1 + variation * variation) / 2
        timeout = service.timeout?.seconds ?? .infinity
        limit = service.lineLimit.map(Double.init) ?? .infinity
    }

    /// Requests arrive evenly over a sub-step in which `pods` serve.
    ///
    /// - Parameters:
    ///   - count: requests that arrive.
    ///   - expected: demand that they were drawn for, per second; chance among them is in Erlang's formula already.
    ///   - pods: ready ones.
    ///   - seconds: length of the sub-step.
    /// - Returns: expected number of requests of which it became known that the promise is broken.
    mutating func pass(_ count: Double, expected: Double, pods: Int, seconds: Double) -> Double {
        let before = late + dropped + timedOut
        arrived += count
        let places = pods * service.concurrency
        let (rate, arrivalRate) = (Double(places) / serviceTime, count / seconds)
        var crowded = 0.0
        if backlog > 0 || arrivalRate >= rate, backlog + count > 0 {
            crowded = rate > arrivalRate ? min(seconds, backlog / (rate - arrivalRate)) : seconds
            join(arrivalRate * crowded, from: now, to: now + crowded)
            serveLine(rate: rate, seconds: crowded)
        }
        serveAtRandom(arrivalRate * (seconds - crowded), expected: expected, places: places, seconds: seconds - crowded)
        now += seconds
        giveUp()
        return late + dropped + timedOut - before
    }

    /// The books: expected numbers, rounded; no histograms.
    var totals: RequestTotals {
        var totals = RequestTotals()
        func whole(_ number: Double) -> Int { Int(number.rounded()) }
        (totals.arrived, totals.dropped, totals.timedOut) = (whole(arrived), whole(dropped), whole(timedOut))
        totals.unfinished = whole(backlog)
        totals.served = totals.arrived - totals.dropped - totals.timedOut - totals.unfinished
        (totals.late, totals.waited) = (whole(late), whole(waited))
        (totals.responseSeconds, totals.waitSeconds) = (waitSeconds + served * serviceTime, waitSeconds)
        (totals.longestWaitSeconds, totals.longestResponseSeconds) = (longestWait, longestWait + serviceTime)
        return totals
    }

    private mutating func join(_ count: Double, from: Double, to: Double) {
        guard count > 0 else { return }
        batches.append(Batch(count: count, from: from, to: to))
        backlog += count
    }

    /// Serves the line in order for so long; with `join` before, at most what is there.
    private mutating func serveLine(rate: Double, seconds: Double) {
        var (left, time) = (min(rate * seconds, backlog), now)
        while left > 0, head < batches.count {
            let batch = batches[head]
            let count = min(batch.count, left)
            let arrivedTo = batch.from + (batch.to - batch.from) * count / batch.count
            let end = time + count / rate
            let (first, last) = (max(0, time - batch.from), max(0, end - arrivedTo))
            let wait = (first + last) / 2
            // Simpson's rule over the waits of the batch.
            late += count * (tail.late(waiting: first) + 4 * tail.late(waiting: wait) + tail.late(waiting: last)) / 6
            served += count
            waited += count
            waitSeconds += count * wait
            longestWait = max(longestWait, first, last)
            (left, time) = (left - count, end)
            if count == batch.count {
                head += 1
            } else {
                batches[head] = Batch(count: batch.count - count, from: arrivedTo, to: batch.to)
            }
        }
        backlog = max(0, backlog - (rate * seconds - max(0, left)))
        if head == batches.count || backlog < 1e-9 {
            batches.removeAll(keepingCapacity: true)
            (head, backlog) = (0, 0)
        }
    }

    /// Requests that meet free places, but for chance.
    private mutating func serveAtRandom(_ count: Double, expected: Double, places: Int, seconds: Double) {
        guard count > 0, seconds > 0 else { return }
        let load = expected * serviceTime
        let spare = Double(places) - load
        served += count
        if places != lastPlaces || load != lastLoad {
            (lastPlaces, lastLoad, lastWaiting) = (places, load, Self.waitingProbability(places: places, load: load))
        }
        let waiting = lastWaiting
        guard waiting > 1e-7, spare > 0 else {
            late += count * tail.atOnce
            return
        }
        let decay = spare / (serviceTime * stretch)
        late += count * tail.late(waitingProbability: waiting, decay: decay)
        waited += count * waiting
        waitSeconds += count * min(waiting / decay, seconds)
    }

    /// Who has waited too long leaves, and who found the line full is gone.
    private mutating func giveUp() {
        while head < batches.count, batches[head].from < now - timeout {
            let batch = batches[head]
            let share = batch.to > batch.from ? min(1, (now - timeout - batch.from) / (batch.to - batch.from)) : 1
            let gone = batch.count * share
            timedOut += gone
            backlog -= gone
            if share == 1 {
                head += 1
            } else {
                batches[head] = Batch(count: batch.count - gone, from: now - timeout, to: batch.to)
                break
            }
        }
        var excess = backlog - limit
        while excess > 0, let last = batches.last, batches.count > head {
            let gone = min(excess, last.count)
            dropped += gone
            backlog -= gone
            excess -= gone
            if gone == last.count {
                batches.removeLast()
            } else {
                batches[batches.count - 1].count -= gone
            }
        }
        if head == batches.count {
            batches.removeAll(keepingCapacity: true)
            (head, backlog) = (0, 0)
        } else if head > 64, 2 * head > batches.count {
            batches.removeFirst(head)
            head = 0
        }
    }

    /// Erlang's C: probability that a request waits, for a load in places; beyond 200 places Halfin and Whitt's limit.
    static func waitingProbability(places: Int, load: Double) -> Double {
        guard load < Double(places) else { return 1 }
        let distance = (Double(places) - load) / Double(places).squareRoot()
        if distance > 7 { return 0 }
        if places > 200 {
            // β Φ(β) / φ(β), with Φ by the series of Marsaglia (2004): Φ = 1/2 + φ (β + β³/3 + β⁵/15 + …).
            let density = PortableMath.exp(-distance * distance / 2) * 0.398_942_280_401_432_7
            var (term, sum, k) = (distance, distance, 1.0)
            while term > 1e-16 * sum {
                k += 2
                term *= distance * distance / k
                sum += term
            }
            return 1 / (1 + distance * (0.5 / density + sum))
        }
        var blocked = 1.0
        for place in 1...max(1, places) { blocked = load * blocked / (Double(place) + load * blocked) }
        return blocked / (1 - load / Double(places) * (1 - blocked))
    }
}
