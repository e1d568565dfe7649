import Tensors

/// Metrics that do not add up, group by group, from the values of the cells.
struct Aggregation {
    let plan: QueryPlan
    let cells: CellTable

    func values(_ rule: DerivedMetric.Rule, _ rows: [[Double]], nameBits: UInt64, index: Int, seed: StreamKey) -> [Double] {
        let members = 0..<cells.count
        func group(_ cell: Int) -> Int { Int(plan.groupOfCell[cell]) }
        let count = plan.groups.count
        switch rule {
        case .ratio:
            var (above, below) = sums(count)
            for cell in members where group(cell) >= 0 {
                above[group(cell)].add(rows[0][cell])
                below[group(cell)].add(rows[1][cell])
            }
            return zip(above, below).map { $1.value == 0 ? .nan : $0.value / $1.value }
        case .weightedMean:
            var (above, below) = sums(count)
            for cell in members where group(cell) >= 0 && !rows[0][cell].isNaN {
                above[group(cell)].add(rows[0][cell] * rows[1][cell])
                below[group(cell)].add(rows[1][cell])
            }
            return zip(above, below).map { $1.value == 0 ? .nan : $0.value / $1.value }
        case .maximum: return fold(rows[0], count) { max($0, $1) }
        case .minimum: return fold(rows[0], count) { min($0, $1) }
        case .last: return fold(rows[0], count) { $1 }
        case .percentile(let level, let median, let scale, _, let spread):
            var parts = [[(weight: Double, location: Double)]](repeating: [], count: count)
            for cell in members where group(cell) >= 0 && rows[0][cell] > 0 {
                var random = KeyedRandom(StreamKey(bits: cells.keys[cell]).appending(nameBits), at: 0, lane: 9)
                parts[group(cell)].append((rows[0][cell], PortableMath.log(median) + spread * random.normal()))
            }
            return parts.map { LogNormalMixture(parts: $0, scale: scale).quantile(level) }
        case .distinct(_, let population):
            return distinct(rows[0], population, nameBits, index)
        }
    }

    private func sums(_ count: Int) -> ([ExactSum], [ExactSum]) {
        ([ExactSum](repeating: ExactSum(), count: count), [ExactSum](repeating: ExactSum(), count: count))
    }

    private func fold(_ row: [Double], _ count: Int, _ join: (Double, Double) -> Double) -> [Double] {
        var values = [Double](repeating: .nan, count: count)
        for cell in row.indices where plan.groupOfCell[cell] >= 0 && !row[cell].isNaN {
            let group = Int(plan.groupOfCell[cell])
            values[group] = values[group].isNaN ? row[cell] : join(values[group], row[cell])
        }
        return values
    }

    /// Every event of a cell is made by one user, drawn from the cell's stream; the population is the same for all cells, so that a user
    /// of two cells counts once in their sum.
    private func distinct(_ row: [Double], _ population: Int, _ nameBits: UInt64, _ index: Int) -> [Double] {
        var seen = [Set<Int32>](repeating: [], count: plan.groups.count)
        var isKnown = [Bool](repeating: false, count: plan.groups.count)
        for cell in row.indices where plan.groupOfCell[cell] >= 0 && !row[cell].isNaN {
            let group = Int(plan.groupOfCell[cell])
            isKnown[group] = true
            var random = KeyedRandom(StreamKey(bits: cells.keys[cell]).appending(nameBits), at: index, lane: 8)
            // Forty events a user leave nobody out.
            for _ in 0..<Int(min(max(row[cell], 0), 40 * Double(population))) {
                seen[group].insert(Int32(random.integer(below: population)))
            }
        }
        return zip(seen, isKnown).map { $1 ? Double($0.count) : .nan }
    }
}
