import Tensors
import Traces

/// The second generator of the original: events of several types at random times, with random durations and made-up names.
public struct ThirdEyeEvents: Hashable, Sendable {
    /// A distribution by its name and mean, in hours.
    public enum Spread: Hashable, Sendable {
        /// Uniform on `[m, m + 0.001]`.
        case fixed(Double)
        /// Normal with standard deviation 1.
        case gaussian(Double)
        /// Exponential.
        case exponential(Double)
        /// Log-normal: the logarithm has mean `m` and standard deviation 1.
        case logNormal(Double)

        func draw(_ random: inout KeyedRandom) -> Double {
            switch self {
            case .fixed(let mean): mean + 0.001 * random.uniform()
            case .gaussian(let mean): mean + random.normal()
            case .exponential(let mean): random.exponential(mean: mean)
            case .logNormal(let location): random.logNormal(location: location, scale: 1)
            }
        }
    }

    /// One event.
    public struct Event: Hashable, Sendable {
        /// Type: holiday, deployment, change, campaign, experiment.
        public let type: String
        /// Name: a prefix and a suffix.
        public let name: String
        /// Start and end, milliseconds since 1970.
        public let start: Int64
        /// End, milliseconds since 1970.
        public let end: Int64
    }

    /// Type of the events.
    public var type: String
    /// Hours from one start to the next.
    public var arrival: Spread
    /// Length in hours.
    public var duration: Spread
    /// First parts of names.
    public var prefixes: [String]
    /// Second parts of names.
    public var suffixes: [String]
    /// Seed of the type.
    public var seed: UInt64

    /// Makes a type of events.
    public init(_ type: String, arrival: Spread, duration: Spread, prefixes: [String] = ["event"], suffixes: [String] = [""], seed: UInt64)
    {
        (self.type, self.arrival, self.duration, self.prefixes) = (type, arrival, duration, prefixes)
        (self.suffixes, self.seed) = (suffixes, seed)
    }

    /// Holidays and deployments as the original's example has them: exponential with a mean of a day, a day long; every 6 hours, half an
    /// hour long.
    public static func sample(seed: UInt64) -> [ThirdEyeEvents] {
        [
            ThirdEyeEvents(
                "holiday", arrival: .exponential(24), duration: .fixed(24), prefixes: ["National", "Spring", "Harvest"],
                suffixes: ["Day", "Festival"], seed: seed),
            ThirdEyeEvents(
                "deployment", arrival: .exponential(6), duration: .fixed(0.5), prefixes: ["web", "search", "billing"],
                suffixes: ["rollout", "hotfix"], seed: seed),
        ]
    }

    /// Events of several types between two times, by start; those with the same start, end and type are one.
    /// - Parameters:
    ///   - types: the types.
    ///   - start: first time, milliseconds since 1970; the original begins at 2019-01-01.
    ///   - end: where to stop.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)`` when a type would make more than a million events.
    public static func events(_ types: [ThirdEyeEvents], from start: Int64, to end: Int64) throws(SynthesisError) -> [Event] {
        var events: [Event] = []
        var seen: Set<Event> = []
        for type in types {
            let key = StreamKey(seed: type.seed).appending("thirdeye-events").appending(type.type)
            var (at, number) = (Double(start), 0)
            while true {
                var random = KeyedRandom(key, at: number)
                number += 1
                guard number <= 1_000_000 else {
                    throw .outOfRange(parameter: "events of type \(type.type)", expected: "at most 1,000,000", found: "more")
                }
                at += max(0, type.arrival.draw(&random)) * 3.6e6
                guard at < Double(end) else { break }
                let length = max(0, type.duration.draw(&random)) * 3.6e6
                let prefix = type.prefixes.isEmpty ? "" : type.prefixes[random.integer(below: type.prefixes.count)]
                let suffix = type.suffixes.isEmpty ? "" : type.suffixes[random.integer(below: type.suffixes.count)]
                let name = suffix.isEmpty ? prefix : "\(prefix) \(suffix)"
                let event = Event(type: type.type, name: name, start: Int64(at), end: Int64(at + length))
                let identity = Event(type: event.type, name: "", start: event.start, end: event.end)
                if seen.insert(identity).inserted { events.append(event) }
            }
        }
        return events.sorted { ($0.start, $0.type) < ($1.start, $1.type) }
    }
}
