/// A factor that cells share: one series of it for every value of a dimension, or one for all cells.
///
/// It makes slices correlate, so that an aggregate does not get smoother and smoother with the number of its cells.
public struct SharedFactor: Hashable, Sendable {
    /// The dimension whose values have a factor each; `nil` is one factor for all cells.
    public var dimension: String?
    /// Size and correlation in time, on the logarithm of the rate.
    public var residual: CellSettings.Residual

    /// Makes a factor.
    public init(dimension: String?, residual: CellSettings.Residual) { (self.dimension, self.residual) = (dimension, residual) }
}
