/// Features of the windows of one series.
public struct WindowFeatures: Sendable {
    /// Which windows.
    public let plan: WindowPlan
    /// Features `[windows, 100]` as ``ArchetypeFeatures/names`` says; NaN where there is no context.
    public internal(set) var rows: [Float]
    /// Events of every window; NaN where a minute is missing.
    public internal(set) var events: [Double]

    /// Number of windows.
    public var count: Int { events.count }

    /// The features of a window.
    public func row(_ window: Int) -> ArraySlice<Float> {
        rows[window * ArchetypeFeatures.names.count..<(window + 1) * ArchetypeFeatures.names.count]
    }

    /// The longest scale that is known of a window.
    public func reach(of window: Int) -> DemandScale { ArchetypeFeatures.reach(of: row(window)) }

    /// The same windows without what came before them.
    public var withoutContext: WindowFeatures {
        var copy = self
        let (width, own) = (ArchetypeFeatures.names.count, ScaleFeature.allCases.count)
        for window in 0..<count {
            for feature in own..<width { copy.rows[window * width + feature] = .nan }
        }
        return copy
    }
}
