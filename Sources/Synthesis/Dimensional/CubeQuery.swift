/// What is asked of a data set: which metrics, over which cells, by which dimensions.
public struct CubeQuery: Hashable, Sendable {
    /// Names of metrics, drawn or computed; empty is all of them.
    public var metrics: [String]
    /// Dimensions to group by; `nil` is all of them: single cells.
    public var by: [String]?
    /// Cells that count.
    public var filter: CellFilter

    /// Makes a query.
    public init(metrics: [String] = [], by: [String]? = nil, filter: CellFilter = .all) {
        (self.metrics, self.by, self.filter) = (metrics, by, filter)
    }
}
