import Tensors

extension Workload {
    /// Where the parts of a split by time begin.
    public enum Anchor: Hashable, Sendable {
        /// At multiples of the width from a time; parts without requests are empty.
        case grid(from: Double)
        /// Each at its first request, as in the original: a request more than the width later begins the next part.
        case arrivals
    }

    /// `parts` workloads; part j has the requests j, j + parts, ….
    /// - Precondition: `parts ≥ 1`.
    public func splitRoundRobin(_ parts: Int) -> [Workload] {
        precondition(parts >= 1, "\(parts) parts")
        return (0..<parts).map { selecting(stride(from: $0, to: count, by: parts)) }
    }

    /// Parts of a width in time, the last as long as there are requests; none of no requests.
    ///
    /// - Parameters:
    ///   - width: seconds.
    ///   - anchor: where parts begin; requests before a grid are in its first part.
    /// - Throws: ``ReplayError/invalidSetting(name:found:expected:)`` for a width that gives no part or more than ten million.
    public func split(width: Double, anchor: Anchor) throws(ReplayError) -> [Workload] {
        guard let first = arrivals.first, let last = arrivals.last else { return [] }
        guard width > 0, (last - first) / width <= 1e7 else {
            throw .invalidSetting(name: "the width of parts", found: "\(width) s", expected: "such that there are at most 10,000,000 parts")
        }
        var parts: [Workload] = []
        var start = 0
        switch anchor {
        case .arrivals:
            for index in 0..<count where arrivals[index] > arrivals[start] + width {
                parts.append(self[start..<index])
                start = index
            }
            parts.append(self[start..<count])
        case .grid(let origin):
            let bins = max(0, (last - origin) / width)
            guard bins <= 1e7 else {
                throw .invalidSetting(name: "the start of the grid", found: "\(origin) s", expected: "near the first request at \(first) s")
            }
            for part in 0...Int(bins) {
                var end = start
                while end < count, part == Int(bins) || arrivals[end] < origin + Double(part + 1) * width { end += 1 }
                parts.append(self[start..<end])
                start = end
            }
        }
        return parts
    }

    /// All requests of several workloads, by time, then model, then number; at equal ones those of earlier workloads first. Numbers are
    /// given anew; models are told apart by name.
    public static func merge(_ workloads: [Workload]) -> Workload {
        var models: [String] = [], known: [String: UInt32] = [:]
        struct Request {
            var arrival: Double, model: UInt32, id: UInt64, slo: Double
        }
        var requests: [Request] = []
        requests.reserveCapacity(workloads.reduce(0) { $0 + $1.count })
        for workload in workloads {
            let indices = workload.models.map { name in
                if let index = known[name] { return index }
                let index = UInt32(models.count)
                known[name] = index
                models.append(name)
                return index
            }
            for index in 0..<workload.count {
                requests.append(
                    Request(
                        arrival: workload.arrivals[index], model: indices[Int(workload.modelIndices[index])], id: workload.ids[index],
                        slo: workload.slos[index]))
            }
        }
        // The standard library's sort is stable.
        requests.sort { ($0.arrival, $0.model, $0.id) < ($1.arrival, $1.model, $1.id) }
        return Workload(
            unchecked: models, arrivals: requests.map(\.arrival), modelIndices: requests.map(\.model), slos: requests.map(\.slo),
            ids: (0..<UInt64(requests.count)).map { $0 })
    }

    /// Another number of requests: below 1 each stays with the probability `rate`; above, copies turned by a random time within the range
    /// are added, the last of them thinned. Numbers are given anew where copies are added.
    ///
    /// - Parameters:
    ///   - rate: factor, positive.
    ///   - range: what the workload covers, seconds; all arrivals lie inside.
    ///   - seed: of the random numbers.
    /// - Throws: ``ReplayError/invalidSetting(name:found:expected:)``.
    public func scaled(rate: Double, over range: Range<Double>, seed: UInt64) throws(ReplayError) -> Workload {
        guard rate > 0, rate <= 1e6 else {
            throw .invalidSetting(name: "the rate scale", found: "\(rate)", expected: "positive, at most 10⁶")
        }
        guard !range.isEmpty, arrivals.first.map({ $0 >= range.lowerBound }) ?? true, arrivals.last.map({ $0 < range.upperBound }) ?? true
        else { throw .invalidSetting(name: "the range", found: "\(range)", expected: "such that all arrivals lie inside") }
        var random = RandomStream(seed: seed, purpose: "workload rate")
        if rate < 1 { return selecting((0..<count).filter { _ in random.uniformDouble() < rate }) }
        let whole = Int(rate), rest = rate - Double(whole)
        var copies = Array(repeating: self, count: 1)
        let length = range.upperBound - range.lowerBound
        for copy in 1..<max(whole + (rest > 0 ? 1 : 0), 1) {
            let turn = random.uniformDouble() * length
            let kept = (0..<count).filter { _ in copy < whole || random.uniformDouble() < rest }
            func turned(_ index: Int) -> Double {
                let time = arrivals[index] + turn
                return min(max(time < range.upperBound ? time : time - length, range.lowerBound), range.upperBound.nextDown)
            }
            let split = kept.firstIndex { arrivals[$0] + turn >= range.upperBound } ?? kept.count
            let order = kept[split...] + kept[..<split]
            copies.append(
                Workload(
                    unchecked: models, arrivals: order.map(turned), modelIndices: order.map { modelIndices[$0] },
                    slos: order.map { slos[$0] },
                    ids: order.map { ids[$0] }))
        }
        return copies.count == 1 ? self : Self.merge(copies)
    }

    /// Time compressed by a factor from an origin on: `t' = origin + (t − origin)/time`; SLOs stay.
    /// - Throws: ``ReplayError/invalidSetting(name:found:expected:)``.
    public func scaled(time: Double, from origin: Double) throws(ReplayError) -> Workload {
        guard time > 0, time.isFinite, origin.isFinite else {
            throw .invalidSetting(name: "the time scale", found: "\(time) from \(origin) s", expected: "positive and finite")
        }
        return Workload(
            unchecked: models, arrivals: arrivals.map { origin + ($0 - origin) / time }, modelIndices: modelIndices, slos: slos, ids: ids)
    }
}
