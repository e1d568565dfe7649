/// One instance (virtual machine, container, job) from its request to its end.
///
/// Times are microseconds from the start of the trace and do not decrease: requested, placed, set up, ended, torn down. What a log does not
/// tell is taken for the moment before: an instance without a known set-up runs from the moment it is placed.
public struct InstanceLife: Hashable, Sendable, Codable {
    /// How a life ended.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// It did what it was asked for.
        case completed
        /// It was ended for the sake of others.
        case evicted
        /// It broke.
        case failed
        /// It never ran.
        case rejected
        /// The trace ended first.
        case censored
    }

    /// Identifier, unique in a trace.
    public var id: String
    /// Whoever asked for it; empty where nobody is named.
    public var user: String
    /// Cores that it holds from its placement until it is torn down, at least 1.
    public var cores: Int
    /// Host it ran on; `nil` where it is not known.
    public var node: String?
    /// When it was asked for.
    public var submitted: Int64
    /// When it was placed: from here on it holds its cores.
    public var placed: Int64
    /// When it was set up and began to run.
    public var running: Int64
    /// When it ended, and was torn down.
    public var ended: Int64
    /// When its cores were free again.
    public var done: Int64
    /// How it ended.
    public var outcome: Outcome

    /// Makes a life; times that are not given are those before them.
    /// - Precondition: the times do not decrease, and there is at least one core.
    public init(
        id: String, user: String = "", cores: Int = 1, node: String? = nil, submitted: Int64, placed: Int64? = nil, running: Int64? = nil,
        ended: Int64? = nil, done: Int64, outcome: Outcome = .completed
    ) {
        (self.id, self.user, self.cores, self.node, self.submitted, self.done) = (id, user, cores, node, submitted, done)
        self.placed = placed ?? submitted
        self.running = running ?? self.placed
        self.ended = ended ?? done
        self.outcome = outcome
        precondition(
            cores >= 1 && submitted <= self.placed && self.placed <= self.running && self.running <= self.ended && self.ended <= done,
            "times of \(id) do not decrease")
    }

    /// Microseconds that it ran.
    public var runTime: Int64 { ended - running }
}
