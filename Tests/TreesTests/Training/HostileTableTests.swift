import Tensors
import Testing
import Trees

/// Columns that tell nothing, and values that are hardly numbers.
struct HostileTableTests {
    private static let rows = 300

    /// A column to learn from among those that are constant, missing or infinite.
    private static let table: Table = {
        let useful = Samples.table(rows, columns: 1).columns[0]
        let filled = { (value: Float) in [Float](repeating: value, count: rows) }
        let infinite = (0..<rows).map { $0 % 3 == 0 ? Float.infinity : $0 % 3 == 1 ? -.infinity : 0 }
        return Table([filled(7), filled(.nan), useful, infinite, filled(.infinity), filled(0), filled(.nan)], categorical: [5, 6])
    }()

    @Test(arguments: Samples.objectives) func columnsThatTellNothingAreNotSplitOn(objective: BoostingObjective) throws {
        for threads in [1, 2] {
            let forest = try Samples.configuration(objective, rounds: 4).train(
                Self.table, Samples.targets(objective, Self.table.picking(columns: [2])), threads: threads
            ).forest
            let nodes = forest.trees.flatMap(\.nodes)
            #expect(!nodes.isEmpty && nodes.allSatisfy { [2, 3].contains($0.feature) })
            #expect(nodes.allSatisfy { !$0.threshold.isNaN })
            #expect(forest.scores(Self.table).allSatisfy { $0.allSatisfy(\.isFinite) })
        }
    }

    @Test(arguments: Samples.objectives) func tablesThatTellNothingMakeLeaves(objective: BoostingObjective) throws {
        let rows = 60
        let nothing = Table([Array(repeating: 7, count: rows), Array(repeating: .nan, count: rows)])
        let targets = Samples.targets(objective, Samples.table(rows, columns: 2))
        let forest = try Samples.configuration(objective, rounds: 3).train(nothing, targets).forest
        #expect(forest.trees.allSatisfy { $0.nodes.isEmpty } && forest.scores([7, .nan]).allSatisfy(\.isFinite))
    }

    @Test(arguments: Samples.objectives, [1, 2, 3, 19]) func rowsMayBeFewerThanALeafTakes(objective: BoostingObjective, rows: Int) throws {
        if case .multiclass(let classes) = objective, rows < classes { return }
        let table = Samples.table(rows, columns: 3)
        var targets = Samples.targets(objective, table)
        if case .multiclass(let classes) = objective { targets = (0..<rows).map { Float($0 % classes) } }
        for minimum in [1, 20] {
            let configuration = Samples.configuration(objective, rounds: 3).with { $0.minimumRows = minimum }
            let forest = try configuration.train(table, targets).forest
            #expect(forest.trees.allSatisfy { $0.leafCount <= max(1, rows / minimum) })
            #expect(forest.scores(table).allSatisfy { $0.allSatisfy(\.isFinite) })
        }
    }
}

extension Table {
    /// Some of the columns, in this order.
    fileprivate func picking(columns chosen: [Int]) -> Table { Table(chosen.map { columns[$0] }) }
}
