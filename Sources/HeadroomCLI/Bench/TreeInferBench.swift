import Headroom

/// Benchmarks of predictions by forests that LightGBM trained and saved: one row after another, and all rows of the training data.
///
/// `headroom` sums in double precision in the order of the trees, which is LightGBM's result bit for bit; `headroom-fast` in single
/// precision. Single rows are 50,000 distinct ones, so that no branch is known beforehand. `load_s` is the time from text to a compiled
/// forest.
struct TreeInferBench {
    private static let columns = 38
    private static let distinctRows = 50_000

    let data: BenchData
    let harness: BenchHarness
    let compute: Compute
    let seconds: Double

    /// Two or four lines for each model.
    func run() throws {
        for (objective, leaves, file, rows) in [
            ("l2", 31, "tab_reg", "1M rows"), ("l2", 255, "tab_reg", "1M rows"), ("multi", 31, "tab_cls", "300k rows"),
        ] {
            let name = "\(objective) 100 rounds leaves=\(leaves)"
            guard
                ["headroom", "headroom-fast"].contains(where: {
                    harness.wants(peer: $0, case: "\(name) \(rows)") || harness.wants(peer: $0, case: "\(name) 1 row")
                })
            else { continue }
            let model = "lightgbm-\(objective)-\(leaves)-255.model"
            guard let text = try data.numbers(UInt8.self, model) else {
                throw BenchError.missing(
                    file: "\(data.folder)/\(model)", remedy: "the rivals' gbt.py --mode train --lib lightgbm writes it")
            }
            let start = Clock.nanoseconds()
            let forest = try LightGBMText.decode(text)
            let compiled = try CompiledForest(forest, kernels: Kernels(compute.instructionSet))
            let load = Double(Clock.nanoseconds() - start) * 1e-9
            let (single, many) = (try data.floats("\(file)_test_x.f32"), try data.floats("\(file)_train_x.f32"))
            let bench = Single(compiled: compiled, rows: single)
            let more: [(String, BenchLine.Value)] = [("load_s", .number(load)), ("note", .text("distinct rows"))]
            if compute.threads == 1 {
                try latency("headroom", "\(name) 1 row", more, bench.work(Double.self))
                try latency("headroom-fast", "\(name) 1 row", more, bench.work(Float.self))
            }
            try throughput("headroom", "\(name) \(rows)", many, compiled, Double.self)
            try throughput("headroom-fast", "\(name) \(rows)", many, compiled, Float.self)
        }
    }

    private func latency(_ peer: String, _ name: String, _ more: [(String, BenchLine.Value)], _ work: BenchWork) throws {
        guard harness.wants(peer: peer, case: name) else { return }
        try harness.latency(bench: "gbt-infer", peer: peer, case: name, more: more, work)
    }

    private func throughput<Sum: BinaryFloatingPoint>(
        _ peer: String, _ name: String, _ rows: [Float], _ compiled: CompiledForest, _ type: Sum.Type
    ) throws {
        guard harness.wants(peer: peer, case: name) else { return }
        let count = rows.count / Self.columns
        let out = UnsafeMutablePointer<Sum>.allocate(capacity: count * compiled.outputs)
        defer { out.deallocate() }
        let threads = compute.threads
        try rows.withUnsafeBufferPointer { rows in
            let work = BenchWork {
                if let out = out as? UnsafeMutablePointer<Double> {
                    compiled.rawScores(rows: rows.baseAddress!, count: count, into: out, threads: threads)
                } else if let out = out as? UnsafeMutablePointer<Float> {
                    compiled.rawScores(rows: rows.baseAddress!, count: count, into: out, threads: threads)
                }
            } check: {
                (0..<count).reduce(0.0) { $0 + Double(out[$1 * compiled.outputs]) } / Double(count)
            }
            try harness.throughput(bench: "gbt-infer", peer: peer, case: name, amount: Double(count), unit: "rows/s", work)
        }
    }

    /// One row at a time, each of them once before any of them again. In a class, because captured variables are checked for exclusive
    /// access at every use.
    private final class Single {
        private let compiled: CompiledForest
        private let rows: UnsafeMutableBufferPointer<Float>
        private let doubles: UnsafeMutablePointer<Double>
        private let floats: UnsafeMutablePointer<Float>
        @exclusivity(unchecked) private var next = 0

        init(compiled: CompiledForest, rows source: [Float]) {
            self.compiled = compiled
            let count = min(TreeInferBench.distinctRows, source.count / TreeInferBench.columns) * TreeInferBench.columns
            rows = .allocate(capacity: count)
            _ = rows.initialize(fromContentsOf: source.prefix(count))
            doubles = .allocate(capacity: compiled.outputs)
            floats = .allocate(capacity: compiled.outputs)
            doubles.initialize(repeating: 0, count: compiled.outputs)
            floats.initialize(repeating: 0, count: compiled.outputs)
        }

        deinit {
            rows.deallocate()
            doubles.deallocate()
            floats.deallocate()
        }

        func work(_ type: Double.Type) -> BenchWork {
            BenchWork(run: { [self] in compiled.rawScores(of: row(), into: doubles) }, check: { [self] in doubles.pointee })
        }

        func work(_ type: Float.Type) -> BenchWork {
            BenchWork(run: { [self] in compiled.rawScores(of: row(), into: floats) }, check: { [self] in Double(floats.pointee) })
        }

        private func row() -> UnsafePointer<Float> {
            let at = next
            next = at + TreeInferBench.columns == rows.count ? 0 : at + TreeInferBench.columns
            return UnsafePointer(rows.baseAddress! + at)
        }
    }
}
