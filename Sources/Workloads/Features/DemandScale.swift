/// How coarsely a window and what came before it are looked at.
///
/// An hour cannot show a day's cycle, nor a fortnight a burst of a minute; so the same features are computed four times. Longer scales end
/// with the window and reach back as far as the series is known, in whole steps of their own: up to a minute (of ``hours``), nine minutes
/// (of ``day``) and 59 minutes (of ``weeks``) before the end of the window are not in them, so that their sums can be kept from window to
/// window.
public enum DemandScale: Int, Sendable, CaseIterable, Codable {
    /// The window itself, minute by minute.
    case minutes
    /// Two or four hours, in steps of two minutes.
    case hours
    /// Six hours to a day, in steps of ten minutes.
    case day
    /// A day to a fortnight, in steps of an hour.
    case weeks

    /// What features at this scale are called, before a point.
    public var name: String {
        switch self {
        case .minutes: "minutes"
        case .hours: "hours"
        case .day: "day"
        case .weeks: "weeks"
        }
    }

    /// Minutes of a step.
    public var step: Int {
        switch self {
        case .minutes: 1
        case .hours: 2
        case .day: 10
        case .weeks: 60
        }
    }

    /// Numbers of steps that may be looked at, ascending: a few only, so that windows can be computed side by side.
    func lengths(_ plan: WindowPlan) -> [Int] {
        switch self {
        case .minutes: [plan.length]
        case .hours: [60, 120]
        case .day: [36, 72, 144]
        case .weeks: [24, 48, 72, 96, 144, 192, 240, 288, 336]
        }
    }
}
