import Tensors
import Traces

/// One drawn metric with everything that can be worked out before the first value.
struct CompiledMetric: Sendable {
    let metric: CubeMetric
    let diagram: CellDiagram
    let levels: [Int]
    let rates: RateModel
    /// Incidents that change reports instead of rates, and which classes they touch.
    let reports: [(incident: Incident, touches: [Bool])]
    /// Class of every cell; empty when there are too many cells to look at.
    private(set) var classOfCell: [Int32] = []
    /// Product of the weights of every cell and of the factors of its class.
    private(set) var weightOfCell: [Double] = []
    /// Rate a nanosecond of a cell of weight 1.
    let rate: Double
    /// Bits of the name, which the names of cells are extended by.
    let nameBits: UInt64
    /// Whether any class has a residual of its own.
    let hasResidual: Bool

    init(
        _ metric: CubeMetric, _ configuration: DimensionalConfiguration, grid: TimeGrid, incidents: [Incident], valueKeys: [[UInt64]],
        key: StreamKey
    ) throws(SynthesisError) {
        self.metric = metric
        // Weaker settings first: what comes later wins.
        let overrides = metric.overrides.enumerated().sorted {
            ($0.element.filter.specificity, $0.offset) < ($1.element.filter.specificity, $1.offset)
        }.map(\.element)
        let own = incidents.filter { $0.metrics?.contains(metric.name) ?? true }
        var filters = configuration.excluded + configuration.only
        let (excluded, only) = (0..<configuration.excluded.count, configuration.excluded.count..<filters.count)
        let firstInteraction = filters.count
        filters += configuration.interactions.map(\.filter)
        let firstOverride = filters.count
        filters += overrides.map(\.filter)
        let firstEvent = filters.count
        filters += configuration.events.map(\.filter)
        let firstIncident = filters.count
        filters += own.map(\.filter)
        var diagram = try CellDiagram(configuration, filters: filters, excluded: excluded, only: only, valueKeys: valueKeys, key: key)
        levels = diagram.levels

        let years =
            CalendarDate(daysSinceEpoch: configuration.firstDay.daysSinceEpoch).components
            .year...CalendarDate(
                daysSinceEpoch: configuration.firstDay.daysSinceEpoch + configuration.days
            ).components.year
        let starts = configuration.events.map { $0.starts(years: years) }
        let classes = diagram.classes.map { matches in
            var cellClass = RateModel.CellClass(zone: configuration.zone)
            cellClass.apply(metric.settings)
            for (number, interaction) in configuration.interactions.enumerated() where matches[firstInteraction + number] {
                cellClass.factor *= interaction.factor
            }
            for (number, override) in overrides.enumerated() where matches[firstOverride + number] { cellClass.apply(override.settings) }
            cellClass.events = configuration.events.indices.filter { matches[firstEvent + $0] }
                .map { (configuration.events[$0], starts[$0]) }
            cellClass.incidents = own.indices.filter { matches[firstIncident + $0] }
            return cellClass
        }
        if configuration.fitsMargins {
            diagram.fitMargins(classes.map(\.factor), levels: levels, targets: configuration.dimensions.map { $0.values.map(\.weight) })
        }
        self.diagram = diagram
        rates = RateModel(grid: grid, composition: metric.composition, classes: classes, incidents: own)
        reports = own.indices.filter { !own[$0].kind.changesRate }.map { number in
            (own[number], classes.map { $0.incidents.contains(number) })
        }
        hasResidual = classes.contains { ($0.residual?.scale ?? 0) > 0 }
        nameBits = StreamKey.bits(of: metric.name)
        let per = Double(metric.per ?? configuration.granularity.nominalNanoseconds)
        switch metric.level {
        case .base(let level): rate = level / per
        case .total(let level):
            let sums = diagram.sums(classes.map(\.factor), levels: levels)
            let weights = sums.isEmpty ? 0 : sums[sums.count - 1]
            rate = weights > 0 ? level / per / weights : 0
        }
        if let root = diagram.root, diagram.cells[root] <= CellDiagram.limit { listCells(root) }
    }

    private mutating func listCells(_ root: Int) {
        classOfCell.reserveCapacity(diagram.cells[root])
        weightOfCell.reserveCapacity(diagram.cells[root])
        func visit(_ node: Int, _ weight: Double) {
            let cellClass = diagram.classOfNode[node]
            if cellClass >= 0 {
                classOfCell.append(cellClass)
                weightOfCell.append(weight * rates.classes[Int(cellClass)].factor)
                return
            }
            for edge in diagram.edges[diagram.edgeRange[node]] { visit(Int(edge.child), weight * edge.weight) }
        }
        visit(root, 1)
    }
}
