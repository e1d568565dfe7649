/// How a fitted model is calibrated.
public struct CalibrationConfiguration: Sendable, Hashable, Codable {
    /// How errors become corrections.
    public var method: ConformalMethod
    /// Which targets have a correction of their own.
    public var grouping: CalibrationGrouping

    /// Makes a configuration; the default is ``ConformalMethod/sharp`` for all targets alike.
    public init(method: ConformalMethod = .sharp, grouping: CalibrationGrouping = .none) {
        (self.method, self.grouping) = (method, grouping)
    }
}

/// Mondrian groups: sets of targets that are calibrated by themselves, so that coverage holds in each (Vovk, "Conditional validity of
/// inductive conformal predictors", ACML 2012).
public enum CalibrationGrouping: Sendable, Hashable, Codable {
    /// All targets alike.
    case none
    /// So many kinds of series, found by their size, share of zeros and roughness; a series never seen before belongs to the nearest kind.
    case clusters(Int)
    /// The hour of the week of the target, or of the day where weekdays mean nothing.
    case hourOfWeek

    /// How many kinds of series may be asked for.
    static let clusterCounts = 2...64
}

extension CalibrationGrouping: CustomStringConvertible, LosslessStringConvertible {
    /// As the command line writes it: `none`, `clusters:4`, `hour-of-week`.
    public var description: String {
        switch self {
        case .none: "none"
        case .clusters(let count): "clusters:\(count)"
        case .hourOfWeek: "hour-of-week"
        }
    }

    /// Reads what ``description`` writes; `clusters` alone are four. `nil` for anything else, and for fewer than 2 or more than 64 kinds.
    public init?(_ text: String) {
        switch text {
        case "none": self = .none
        case "clusters": self = .clusters(4)
        case "hour-of-week": self = .hourOfWeek
        default:
            guard text.hasPrefix("clusters:"), let count = Int(text.dropFirst(9)), Self.clusterCounts.contains(count) else { return nil }
            self = .clusters(count)
        }
    }
}
