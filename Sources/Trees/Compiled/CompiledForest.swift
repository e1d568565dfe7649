public import Tensors

/// A forest laid out for fast evaluation: the same leaves for every row of floats, with vector instructions.
///
/// Immutable and shared by threads; a prediction takes no lock and no memory.
///
/// A value is looked up once among all thresholds of its feature, and nodes then compare small whole numbers. A row alone is answered by
/// comparing up to 31 nodes of a tree at once and picking the leaf whose whole path agrees; many rows by evaluating every node for 64
/// rows at once. See `CKernels/include/ckernels.h`, "Compiled forests".
public final class CompiledForest: Sendable {
    /// Columns of a row `[D]`.
    public let featureCount: Int
    /// Sums of a row.
    public let outputs: Int
    /// Number of trees.
    public let treeCount: Int

    /// Consecutive trees, each with keys of their own.
    private let parts: [PackedForest]
    /// Compiles a forest.
    /// - Parameters:
    ///   - forest: trees that keep their rules: a child after its parent, features within the row, categories within their words.
    ///   - kernels: the kernels that will evaluate it.
    /// - Throws: ``ForestCompilationError`` when a tree cannot be laid out.
    public init(_ forest: Forest, kernels: Kernels = .best) throws(ForestCompilationError) {
        (featureCount, outputs, treeCount) = (forest.featureCount, forest.outputs, forest.trees.count)
        for (index, tree) in forest.trees.enumerated() {
            precondition(
                tree.leafValues.count == tree.leafCount * tree.width && (tree.width == 1 || tree.width == outputs),
                "tree \(index) has \(tree.leafValues.count) values for \(tree.leafCount) leaves and \(outputs) outputs")
            precondition(
                tree.nodes.allSatisfy { 0 <= $0.feature && Int($0.feature) < forest.featureCount },
                "tree \(index) asks for a column that rows of \(forest.featureCount) do not have")
            if let node = tree.nodes.firstIndex(where: { $0.threshold.isNaN }) {
                throw .thresholdIsNaN(tree: index, node: node)
            }
        }
        parts = try Self.pack(forest, forest.trees.indices).map { PackedForest($0, kernels: kernels) }
    }

    /// Rows that are one piece of work for a thread: what a core keeps near.
    private static let rowsOfPiece = 512

    /// Sums of a row in double precision, in the order of the trees.
    ///
    /// They are bit for bit those of ``Forest/addRawScores(of:to:)`` from 0; ``Forest/finishPrediction(_:)`` makes predictions of them.
    /// - Parameters:
    ///   - row: values `[D]`; NaN where missing.
    ///   - out: sums `[outputs]`, written.
    public func rawScores(of row: UnsafePointer<Float>, into out: UnsafeMutablePointer<Double>) {
        score(row, rows: 1, stride: featureCount, into: out)
    }

    /// Sums of a row in single precision: leaves' values rounded to float, added in float in the order of the trees.
    ///
    /// With n trees and ε = 2⁻²⁴ it is within `(n + 1)·ε·Σ|value| / (1 − (n + 1)·ε)` of the exact result, as long as nothing leaves the range
    /// of normal floats. The bits are the same alone or among others.
    /// - Parameters:
    ///   - row: values `[D]`; NaN where missing.
    ///   - out: sums `[outputs]`, written.
    public func rawScores(of row: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>) {
        score(row, rows: 1, stride: featureCount, into: out)
    }

    /// Sums of many rows in double precision, each as if it were alone.
    ///
    /// - Parameters:
    ///   - rows: values `[count, D]`; NaN where missing.
    ///   - count: number of rows, `≥ 0`.
    ///   - stride: floats from row to row; `nil` for D.
    ///   - out: sums `[count, outputs]`, written.
    ///   - threads: most threads to use, `≥ 1`.
    public func rawScores(
        rows: UnsafePointer<Float>, count: Int, stride: Int? = nil, into out: UnsafeMutablePointer<Double>, threads: Int = 1
    ) {
        forEachPiece(of: rows, count: count, stride: stride ?? featureCount, threads: threads, out) { x, rows, stride, out in
            self.score(x, rows: rows, stride: stride, into: out)
        }
    }

    /// Sums of many rows in single precision, each as if it were alone; parameters as in double precision.
    public func rawScores(
        rows: UnsafePointer<Float>, count: Int, stride: Int? = nil, into out: UnsafeMutablePointer<Float>, threads: Int = 1
    ) {
        forEachPiece(of: rows, count: count, stride: stride ?? featureCount, threads: threads, out) { x, rows, stride, out in
            self.score(x, rows: rows, stride: stride, into: out)
        }
    }

    private func score(_ x: UnsafePointer<Float>, rows: Int, stride: Int, into out: UnsafeMutablePointer<Double>) {
        out.update(repeating: 0, count: rows * outputs)
        for part in parts { part.addValues(to: out, of: x, rows: rows, stride: stride) }
    }

    private func score(_ x: UnsafePointer<Float>, rows: Int, stride: Int, into out: UnsafeMutablePointer<Float>) {
        out.update(repeating: 0, count: rows * outputs)
        for part in parts { part.addRoundedValues(to: out, of: x, rows: rows, stride: stride) }
    }

    /// Calls `body` for pieces of the rows: first row, rows, stride, where their sums go.
    private func forEachPiece<Sum>(
        of rows: UnsafePointer<Float>, count: Int, stride: Int, threads: Int, _ out: UnsafeMutablePointer<Sum>,
        _ body: @Sendable (UnsafePointer<Float>, Int, Int, UnsafeMutablePointer<Sum>) -> Void
    ) {
        precondition(count >= 0 && stride >= featureCount, "rows of \(featureCount) columns, \(stride) floats apart")
        nonisolated(unsafe) let (rows, out) = (rows, out)
        Parallel.forEach((count + Self.rowsOfPiece - 1) / Self.rowsOfPiece, threads: threads) { piece in
            let first = piece * Self.rowsOfPiece
            body(rows + first * stride, min(Self.rowsOfPiece, count - first), stride, out + first * outputs)
        }
    }
}
