/// What can be wrong when workloads are classified.
public enum WorkloadsError: Error, Equatable, Sendable {
    /// Windows of this length have no features.
    case unsuitableWindow(length: Int)
    /// A classifier was trained for windows of another length.
    case otherWindow(length: Int, trained: Int)
    /// A class has no rows to learn from, or to calibrate on.
    case missingClass(String, stage: String)
    /// A series of the training data has no class.
    case unlabelled(series: String)
    /// A table of classes names one that there is not.
    case unknownClass(String, series: String)
    /// The steps of a trace are no minutes.
    case notByMinute(series: String, step: String)
    /// A setting is out of range.
    case invalidSetting(String)
    /// The trees could not be trained.
    case training(String)
}

extension WorkloadsError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, what to do.
    public var description: String {
        switch self {
        case .unsuitableWindow(let length):
            "windows have a length that is a multiple of 12 minutes from 24 to 1440, found \(length)"
        case .otherWindow(let length, let trained):
            "the classifier was trained for windows of \(trained) minutes, found \(length); train another one or leave the length out"
        case .missingClass(let name, let stage):
            "every class needs functions in every part of the training data, but there is no window of \(name) for the \(stage); give more "
                + "series"
        case .unlabelled(let series): "series \(series) has no class; give every series a row unique_id,class in the table of truths"
        case .unknownClass(let name, let series):
            "the class of \(series) is \(name), expected one of \(Archetype.allCases.map(\.rawValue).joined(separator: ", "))"
        case .notByMinute(let series, let step):
            "archetypes are told from counts per minute, but \(series) has a step of \(step); bin the events with --bin 1m"
        case .invalidSetting(let text), .training(let text): text
        }
    }
}
