/// An inner node of a ``Tree``.
///
/// A numerical node sends a value left when it is at most ``threshold``; what it does with missing values is told by ``missing`` and
/// ``defaultsLeft``. A categorical node sends the categories of its set left and everything else, NaN included, right.
public struct TreeNode: Hashable, Sendable {
    /// What counts as a missing value at a node.
    public enum Missing: UInt8, Hashable, Sendable, CaseIterable {
        /// Nothing; NaN is taken as 0.
        case none = 0
        /// 0 (to within ``zeroThreshold``) and NaN.
        case zero = 1
        /// NaN.
        case nan = 2
    }

    /// Values of at most this size are 0 where 0 is missing: LightGBM's `kZeroThreshold`, which is 10⁻³⁵ in single precision.
    public static let zeroThreshold = 1.0000000180025095e-35

    /// Column of the rows that it looks at.
    public var feature: Int32
    /// Child of rows that go left: a node, or `~leaf`.
    public var left: Int32
    /// Child of rows that go right: a node, or `~leaf`.
    public var right: Int32
    /// Largest value that goes left. Not used by categorical nodes.
    public var threshold: Double
    /// The words of ``Tree/categoryWords`` that hold the set of a categorical node; `nil` for numerical nodes.
    private var categoryRange: Range<Int32>?
    /// What counts as missing. Not used by categorical nodes.
    public var missing: Missing
    /// Whether missing values go left. Not used by categorical nodes.
    public var defaultsLeft: Bool
    /// Gain of the split in the objective, 0 when not known.
    public var gain: Double
    /// Value that the node would have as a leaf, learning rate included; 0 when not known.
    public var value: Double
    /// Rows of the training data that reached it, 0 when not known.
    public var count: Int
    /// Sum of their second derivatives, 0 when not known.
    public var weight: Double

    /// Makes a numerical node.
    public init(
        feature: Int32, threshold: Double, missing: Missing = .none, defaultsLeft: Bool = false, left: Int32, right: Int32,
        gain: Double = 0, value: Double = 0, count: Int = 0, weight: Double = 0
    ) {
        (self.feature, self.left, self.right, self.threshold) = (feature, left, right, threshold)
        (self.missing, self.defaultsLeft) = (missing, defaultsLeft)
        (self.gain, self.value, self.count, self.weight) = (gain, value, count, weight)
    }

    /// Makes a categorical node, whose `categories` are words of the tree's ``Tree/categoryWords``. What counted as missing in training is
    /// kept for others to read, it changes no decision.
    public init(
        feature: Int32, categories: Range<Int32>, missing: Missing = .none, left: Int32, right: Int32, gain: Double = 0, value: Double = 0,
        count: Int = 0, weight: Double = 0
    ) {
        self.init(
            feature: feature, threshold: 0, missing: missing, left: left, right: right, gain: gain, value: value, count: count,
            weight: weight)
        categoryRange = categories
    }

    /// Whether it looks a category up instead of comparing a number.
    public var isCategorical: Bool { categoryRange != nil }

    /// The words of ``Tree/categoryWords`` that hold its set; empty for numerical nodes.
    public var categories: Range<Int32> { categoryRange ?? 0..<0 }
}
