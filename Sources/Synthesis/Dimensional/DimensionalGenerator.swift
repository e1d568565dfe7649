import Tensors
import Traces

/// Makes a dimensional data set, any part of it alone.
///
/// A value is a function of seed, data set, metric, cell and time: any range of time, any slice, on any number of threads, gives the bits
/// that a full run gives there. Values are made bucket by bucket and never kept.
public final class DimensionalGenerator: Sendable {
    /// The recipe.
    public let configuration: DimensionalConfiguration
    /// The buckets.
    public let grid: TimeGrid
    /// What was injected: the labels.
    public let incidents: [Incident]

    let metrics: [CompiledMetric]
    /// The cells one by one; `nil` when they are too many for that.
    let cells: CellTable?
    let key: StreamKey
    let valueKeys: [[UInt64]]

    /// Works out everything that does not depend on time.
    /// - Throws: ``SynthesisError`` when the recipe is wrong, or needs cells one by one and has too many.
    public init(_ configuration: DimensionalConfiguration) throws(SynthesisError) {
        try configuration.validate()
        self.configuration = configuration
        grid = try TimeGrid(
            firstDay: configuration.firstDay, days: configuration.days, granularity: configuration.granularity, zone: configuration.zone)
        let key = StreamKey(seed: configuration.seed).appending(configuration.name)
        self.key = key
        let valueKeys = configuration.dimensions.map { dimension in
            dimension.values.map { StreamKey.bits(of: dimension.name + "=" + $0.name) }
        }
        self.valueKeys = valueKeys
        incidents = IncidentSchedule.incidents(configuration.incidents, grid: grid, dimensions: configuration.dimensions, key: key)
        if configuration.density < 1, configuration.possibleCells > 64 * Double(CellDiagram.limit) {
            throw .tooManyCells(
                count: configuration.possibleCells, limit: 64 * CellDiagram.limit,
                reason: "a density below 1 asks every possible cell whether it exists; give exclude and only patterns instead")
        }
        var metrics: [CompiledMetric] = []
        for metric in configuration.metrics {
            metrics.append(
                try CompiledMetric(
                    metric, configuration, grid: grid, incidents: incidents, valueKeys: valueKeys, key: key.appending("exists")))
        }
        self.metrics = metrics
        let diagram = metrics[0].diagram
        guard let root = diagram.root else {
            throw .outOfRange(parameter: "cells", expected: "at least one that exists", found: "none; look at exclude, only and density")
        }
        let isListed = diagram.cells[root] <= CellDiagram.limit
        cells = isListed ? CellTable(diagram, valueKeys: valueKeys, key: key) : nil
        for metric in metrics where metric.metric.drawing == .independent && !isListed {
            throw .tooManyCells(
                count: Double(diagram.cells[root]), limit: CellDiagram.limit,
                reason: "metric \(metric.metric.name) draws every cell by itself; write `cells: split` to share out totals instead")
        }
        for metric in metrics where metric.hasResidual && diagram.cells[root] > 100_000 {
            throw .tooManyCells(
                count: Double(diagram.cells[root]), limit: 100_000,
                reason: "metric \(metric.metric.name) has a residual in every cell, which needs a history each; use shared factors")
        }
    }

    /// Number of cells that exist.
    public var cellCount: Int { metrics[0].diagram.root.map { metrics[0].diagram.cells[$0] } ?? 0 }

    /// Nodes of the diagram of the first metric: how many situations there are.
    public var diagramSize: Int { metrics[0].diagram.edgeRange.count }

    /// Names of a cell's values, by dimension.
    /// - Precondition: cells are few enough to be listed (`cellCount ≤ 2²⁰`).
    public func cell(_ number: Int) -> [String] {
        guard let cells else { preconditionFailure("\(cellCount) cells are not listed") }
        return configuration.dimensions.indices.map { configuration.dimensions[$0].values[cells.value(of: number, in: $0)].name }
    }

    func position(of metric: String) -> Int? { metrics.firstIndex { $0.metric.name == metric } }

    /// Buckets that are worked on together: those of one block of the autoregressions, or a few.
    var blockLength: Int {
        let isRecursive = metrics.contains(where: \.hasResidual) || !configuration.factors.isEmpty
        return isRecursive ? AutoregressiveBlock.length : (cellCount > 100_000 ? 4 : 16)
    }

    /// Runs of buckets of one block each.
    func blocks(of buckets: Range<Int>) -> [Range<Int>] {
        var blocks: [Range<Int>] = []
        var first = buckets.lowerBound
        while first < buckets.upperBound {
            let offset = ((grid.absoluteIndex(of: first) % blockLength) + blockLength) % blockLength
            let end = min(buckets.upperBound, first + blockLength - offset)
            blocks.append(first..<end)
            first = end
        }
        return blocks
    }
}
