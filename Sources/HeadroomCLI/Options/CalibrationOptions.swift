import ArgumentParser
import Headroom

/// How the intervals of a model are calibrated.
struct CalibrationOptions: ParsableArguments {
    @Option(
        help: """
            How forecasts of the reserved end of the training time correct later ones: sharp (one factor on the quantiles above the median and \
            one below, the narrowest that the data let pass), split (intervals as wide as past errors), scaled (the same in units of the \
            forecast's own spread), cqr (every quantile is shifted by its own errors), scaled-cqr, or none. Naive families stay as they are.
            """)
    var calibration = CalibrationArgument(method: ConformalMethod.sharp)

    @Option(
        help: ArgumentHelp(
            "Targets that are calibrated by themselves: none, clusters:N (kinds of series), hour-of-week.", valueName: "groups"))
    var calibrationGroups = CalibrationGrouping.none

    var configuration: CalibrationConfiguration? {
        calibration.method.map { CalibrationConfiguration(method: $0, grouping: calibrationGroups) }
    }

    mutating func validate() throws {
        guard calibration.method != nil || calibrationGroups == .none else {
            throw ValidationError("--calibration-groups say which targets are calibrated by themselves, but --calibration is none")
        }
    }
}

/// A method of calibration, or `none`.
struct CalibrationArgument: ExpressibleByArgument, Sendable {
    /// `nil` for none.
    let method: ConformalMethod?

    init(method: ConformalMethod?) { self.method = method }

    init?(argument: String) {
        guard argument == "none" || ConformalMethod(rawValue: argument) != nil else { return nil }
        method = ConformalMethod(rawValue: argument)
    }

    var defaultValueDescription: String { method?.rawValue ?? "none" }
    static var allValueStrings: [String] { ConformalMethod.allCases.map(\.rawValue) + ["none"] }
}

extension CalibrationGrouping: ExpressibleByArgument {}
