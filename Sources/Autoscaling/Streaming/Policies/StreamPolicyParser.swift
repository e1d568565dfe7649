import Traces

/// Policies by the names that users write: `vanilla:5`, `predictive:oracle:60`, `capacity:20:4`.
public struct StreamPolicyParser: Sendable {
    /// The trace that forecasts are made from.
    public let trace: OccupancyTrace

    /// Makes a parser for runs on a trace.
    public init(_ trace: OccupancyTrace) { self.trace = trace }

    /// Forms of the names, for messages.
    public static let forms = [
        "vanilla:SLOTS", "memory:SLOTS", "predictive:FORECAST:WINDOW[:LEVEL]", "fixed:INSTANCES", "capacity:HOLD[:HEADROOM]",
        "calendar:HHMM-HHMM:INSTANCES", "seasonal-naive:WINDOW", "seasonal-quantile:WINDOW:WEEKS:LEVEL",
        "fallback:FORECAST:WINDOW[:LEVEL[:HOLD]]", "cost-aware[:HEADROOM]",
    ]
    /// Forms of forecasts, for messages.
    public static let forecasts = ["oracle", "weekly-naive", "weekly-naive-truncated", "seasonal-quantile-WEEKS", "file=PATH"]

    /// The policy of a name.
    /// - Throws: ``StreamingError/unknownPolicy(_:expected:)``, what the policy finds wrong with its settings, and `TraceError` for a file
    ///   of forecasts.
    public func policy(_ text: String) throws -> any StreamPolicy {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let settings = Array(parts.dropFirst())
        switch (parts[0], settings.count) {
        case ("vanilla", 1): return try ReactivePolicy(window: whole(settings[0], in: text))
        case ("memory", 1): return try ReactivePolicy(window: whole(settings[0], in: text), remembersLoad: true)
        case ("fixed", 1): return try FixedPolicy(instances: whole(settings[0], in: text))
        case ("capacity", 1...2):
            return try CapacityTablePolicy(
                hold: whole(settings[0], in: text), headroom: settings.count > 1 ? whole(settings[1], in: text) : 0)
        case ("calendar", 2): return try calendar(settings, in: text)
        case ("predictive", 2...3):
            return try PredictivePolicy(
                window: whole(settings[1], in: text), forecast: forecast(settings[0], in: text),
                level: settings.count > 2 ? real(settings[2], in: text) : 0.9)
        case ("seasonal-naive", 1):
            return try PredictivePolicy(
                window: whole(settings[0], in: text), forecast: WeeklyNaiveForecast(trace), keepsCurrentNeed: true, name: text)
        case ("seasonal-quantile", 3):
            let level = try real(settings[2], in: text)
            return try PredictivePolicy(
                window: whole(settings[0], in: text),
                forecast: SeasonalQuantileForecast(trace, weeks: whole(settings[1], in: text), level: level), level: level,
                keepsCurrentNeed: true, name: text)
        case ("fallback", 2...4):
            return try FallbackPolicy(
                window: whole(settings[1], in: text), forecast: forecast(settings[0], in: text),
                level: settings.count > 2 ? real(settings[2], in: text) : 0.9, hold: settings.count > 3 ? whole(settings[3], in: text) : 20)
        case ("cost-aware", 0...1):
            return try CostAwarePolicy(headroom: settings.isEmpty ? 0 : whole(settings[0], in: text))
        default: throw StreamingError.unknownPolicy(text, expected: "one of \(Self.forms.joined(separator: ", "))")
        }
    }

    private func forecast(_ text: String, in policy: String) throws -> any OccupancyForecast {
        switch text {
        case "oracle": return OracleForecast(trace)
        case "weekly-naive": return WeeklyNaiveForecast(trace)
        case "weekly-naive-truncated": return WeeklyNaiveForecast(trace, truncates: true)
        default:
            let quantile = "seasonal-quantile-"
            if text.hasPrefix(quantile), let weeks = Int(text.dropFirst(quantile.count)) {
                return try SeasonalQuantileForecast(trace, weeks: weeks, level: 0.5)
            }
            if text.hasPrefix("file=") { return try OccupancyForecastTable(.file(String(text.dropFirst(5)))) }
            throw StreamingError.unknownPolicy(policy, expected: "a forecast among \(Self.forecasts.joined(separator: ", "))")
        }
    }

    private func calendar(_ settings: [String], in text: String) throws -> CalendarPolicy {
        let times = settings[0].split(separator: "-").compactMap { part -> Int? in
            guard part.count == 4, let clock = Int(part), clock >= 0, clock % 100 < 60 else { return nil }
            return clock / 100 * 60 + clock % 100
        }
        guard times.count == 2, times[0] < times[1] else {
            throw StreamingError.unknownPolicy(text, expected: "times like 0730-1800, the earlier one first")
        }
        return try CalendarPolicy(minutes: times[0]..<times[1], inside: whole(settings[1], in: text))
    }

    private func whole(_ text: String, in policy: String) throws(StreamingError) -> Int {
        guard let value = Int(text) else { throw .unknownPolicy(policy, expected: "a whole number where \"\(text)\" stands") }
        return value
    }

    private func real(_ text: String, in policy: String) throws(StreamingError) -> Double {
        guard let value = Double(text) else { throw .unknownPolicy(policy, expected: "a number where \"\(text)\" stands") }
        return value
    }
}
