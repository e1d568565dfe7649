import Forecasting
import Tensors
import Traces

#if canImport(Glibc)
    import Glibc
#endif

/// Rows of features with what they should predict.
final class ForecastRows: @unchecked Sendable {
    /// Number of rows.
    let count: Int
    /// Features `[N, D]`.
    let features: UnsafeMutablePointer<Float>
    /// Targets `[N]` in the unit of their origins, freak ones held near the others so that no single one fills the range of a leaf.
    let targets: [Float]
    /// What forecasts of the rows are judged by; empty unless asked for.
    let judged: Judged

    /// Truth of rows, all `[N]`.
    struct Judged: Sendable {
        /// In the unit of the origin, and as it is.
        var truths: [Float] = [], actual: [Float] = []
        /// Unit of the origin.
        var scales: [WindowScale] = []
        /// Steps, 0 for the first.
        var steps: [Int] = []
        /// How much the series varied before the origin; positive.
        var variations: [Double] = []
    }

    /// Bytes of a row of so many features before it is binned.
    static func bytes(columns: Int) -> Int { (columns + 1) * MemoryLayout<Float>.stride }

    /// Rows from which on large pages save the time of making the memory of small ones.
    private static let hugePage = 2 << 20

    /// Computes the rows of series.
    ///
    /// A series is gone through once: from one origin to the next its state is advanced, or made anew where that is cheaper.
    /// - Parameter isJudged: whether ``judged`` is wanted.
    init(_ pieces: [SeriesRows], assembler: FeatureAssembler, isJudged: Bool = false, threads: Int) {
        let columns = assembler.columns
        var starts: [Int] = [], total = 0
        for piece in pieces {
            starts.append(total)
            total += piece.count
        }
        let count = total
        self.count = count
        let bytes = max(1, count * columns) * MemoryLayout<Float>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: bytes >= Self.hugePage ? Self.hugePage : 64)
        #if canImport(Glibc)
            if bytes >= Self.hugePage { madvise(memory, bytes, MADV_HUGEPAGE) }
        #endif
        features = memory.bindMemory(to: Float.self, capacity: max(1, count * columns))
        let judgements = Collected<Judged>(count: isJudged ? pieces.count : 0, empty: Judged())
        nonisolated(unsafe) let features = features
        let firstRows = starts
        targets = [Float](unsafeUninitializedCapacity: count) { out, filled in
            nonisolated(unsafe) let out = out
            Parallel.forEach(pieces.count, threads: threads) { index in
                guard let targets = out.baseAddress else { return }
                let (piece, first) = (pieces[index], firstRows[index])
                let (rows, targetsOfPiece) = (features + first * columns, targets + first)
                var walk = FeatureWalk(piece.series, assembler: assembler, origins: piece.origins)
                switch piece.choice {
                case .firstSteps(let origins): walk.writeFirstSteps(origins, rows: rows, targets: targetsOfPiece)
                case .listed(let places):
                    var judged = Judged()
                    Self.write(
                        places, of: piece.series, assembler, &walk, rows, targetsOfPiece,
                        isJudged ? { judged.add($0, $1, $2, $3, $4) } : nil)
                    if isJudged { judgements.set(index, judged) }
                }
            }
            filled = count
            Self.holdFreaks(UnsafeMutableBufferPointer(rebasing: out[..<count]))
        }
        judged = judgements.values.reduce(into: Judged()) { $0.append($1) }
    }

    deinit { UnsafeMutableRawPointer(features).deallocate() }

    /// The table that trees are trained on.
    func table(_ names: [String]) -> FeatureTable { FeatureTable(rowMajor: features, rows: count, names: names) }

    private typealias Judge = (_ truth: Float, _ actual: Float, _ scale: WindowScale, _ step: Int, _ variation: Double) -> Void

    private static func write(
        _ places: [SeriesRows.Place], of series: Series, _ assembler: FeatureAssembler, _ walk: inout FeatureWalk,
        _ rows: UnsafeMutablePointer<Float>, _ targets: UnsafeMutablePointer<Float>, _ judge: Judge?
    ) {
        var (origin, variation) = (-1, 1.0)
        for (row, place) in places.enumerated() {
            if Int(place.origin) != origin {
                origin = Int(place.origin)
                walk.move(to: origin)
                if judge != nil { variation = History(series, count: origin).variation }
            }
            let step = Int(place.step)
            walk.write(rows + row * assembler.columns, step: step)
            let actual = series.values[origin + step]
            targets[row] = assembler.target(actual, scale: walk.scale)
            judge?(targets[row], actual, walk.scale, step, variation)
        }
    }

    /// Share of the targets at either end that may be freak ones, and targets from which on a sample tells where they begin.
    private static let freakShare = 0.0005, sampledTargets = 1 << 18

    private static func holdFreaks(_ targets: UnsafeMutableBufferPointer<Float>) {
        let count = targets.count > 4 * sampledTargets ? sampledTargets : targets.count
        guard count > 0 else { return }
        var sample = (0..<count).map { targets[$0 * targets.count / count] }
        let rank = Int(freakShare * Double(count - 1))
        let (low, high) = sample.withUnsafeMutableBufferPointer { sample in
            (
                Kernels.select(sample.baseAddress!, count: count, rank: rank),
                Kernels.select(sample.baseAddress!, count: count, rank: count - 1 - rank)
            )
        }
        let room = max(high - low, 1)
        for index in targets.indices { targets[index] = min(max(targets[index], low - room), high + room) }
    }
}

extension ForecastRows.Judged {
    fileprivate mutating func add(_ truth: Float, _ actual: Float, _ scale: WindowScale, _ step: Int, _ variation: Double) {
        truths.append(truth)
        self.actual.append(actual)
        scales.append(scale)
        steps.append(step)
        variations.append(variation)
    }

    fileprivate mutating func append(_ other: Self) {
        truths += other.truths
        actual += other.actual
        scales += other.scales
        steps += other.steps
        variations += other.variations
    }
}
