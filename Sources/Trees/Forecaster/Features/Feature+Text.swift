extension Feature: LosslessStringConvertible, Codable {
    /// Features that are a word.
    private static let words: [String: Feature] = [
        "zero_share": .zeroShare, "distinct": .distinct, "since_nonzero": .sinceNonZero, "change_size": .changeSize,
        "log_scale": .logScale, "location_by_scale": .locationByScale, "step": .step, "second_of_day": .secondOfDay, "hour": .hour,
        "weekday": .weekday, "holiday": .holiday,
    ]

    /// Features that are a word and a number.
    private static let numbered: [(prefix: String, make: @Sendable (Int) -> Feature)] = [
        ("lag_", Feature.lag), ("difference_", Feature.difference), ("smoothed_", Feature.smoothed),
        ("last_minus_smoothed_", Feature.lastMinusSmoothed), ("level_before_", Feature.levelBefore), ("phase_", Feature.phase),
    ]

    /// Features that are a word and a window.
    private static let windowed: [(prefix: String, make: @Sendable (Window) -> Feature)] = [
        ("mean_", Feature.mean), ("deviation_", Feature.deviation), ("min_", Feature.smallest), ("max_", Feature.largest),
    ]

    /// Some of each form, for messages and help.
    public static let examples =
        "lag_24, difference_1, mean_24, deviation_24, min_24, max_24, mean_24_before_24, quantile_0.9_168, smoothed_16, "
        + "cycle_24_back_1, since_nonzero, zero_share, hour, weekday, holiday"

    /// Reads the name of a column.
    public init?(_ text: String) {
        if let word = Self.words[text] { self = word; return }
        for (prefix, make) in Self.numbered where text.hasPrefix(prefix) {
            guard let number = Self.number(text.dropFirst(prefix.count)) else { continue }
            self = make(number)
            return
        }
        for (prefix, make) in Self.windowed where text.hasPrefix(prefix) {
            guard let window = Self.window(text.dropFirst(prefix.count)) else { return nil }
            self = make(window)
            return
        }
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        switch parts.first {
        case "quantile" where parts.count >= 2:
            guard let level = Float(parts[1]), level > 0, level < 1 else { return nil }
            if parts.count == 2 { self = .quantile(level, nil); return }
            guard let window = Self.window(parts[2]) else { return nil }
            self = .quantile(level, window)
        case "cycle" where parts.count == 3:
            guard let cycle = Self.number(parts[1]), let part = CyclePart(rawValue: String(parts[2])) else { return nil }
            self = .cycle(cycle, part)
        default: return nil
        }
    }

    /// The name of its column.
    public var description: String {
        switch self {
        case .lag(let steps): "lag_\(steps)"
        case .difference(let steps): "difference_\(steps)"
        case .mean(let window): "mean_\(window)"
        case .deviation(let window): "deviation_\(window)"
        case .smallest(let window): "min_\(window)"
        case .largest(let window): "max_\(window)"
        case .quantile(let level, let window): "quantile_\(level)" + (window.map { "_\($0)" } ?? "")
        case .smoothed(let span): "smoothed_\(span)"
        case .lastMinusSmoothed(let span): "last_minus_smoothed_\(span)"
        case .levelBefore(let steps): "level_before_\(steps)"
        case .cycle(let cycle, let part): "cycle_\(cycle)_\(part.rawValue)"
        case .phase(let cycle): "phase_\(cycle)"
        case .zeroShare, .distinct, .sinceNonZero, .changeSize, .logScale, .locationByScale, .step, .secondOfDay, .hour, .weekday,
            .holiday:
            Self.words.first { $0.value == self }?.key ?? ""
        }
    }

    /// Reads a name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let feature = Feature(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "there is no feature \(text)")
        }
        self = feature
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// Digits alone: no sign, and no zeros before them, so that a feature has one name.
    private static func number(_ text: some StringProtocol) -> Int? {
        guard let first = text.utf8.first, (49...57).contains(first), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    private static func window(_ text: some StringProtocol) -> Window? {
        if let length = number(text) { return Window(length) }
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "before", let length = number(parts[0]), let before = number(parts[2]), before > 1 else {
            return nil
        }
        return Window(length, before: before)
    }
}

extension Feature.Window: CustomStringConvertible {
    /// `24`, `24_before_24`.
    public var description: String { before == 1 ? "\(length)" : "\(length)_before_\(before)" }
}
