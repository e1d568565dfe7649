/// Settings for the cells that match a filter.
public struct CellOverride: Hashable, Sendable {
    /// Which cells.
    public var filter: CellFilter
    /// What is set for them.
    public var settings: CellSettings

    /// Makes an override.
    public init(_ filter: CellFilter, _ settings: CellSettings) { (self.filter, self.settings) = (filter, settings) }
}
