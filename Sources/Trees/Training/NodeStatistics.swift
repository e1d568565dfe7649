import Tensors

/// What the rows of a node add up to, and what a split of them is worth: the part of growing trees that depends on the kind of objective.
protocol NodeStatistics: AnyObject, Sendable {
    /// Number of a histogram.
    associatedtype Number
    /// Sums of a node.
    associatedtype Sums: Sendable

    /// Numbers of a bin in a histogram.
    var numbersPerBin: Int { get }
    /// Bytes of a feature's narrow sums.
    var narrowBytes: Int { get }
    /// Most rows that narrow sums can hold.
    var narrowRows: Int { get }

    /// Pairs of gradient and hessian of all rows `[N, 2]`, where rows have those.
    var gradients: UnsafeMutablePointer<Float>? { get }
    /// Takes new scores of some rows: what rows add to sums depends on them.
    func update(_ rows: Range<Int>, _ scores: ScoreTable)
    /// Makes what the next tree needs from the scores, where that is not the same for all trees of a round.
    func begin(output: Int, team: ThreadTeam)
    /// Makes what sums are made of, after rows have been chosen.
    /// - Parameter draw: number of the tree, for random choices.
    /// - Returns: whether it is finite.
    func round(draw: Int, team: ThreadTeam) -> Bool

    /// Adds rows to narrow sums of neighbouring features.
    func add(_ rows: RowSlice, bins: UnsafePointer<UInt8>, stride: Int, features: Int, to narrow: UnsafeMutableRawPointer)
    /// Moves the narrow sums of a feature to its histogram.
    func move(_ narrow: UnsafeMutableRawPointer, bins: Int, to histogram: UnsafeMutablePointer<Number>)
    /// Takes a child's numbers from its parent's.
    func subtract(_ parent: UnsafeMutablePointer<Number>, _ child: UnsafePointer<Number>, count: Int)

    /// Adds the numbers of other rows.
    func merge(_ numbers: UnsafeMutablePointer<Number>, _ others: UnsafePointer<Number>, count: Int)

    /// The sums of one bin.
    func sums(_ bin: UnsafePointer<Number>) -> Sums
    /// Sum and difference.
    func add(_ a: Sums, _ b: Sums) -> Sums
    func subtract(_ a: Sums, _ b: Sums) -> Sums
    /// The best threshold of a numerical feature.
    func split(_ histogram: UnsafePointer<Number>, bins: Int, hasMissing: Bool, of node: NodeState<Sums>, monotone: Int) -> NumericalSplit<
        Sums
    >?
    /// Gain of a leaf with these sums.
    func gain(_ sums: Sums, of node: NodeState<Sums>, extraL2: Double) -> Double
    /// Whether a side may have these sums, as far as they tell.
    func isAllowed(_ sums: Sums, of node: NodeState<Sums>) -> Bool
    /// Rows of a side, estimated where the sums do not hold them.
    func rows(_ sums: Sums, of node: NodeState<Sums>) -> Double
    /// What categories are ordered by.
    func order(_ sums: Sums, smoothing: Double) -> Double
    /// Values of a node, one for each output that a tree has.
    func values(_ sums: Sums, of node: NodeState<Sums>) -> [Double]
    /// Sums of a leaf for its values: those that chose its split, or more exact ones.
    func leafSums(_ node: NodeState<Sums>) -> Sums
    /// Sum of second derivatives.
    func weight(_ sums: Sums) -> Double
}

/// A node while a tree grows.
struct NodeState<Sums: Sendable>: Sendable {
    var sums: Sums
    var rows: NodeRows
    var depth = 0
    /// Bounds of its values, for monotone constraints: one pair for each value of a leaf, or none.
    var lower: [Double] = []
    var upper: [Double] = []

    init(sums: Sums, rows: NodeRows) { (self.sums, self.rows) = (sums, rows) }

    var count: Int { rows.count }
}

/// A threshold and what goes left of it.
struct NumericalSplit<Sums: Sendable>: Sendable {
    var gain: Double
    /// Bins 1...bin go left.
    var bin: Int
    var missingLeft: Bool
    var left: Sums
}
