import Synchronization
import Tensors

extension DimensionalGenerator {
    /// Answers a query.
    ///
    /// - Parameters:
    ///   - query: what is asked.
    ///   - buckets: of which buckets; `nil` is all.
    ///   - threads: threads to use; the answer does not depend on it.
    ///   - progress: told the share that is done, from any thread.
    /// - Throws: ``SynthesisError`` when a name is unknown, the answer does not fit 400 million values, or cells are too many.
    public func table(
        _ query: CubeQuery = CubeQuery(), buckets: Range<Int>? = nil, threads: Int = 1, progress: (@Sendable (Double) -> Void)? = nil
    ) throws(SynthesisError) -> CubeTable {
        let plan = try QueryPlan(query, self)
        let buckets = (buckets ?? 0..<grid.count).clamped(to: 0..<grid.count)
        let width = plan.groups.count * plan.columns.count
        guard width * buckets.count <= 400_000_000 else {
            throw .outOfRange(
                parameter: "buckets × groups × metrics",
                expected: "at most 400,000,000 values in one table; ask for fewer buckets at a time",
                found: "\(width * buckets.count)")
        }
        let values = self.values(plan, buckets, threads: threads, progress: progress)
        return CubeTable(
            dimensions: plan.dimensions.map { configuration.dimensions[$0].name }, groups: plan.groups, metrics: plan.names,
            buckets: buckets, values: values)
    }

    /// `[bucket][group][column]`.
    func values(_ plan: QueryPlan, _ buckets: Range<Int>, threads: Int, progress: (@Sendable (Double) -> Void)? = nil) -> [Double] {
        let width = plan.groups.count * plan.columns.count
        let blocks = blocks(of: buckets)
        let done = Atomic<Int>(0)
        return [Double](unsafeUninitializedCapacity: width * buckets.count) { buffer, count in
            buffer.initialize(repeating: .nan)
            nonisolated(unsafe) let output = buffer
            Parallel.forEach(blocks.count, threads: threads) { number in
                let residuals = BlockResiduals(self)
                for bucket in blocks[number] {
                    let row = answer(plan, bucket, residuals)
                    let start = (bucket - buckets.lowerBound) * width
                    for place in row.indices { output[start + place] = row[place] }
                }
                let finished = done.wrappingAdd(1, ordering: .relaxed).newValue
                progress?(Double(finished) / Double(blocks.count))
            }
            count = width * buckets.count
        }
    }

    /// `[group][column]` of one bucket.
    private func answer(_ plan: QueryPlan, _ bucket: Int, _ residuals: BlockResiduals) -> [Double] {
        let columns = plan.columns.count
        var answer = [Double](repeating: .nan, count: plan.groups.count * columns)
        if let prefix = plan.prefix {
            for (column, source) in plan.columns.enumerated() {
                guard case .drawn(let metric) = source else { continue }
                for group in plan.groups.indices { answer[group * columns + column] = 0 }
                split(metrics[metric], bucket: bucket, to: prefix, residuals) { cell, count in
                    if let group = plan.groupOfFirstCell[cell] { answer[group * columns + column] = Double(count) }
                }
            }
            return answer
        }
        var rows: [Int: [Double]] = [:]
        func row(_ metric: Int) -> [Double] {
            if let row = rows[metric] { return row }
            let made = self.row(metric: metric, bucket: bucket, residuals)
            rows[metric] = made
            return made
        }
        for (column, source) in plan.columns.enumerated() {
            let values =
                switch source {
                case .drawn(let metric): sums(row(metric), plan)
                case .derived(let rule, let sources, let bits):
                    Aggregation(plan: plan, cells: cells!).values(
                        rule, sources.map(row), nameBits: bits, index: grid.absoluteIndex(of: bucket), seed: key)
                }
            for (group, value) in values.enumerated() { answer[group * columns + column] = value }
        }
        return answer
    }

    private func sums(_ row: [Double], _ plan: QueryPlan) -> [Double] {
        var sums = [ExactSum](repeating: ExactSum(), count: plan.groups.count)
        for cell in row.indices where plan.groupOfCell[cell] >= 0 { sums[Int(plan.groupOfCell[cell])].add(row[cell]) }
        return sums.map(\.value)
    }
}
