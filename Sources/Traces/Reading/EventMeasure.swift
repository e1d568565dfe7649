/// What is counted when a log of requests is binned.
public enum EventMeasure: String, Hashable, Sendable, Codable, CaseIterable {
    /// Requests per bin.
    case requests
    /// Tokens read by the model per bin.
    case contextTokens = "context_tokens"
    /// Tokens written by the model per bin.
    case generatedTokens = "generated_tokens"

    /// Unit of the counts.
    public var unit: String { self == .requests ? "requests" : "tokens" }
}
