/// Models on their way from and to LightGBM.
public struct LightGBMFile: Sendable {
    /// Path, for messages.
    public let path: String
    /// The trees.
    public let forest: Forest

    /// Reads a model that LightGBM saved as text, packed by gzip or plain.
    /// - Parameter path: a file; `-` is standard input.
    /// - Throws: `TraceError` when the file cannot be read, ``ForestFileError/notLightGBM(file:_:)`` when it is no sound model.
    public init(path: String) throws {
        let source = ByteSource(path: path)
        self.path = source.name
        let bytes = try source.contents(atMost: LightGBMText.maximumBytes)
        do throws(LightGBMTextError) {
            forest = try LightGBMText.decode(bytes)
        } catch {
            throw ForestFileError.notLightGBM(file: source.name, error)
        }
    }

    /// The text of a model of boosted trees, for LightGBM to load.
    ///
    /// Its predictions are the raw sums of every level `[rows, Q]`, not in order, and in the unit of their origin.
    /// - Parameters:
    ///   - model: a fitted model.
    ///   - name: what errors call it, usually a path.
    /// - Throws: ``ForestFileError``.
    public static func text(of model: any FittedForecaster, name: String) throws(ForestFileError) -> [UInt8] {
        guard let trees = (model.uncalibrated as? FittedGBT)?.trees else { throw .noTrees(file: name, family: model.name) }
        guard let forest = trees.first, trees.count == 1 else { throw .severalForests(file: name, count: trees.count) }
        do throws(LightGBMTextError) {
            return try LightGBMText.encode(forest)
        } catch {
            throw .notLightGBM(file: name, error)
        }
    }

    /// Names of the values of a prediction: `prediction`, `class_0`…, `q0.1`…, or `output_0`….
    public var outputNames: [String] {
        guard forest.outputs > 1 else { return ["prediction"] }
        switch forest.objective {
        case .quantiles(let levels): return levels.map { "q\($0)" }
        case .multiclass, .oneVersusAll: return (0..<forest.outputs).map { "class_\($0)" }
        default: return (0..<forest.outputs).map { "output_\($0)" }
        }
    }

    /// Predictions of every row of a table, as CSV with a header: what LightGBM's `predict` returns for the same rows in double precision.
    /// - Parameters:
    ///   - path: a table with a column for every feature, empty where missing; categories by their numbers. `-` is standard input.
    ///   - compute: where it is computed.
    /// - Throws: `TraceError` for a table that is not sound or lacks a feature, ``ForestFileError/notCompiled(file:_:)``.
    public func predictions(of path: String, compute: Compute = .best) throws -> [UInt8] {
        let table = try NumberTable(forest.featureNames, from: ByteSource(path: path))
        let sums = try rawScores(of: table, compute: compute)
        var text = Array((outputNames.joined(separator: ",") + "\n").utf8)
        text.reserveCapacity(text.count + sums.count * 20)
        let width = forest.outputs
        var row = [Double](repeating: 0, count: width)
        for first in stride(from: 0, to: sums.count, by: width) {
            for k in 0..<width { row[k] = sums[first + k] }
            forest.finishPrediction(&row)
            text += row.map { $0.isNaN ? "" : "\($0)" }.joined(separator: ",").utf8
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    /// Raw sums `[rows, outputs]` in the order of the trees.
    private func rawScores(of table: NumberTable, compute: Compute) throws(ForestFileError) -> [Double] {
        let compiled: CompiledForest
        do throws(ForestCompilationError) {
            compiled = try CompiledForest(forest, kernels: Kernels(compute.instructionSet))
        } catch {
            throw .notCompiled(file: path, error)
        }
        let (width, outputs) = (forest.featureCount, forest.outputs)
        let singles = table.values.map { Float($0) }
        var sums = [Double](repeating: 0, count: table.rows * outputs)
        compiled.rawScores(rows: singles, count: table.rows, into: &sums, threads: compute.threads)
        // Rounding to single precision can carry a value over a threshold: such rows walk the trees as they are.
        table.values.withUnsafeBufferPointer { values in
            sums.withUnsafeMutableBufferPointer { sums in
                for row in 0..<table.rows {
                    let cells = row * width..<(row + 1) * width
                    guard cells.contains(where: { !values[$0].isNaN && Double(singles[$0]) != values[$0] }) else { continue }
                    let out = sums.baseAddress! + row * outputs
                    out.update(repeating: 0, count: outputs)
                    forest.addRawScores(of: values.baseAddress! + row * width, to: out)
                }
            }
        }
        return sums
    }
}
