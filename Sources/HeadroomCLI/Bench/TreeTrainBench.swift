import Headroom

/// Benchmarks of training gradient-boosted trees: 100 rounds at a learning rate of 0.1 on the rows of `tab_reg_*` and `tab_cls_*`, and 10
/// rounds on very many columns or rows of random numbers, for the sake of their memory.
///
/// `wall` is binning (`bin_s`) and boosting (`boost_s`), from a matrix of floats in memory to a forest; the test loss is that of the forest on
/// rows it has not seen, of several quantile levels the mean over rows and levels. `peak_mb_over_data` is what training adds to the process
/// beside data and targets, at most; a case that would not fit into what the machine has left is refused with a sentence.
struct TreeTrainBench {
    let data: BenchData
    let harness: BenchHarness
    let compute: Compute
    /// Decides which rows the bins are chosen from.
    let seed: UInt64

    private struct Case {
        var objective: BoostingObjective
        /// Rows and columns.
        var shape = (1_000_000, 38)
        var rounds = 100
        var leaves = 31
        var bins = 255
        var peer = "headroom"
        /// The rows; `nil` for random ones.
        var file: String? = "tab_reg"

        var name: String {
            let objective =
                switch objective {
                case .quantile: "quantile"
                case .multiclass: "multi"
                case .quantiles: "quantiles 0.1...0.9"
                default: "l2"
                }
            return "\(objective) \(shape.0)x\(shape.1) leaves=\(leaves) bins=\(bins)"
        }
    }

    private static let cases: [Case] = {
        var cases: [Case] = []
        for leaves in [31, 255] {
            for bins in [255, 63] { cases.append(Case(objective: .squared, leaves: leaves, bins: bins)) }
            cases.append(Case(objective: .squared, leaves: leaves, peer: "headroom-q"))
            cases.append(Case(objective: .quantile(level: 0.9), leaves: leaves))
        }
        cases.append(Case(objective: .multiclass(classes: 4), shape: (300_000, 38), file: "tab_cls"))
        let levels = BoostingObjective.quantiles(levels: (1...9).map { Double($0) / 10 })
        cases.append(Case(objective: levels))
        // Where memory goes: histograms of many features, and many rows.
        for shape in [(500, 10_000), (10_000_000, 5)] {
            for objective in [.squared, levels] { cases.append(Case(objective: objective, shape: shape, rounds: 10, file: nil)) }
        }
        return cases
    }()

    /// One line for each case.
    func run() throws {
        for one in Self.cases where harness.wants(peer: one.peer, case: one.name) { try measure(one) }
    }

    private func measure(_ one: Case) throws {
        let (count, columns) = one.shape
        let rows =
            try one.file.map { try TreeRows(data, file: "\($0)_train", columns: columns) }
            ?? TreeRows(random: count, columns: columns, seed: seed)
        var configuration = BoostingConfiguration(objective: one.objective)
        (configuration.rounds, configuration.leaves, configuration.bins) = (one.rounds, one.leaves, one.bins)
        configuration.seed = seed
        if one.peer == "headroom-q" { configuration.gradientBins = 16 }
        let booster = Booster(configuration, compute: compute, memoryLimit: ProcessMemory.available)
        ProcessMemory.giveBack()
        ProcessMemory.resetPeak()
        let base = ProcessMemory.megabytes("VmRSS")
        let quiet = harness.gate()
        let use = ProcessorUse.now()
        let start = Clock.nanoseconds()
        var binned = start
        let result = try rows.with { try booster.train($0) { if $0.round == 0 { binned = Clock.nanoseconds() } } }
        let end = Clock.nanoseconds()
        let peak = ProcessMemory.megabytes("VmHWM")
        let (others, seconds) = (ProcessorUse.now().others(since: use), Double(end - start) * 1e-9)
        let boosting = Double(end - binned) * 1e-9
        let test = try one.file.map { try tested(result.forest, one, TreeRows(data, file: "\($0)_test", columns: columns)) } ?? []
        harness.print(
            bench: "gbt-train", peer: one.peer, case: one.name, metric: "wall", value: seconds, unit: "s",
            fields: [
                ("bin_s", .number(Double(binned - start) * 1e-9)), ("boost_s", .number(boosting)),
                ("rows_trees_per_s", .number(Double(rows.y.count * result.forest.trees.count) / boosting)),
                ("peak_mb_over_data", .number(peak - base)),
                ("memory_estimate_mb", .number(Double(booster.memoryEstimate(rows: rows.y.count, features: columns)) / 1e6)),
            ] + test + [("quiet", .number(quiet)), ("others_cpus", .number(others))])
    }

    /// The mean loss of the forest's predictions on the test rows and, of several quantile levels, how many neighbouring ones cross.
    private func tested(_ forest: Forest, _ one: Case, _ rows: TreeRows) throws -> [(String, BenchLine.Value)] {
        let loss = try rows.with { try TreeEvaluation.loss(of: forest, objective: one.objective, $0, compute: compute) }
        guard case .quantiles = one.objective else { return [("test_loss", .number(loss))] }
        return [("test_loss", .number(loss))] + (try crossings(of: forest, rows: rows.x))
    }

    /// Pairs of neighbouring levels out of order: in the predictions, and in the sums of the trees before they are put in order.
    private func crossings(of forest: Forest, rows: [Float]) throws -> [(String, BenchLine.Value)] {
        let (count, levels) = (rows.count / forest.featureCount, forest.outputs)
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
}
