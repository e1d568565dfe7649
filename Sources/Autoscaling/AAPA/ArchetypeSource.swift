public import Workloads

/// Where a policy learns what its workload is.
public enum ArchetypeSource: Sendable {
    /// It is told, once and for all; with the confidence that ``ConfidenceHedge`` acts on.
    case given(Archetype, confidence: Double = 1)
    /// From the demand that it measures, and what it knows of the time before, as the minutes come in: eight microseconds a minute.
    case classified(by: ArchetypeClassifier)
    /// From windows that were classified beforehand; each counts from its end on.
    case schedule(ArchetypeSchedule)
}
