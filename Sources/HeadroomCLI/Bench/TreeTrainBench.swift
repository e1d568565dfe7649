import Headroom

/// Benchmarks of training gradient-boosted trees: 100 rounds at a learning rate of 0.1 on the rows of `tab_reg_*` and `tab_cls_*`.
///
/// `wall` is binning (`bin_s`) and boosting (`boost_s`), from a matrix of floats in memory to a forest; the test loss is that of the forest on
/// rows it has not seen, of several quantile levels the mean over rows and levels. `peak_mb_over_data` is what training adds to the process
/// beside data and targets, at most.
struct TreeTrainBench {
    private static let columns = 38

    let data: BenchData
    let harness: BenchHarness
    let compute: Compute
    /// Decides which rows the bins are chosen from.
    let seed: UInt64

    private struct Case {
        var name: String
        var objective: BoostingObjective
        var leaves: Int
        var bins = 255
        var peer = "headroom"
    }

    private static let cases: [Case] = {
        var cases: [Case] = []
        for leaves in [31, 255] {
            for bins in [255, 63] { cases.append(Case(name: "l2", objective: .squared, leaves: leaves, bins: bins)) }
            cases.append(Case(name: "l2", objective: .squared, leaves: leaves, peer: "headroom-q"))
            cases.append(Case(name: "quantile", objective: .quantile(level: 0.9), leaves: leaves))
        }
        cases.append(Case(name: "multi", objective: .multiclass(classes: 4), leaves: 31))
        cases.append(Case(name: "quantiles 0.1...0.9", objective: .quantiles(levels: (1...9).map { Double($0) / 10 }), leaves: 31))
        return cases
    }()

    /// One line for each case.
    func run() throws {
        for one in Self.cases {
            let isClasses = if case .multiclass = one.objective { true } else { false }
            let name = "\(one.name) \(isClasses ? 300_000 : 1_000_000)x38 leaves=\(one.leaves) bins=\(one.bins)"
            guard harness.wants(peer: one.peer, case: name) else { continue }
            try measure(one, name, file: isClasses ? "tab_cls" : "tab_reg")
        }
    }

    private func measure(_ one: Case, _ name: String, file: String) throws {
        let (x, y) = (try data.floats("\(file)_train_x.f32"), try data.floats("\(file)_train_y.f32"))
        guard x.count == y.count * Self.columns, !y.isEmpty else {
            throw BenchError.unreadable(file: "\(data.folder)/\(file)_train_x.f32", values: "\(Self.columns) float32 for each target")
        }
        var configuration = BoostingConfiguration(objective: one.objective)
        (configuration.leaves, configuration.bins, configuration.seed) = (one.leaves, one.bins, seed)
        if one.peer == "headroom-q" { configuration.gradientBins = 16 }
        let booster = Booster(configuration, compute: compute)
        ProcessMemory.giveBack()
        ProcessMemory.resetPeak()
        let base = ProcessMemory.megabytes("VmRSS")
        let quiet = harness.gate()
        let use = ProcessorUse.now()
        let start = Clock.nanoseconds()
        var binned = start
        let result = try x.withUnsafeBufferPointer { x in
            let table = FeatureTable(rowMajor: x.baseAddress!, rows: y.count, names: Self.names)
            return try booster.train(BoostingData(table, targets: y)) { if $0.round == 0 { binned = Clock.nanoseconds() } }
        }
        let end = Clock.nanoseconds()
        let peak = ProcessMemory.megabytes("VmHWM")
        let (others, seconds) = (ProcessorUse.now().others(since: use), Double(end - start) * 1e-9)
        let boosting = Double(end - binned) * 1e-9
        let test = try tested(result.forest, objective: one.objective, file: file)
        harness.print(
            bench: "gbt-train", peer: one.peer, case: name, metric: "wall", value: seconds, unit: "s",
            fields: [
                ("bin_s", .number(Double(binned - start) * 1e-9)), ("boost_s", .number(boosting)),
                ("rows_trees_per_s", .number(Double(y.count * result.forest.trees.count) / boosting)),
                ("peak_mb_over_data", .number(peak - base)),
                ("memory_estimate_mb", .number(Double(booster.memoryEstimate(rows: y.count, features: Self.columns)) / 1e6)),
            ] + test + [("quiet", .number(quiet)), ("others_cpus", .number(others))])
    }

    /// The mean loss of the forest's predictions on the test rows and, of several quantile levels, how many neighbouring ones cross.
    private func tested(_ forest: Forest, objective: BoostingObjective, file: String) throws -> [(String, BenchLine.Value)] {
        let (x, y) = (try data.floats("\(file)_test_x.f32"), try data.floats("\(file)_test_y.f32"))
        let loss = try x.withUnsafeBufferPointer { x in
            let table = FeatureTable(rowMajor: x.baseAddress!, rows: y.count, names: Self.names)
            return try TreeEvaluation.loss(of: forest, objective: objective, BoostingData(table, targets: y), compute: compute)
        }
        guard case .quantiles = objective else { return [("test_loss", .number(loss))] }
        return [("test_loss", .number(loss))] + (try crossings(of: forest, rows: x))
    }

    /// Pairs of neighbouring levels out of order: in the predictions, and in the sums of the trees before they are put in order.
    private func crossings(of forest: Forest, rows: [Float]) throws -> [(String, BenchLine.Value)] {
        let (count, levels) = (rows.count / Self.columns, forest.outputs)
        var values = [Double](repeating: 0, count: count * levels)
        try CompiledForest(forest, kernels: Kernels(compute.instructionSet)).rawScores(
            rows: rows, count: count, into: &values, threads: compute.threads)
        func crossing(_ values: [Double]) -> Int {
            values.indices.count { $0 % levels > 0 && values[$0] < values[$0 - 1] }
        }
        let ofSums = crossing(values)
        values.withUnsafeMutableBufferPointer { values in
            for row in 0..<count { forest.finishPrediction(values.baseAddress! + row * levels) }
        }
        return [("crossings", .integer(crossing(values))), ("crossings_of_sums", .integer(ofSums))]
    }

    private static let names = (0..<columns).map { "f\($0)" }
}
