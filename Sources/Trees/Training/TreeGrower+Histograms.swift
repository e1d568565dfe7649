extension TreeGrower {
    /// Values that are added and numbers that are searched below which a second thread costs more than it brings.
    private static var parallelWork: Int { 20_000 }
    /// Rows from which on a histogram is made in parts, how many, and the largest histogram that is.
    private static var partedRows: Int { 32_768 }
    private static var parts: Int { 4 }
    private static var partedNumbers: Int { 1 << 20 }

    /// Fills a slot from rows, takes it from another one, and looks for splits.
    func build(_ slot: Int, rows: NodeRows, subtractFrom parent: Int?, evaluate leaves: [(Int, Leaf)], _ isActive: [Bool]) {
        let parts = rows.count >= Self.partedRows && pool.size <= Self.partedNumbers ? Self.parts : 1
        if parts > 1 { fill(slot, parts: parts, rows: rows) }
        nonisolated(unsafe) let (target, source) = (pool[slot], parent.map { pool[$0] })
        nonisolated(unsafe) let grower = self
        let work = (parts > 1 ? parts * pool.size : rows.count * table.binCounts.count) + leaves.count * pool.size
        team.forEach(blocks.count, limit: work < Self.parallelWork ? 1 : team.threads) { block, worker in
            let features = grower.blocks[block]
            let offsets = grower.pool.offsets
            let (first, end) = (offsets[features.lowerBound], offsets[features.upperBound])
            if parts > 1 {
                for part in 1..<parts { grower.statistics.merge(target + first, grower.partial[part - 1] + first, count: end - first) }
            } else {
                grower.fill(target, features, rows: rows, 0..<rows.count, narrow: grower.narrow + worker * grower.narrowBlockBytes)
            }
            if let source { grower.statistics.subtract(source + first, UnsafePointer(target + first), count: end - first) }
            for (place, leaf) in leaves { grower.search(place, leaf, features, isActive) }
        }
    }

    /// Fills a slot and partial histograms from parts of many rows: threads that share rows fetch each of them once, threads that share
    /// features would all fetch all. Parts depend on the number of rows only, and are merged in their order.
    private func fill(_ slot: Int, parts: Int, rows: NodeRows) {
        while partial.count < parts - 1 { partial.append(.allocate(capacity: max(1, pool.size))) }
        nonisolated(unsafe) let (grower, target) = (self, pool[slot])
        team.forEach(parts * wideBlocks.count) { item, worker in
            let (part, block) = (item / grower.wideBlocks.count, item % grower.wideBlocks.count)
            let own = rows.count * part / parts..<rows.count * (part + 1) / parts
            grower.fill(
                part == 0 ? target : grower.partial[part - 1], grower.wideBlocks[block], rows: rows, own,
                narrow: grower.narrow + worker * grower.narrowBlockBytes)
        }
    }

    private func fill(
        _ histogram: UnsafeMutablePointer<Statistics.Number>, _ features: Range<Int>, rows: NodeRows, _ range: Range<Int>,
        narrow: UnsafeMutableRawPointer
    ) {
        let bytes = statistics.narrowBytes
        UnsafeMutableRawPointer(histogram + pool.offsets[features.lowerBound]).initializeMemory(
            as: UInt8.self, repeating: 0,
            count: (pool.offsets[features.upperBound] - pool.offsets[features.lowerBound]) * MemoryLayout<Statistics.Number>.stride)
        let limit = statistics.narrowRows
        var filled = 0
        func move() {
            for (place, feature) in features.enumerated() {
                statistics.move(narrow + place * bytes, bins: table.binCounts[feature], to: histogram + pool.offsets[feature])
            }
            filled = 0
        }
        rows.slices(range, limit: limit) { slice in
            if filled + slice.count > limit { move() }
            statistics.add(slice, bins: table.byRow + features.lowerBound, stride: table.stride, features: features.count, to: narrow)
            filled += slice.count
        }
        move()
    }
}
