/// How readings of a local wall clock become instants: the place where a time zone plugs into the readers.
public struct WallClock: Sendable {
    /// What a reading of the wall clock means.
    public enum Reading: Hashable, Sendable {
        /// One instant, in seconds since 1970-01-01T00:00:00Z.
        case unique(Int64)
        /// Two instants: the clock was put back and showed the time twice.
        case repeated(earlier: Int64, later: Int64)
        /// No instant: the clock was put forward over it.
        case skipped
    }

    /// Name for messages: `UTC`, `Europe/Berlin`.
    public var name: String
    /// Turns a local date and time, written as seconds since 1970-01-01T00:00:00 as if it were UTC, into instants.
    public var resolve: @Sendable (_ localSeconds: Int64) -> Reading

    /// Makes a clock.
    public init(name: String, resolve: @escaping @Sendable (_ localSeconds: Int64) -> Reading) {
        self.name = name
        self.resolve = resolve
    }

    /// The clock of universal time.
    public static let utc = WallClock(name: "UTC") { .unique($0) }
}
