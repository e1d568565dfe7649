import Tensors

/// A query with names turned into positions.
struct QueryPlan: Sendable {
    enum Column: Sendable {
        case drawn(Int)
        case derived(DerivedMetric.Rule, sources: [Int], nameBits: UInt64)
    }

    let dimensions: [Int]
    let names: [String]
    let columns: [Column]
    let groups: [[String]]
    /// Group of every cell, −1 for those that do not count; empty when cells are not looked at.
    let groupOfCell: [Int32]
    /// Number of leading dimensions to share totals out over, when the query needs no cells.
    let prefix: Int?
    /// For a query without cells: group by the number of the first cell below a combination of the leading dimensions.
    let groupOfFirstCell: [Int: Int]

    init(_ query: CubeQuery, _ generator: DimensionalGenerator) throws(SynthesisError) {
        let configuration = generator.configuration
        try query.filter.validate(against: configuration.dimensions)
        let known = configuration.dimensions.map(\.name)
        var dimensions: [Int] = []
        for name in query.by ?? known {
            guard let position = known.firstIndex(of: name) else { throw .unknownName(name, of: "dimension", known: known) }
            if !dimensions.contains(position) { dimensions.append(position) }
        }
        dimensions.sort()
        self.dimensions = dimensions
        let all = configuration.metrics.map(\.name) + configuration.derived.map(\.name)
        names = query.metrics.isEmpty ? all : query.metrics
        var columns: [Column] = []
        for name in names {
            if let position = generator.position(of: name) {
                columns.append(.drawn(position))
            } else if let derived = configuration.derived.first(where: { $0.name == name }) {
                columns.append(
                    .derived(derived.rule, sources: derived.sources.compactMap(generator.position), nameBits: StreamKey.bits(of: name)))
            } else {
                throw .unknownName(name, of: "metric", known: all)
            }
        }
        self.columns = columns
        let isPrefix =
            dimensions == Array(0..<dimensions.count)
            && query.filter.patterns.keys.allSatisfy { name in
                dimensions.contains { known[$0] == name }
            }
        let areSplit = columns.allSatisfy {
            if case .drawn(let position) = $0 {
                generator.metrics[position].metric.drawing == .split && generator.metrics[position].metric.source == .rate
            } else {
                false
            }
        }
        // Single cells that are listed are cheaper from the list.
        let needsNoCells = generator.cells == nil || dimensions.count < known.count
        prefix = isPrefix && areSplit && needsNoCells ? dimensions.count : nil
        var groups: [[String]] = []
        if prefix != nil {
            var firstCells: [Int: Int] = [:]
            let diagram = generator.metrics[0].diagram
            func visit(_ node: Int, _ path: [Int], _ cell: Int) {
                if path.count == dimensions.count {
                    let values = path.indices.map { configuration.dimensions[$0].values[path[$0]].name }
                    guard zip(known, values).allSatisfy({ query.filter.accepts($1, of: $0) }) else { return }
                    firstCells[cell] = groups.count
                    groups.append(values)
                    return
                }
                for edge in diagram.edges[diagram.edgeRange[node]] where groups.count <= CellDiagram.limit {
                    visit(Int(edge.child), path + [Int(edge.value)], cell + edge.cellsBefore)
                }
            }
            if let root = diagram.root { visit(root, [], 0) }
            guard groups.count <= CellDiagram.limit else {
                throw .tooManyCells(
                    count: Double(generator.cellCount), limit: CellDiagram.limit, reason: "group by fewer dimensions")
            }
            (self.groups, groupOfFirstCell, groupOfCell) = (groups, firstCells, [])
            return
        }
        guard let cells = generator.cells else {
            throw .tooManyCells(
                count: Double(generator.cellCount), limit: CellDiagram.limit,
                reason: "only the leading dimensions in their order (\(known.joined(separator: ", "))) can be grouped by and filtered on, "
                    + "for metrics with `cells: split`; other slices are sums of single cells")
        }
        var numbers: [[Int32]: Int32] = [:]
        var groupOfCell = [Int32](repeating: -1, count: cells.count)
        var accepted: [[Bool]] = []
        for dimension in configuration.dimensions {
            accepted.append(dimension.values.map { query.filter.accepts($0.name, of: dimension.name) })
        }
        var group = [Int32](repeating: 0, count: dimensions.count)
        for cell in 0..<cells.count {
            guard accepted.indices.allSatisfy({ accepted[$0][cells.value(of: cell, in: $0)] }) else { continue }
            if query.by == nil {
                groupOfCell[cell] = Int32(groups.count)
                groups.append(generator.cell(cell))
                continue
            }
            for (place, dimension) in dimensions.enumerated() { group[place] = Int32(cells.value(of: cell, in: dimension)) }
            if numbers[group] == nil {
                numbers[group] = Int32(groups.count)
                groups.append(dimensions.indices.map { configuration.dimensions[dimensions[$0]].values[Int(group[$0])].name })
            }
            groupOfCell[cell] = numbers[group]!
        }
        (self.groups, self.groupOfCell, groupOfFirstCell) = (groups, groupOfCell, [:])
    }
}
