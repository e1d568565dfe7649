import ArgumentParser
import Headroom

/// `headroom bench`.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Latency and throughput of this machine, as JSON lines.",
        discussion: """
            The same workloads that are also built in other libraries, and lines with the same fields: bench, peer, case, threads, metric,
            value, unit. The process is pinned to the first --threads processors. Each line says how quiet the machine was: quiet (1: the
            processors give all the speed that was seen in this run) and others_cpus (processors that others kept busy).

            Suites: lstm-infer (two layers of 15, 64 or 128 units over 60 values: latency of one forecast and of one streamed value, throughput
            of 1024), lstm-train (samples/s at batch 256), lstm-accuracy (test pinball loss after 600 steps; reads series60_train.f32 and
            series60_test.f32 in --data), trans-infer, trans-train and trans-accuracy (the same for two layers of width 64 over 12 patches or 96
            single values; series_train.f32 and series_test.f32), ingest (MB/s of reading traces; reads azure.csv, long.csv, azure-2021.csv and azure-llm.csv in
            --data, and makes those that are not there), coldstart (headroom forecast as a whole process), gbt-train (seconds of 100 rounds of
            trees on a million rows; reads tab_reg_*.f32 and tab_cls_*.f32 in --data), gbt-infer (one row and many, with the models that
            LightGBM saved in --data as lightgbm-l2-31-255.model and so on), fleet (seconds of fitting and forecasting 10,000 hourly series;
            reads fleet.f32 in --data), paths (latency of the distribution of the maximum, the sum and crossing times of a forecast of 15, 60 or
            240 steps over 200 sample paths), adaptive (latency of adaptive calibration), coverage-shift (coverage of 80 % intervals when the
            level or the noise of 500 seasonal series doubles: adaptive, fixed and no calibration), replay (processor seconds of replays of a day;
            reads what Benchmarks/replay_peer.py --generate wrote to --data), simulate (simulated minutes and requests per processor second),
            aapa (simulated minutes/s of AAPA's published simulator).

            Examples:
              headroom bench lstm-infer --threads 1
              headroom bench lstm-accuracy --threads 2 --data DIR --only H=64
              headroom bench coldstart --threads 1 --model models/azure-functions-30m.safetensors
            """)

    enum Suite: String, ExpressibleByArgument, CaseIterable, Sendable {
        case lstmInfer = "lstm-infer"
        case lstmTrain = "lstm-train"
        case lstmAccuracy = "lstm-accuracy"
        case transformerInfer = "trans-infer"
        case transformerTrain = "trans-train"
        case transformerAccuracy = "trans-accuracy"
        case ingest
        case coldStart = "coldstart"
        case treeTrain = "gbt-train"
        case treeInfer = "gbt-infer"
        case fleet
        case paths
        case adaptive
        case coverageShift = "coverage-shift"
        case replay
        case simulate
        case aapa
    }

    @Argument(help: "Suite: \(Suite.allCases.map(\.rawValue).joined(separator: ", ")).")
    var suite: Suite

    @Option(help: "Run only the cases whose peer and case contain this text, such as \"H=64 B=1024\".")
    var only = ""

    @Option(help: "Seconds spent on each measurement.")
    var seconds = 2.0

    @Option(help: "Most seconds to wait for a quiet machine before each part of a measurement.")
    var gate = 5.0

    @Option(help: ArgumentHelp("Folder of the benchmark data.", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("Model of coldstart.", valueName: "file.safetensors"))
    var model = "models/azure-functions-30m.safetensors"

    @OptionGroup(title: "Computation") var compute: ComputeOptions

    mutating func validate() throws {
        guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds must lie between 0 and 3600, found \(seconds)") }
        guard gate >= 0, gate <= 3600 else { throw ValidationError("--gate must lie between 0 and 3600, found \(gate)") }
        if [.lstmAccuracy, .transformerAccuracy].contains(suite) && data == nil {
            let files = suite == .lstmAccuracy ? "series60" : "series"
            throw ValidationError("\(suite.rawValue) needs its windows: --data DIR with \(files)_train.f32 and \(files)_test.f32")
        }
        if suite == .fleet && data == nil { throw ValidationError("fleet needs its series: --data DIR with fleet.f32") }
        if suite == .replay && data == nil {
            throw ValidationError("replay needs its traces: --data DIR with replay_v2_times.f64 and its neighbours")
        }
        if [.treeTrain, .treeInfer].contains(suite) && data == nil {
            throw ValidationError("\(suite.rawValue) needs its rows: --data DIR with tab_reg_train_x.f32 and its neighbours")
        }
    }

    func run() throws {
        let harness = BenchHarness(compute: compute.compute, seconds: seconds, patience: gate, only: only)
        let networks = LSTMBench(harness: harness, compute: compute.compute, seed: compute.seed)
        let transformers = TransformerBench(harness: harness, compute: compute.compute, seed: compute.seed)
        var accuracy: NetworkAccuracyBench {
            NetworkAccuracyBench(data: BenchData(folder: data ?? "."), harness: harness, compute: compute.compute, seed: compute.seed)
        }
        switch suite {
        case .lstmInfer: try networks.infer()
        case .lstmTrain: try networks.train()
        case .lstmAccuracy: try accuracy.runLSTM()
        case .transformerInfer: try transformers.infer()
        case .transformerTrain: try transformers.train()
        case .transformerAccuracy: try accuracy.runTransformer()
        case .ingest: try IngestBench(harness: harness, threads: compute.threads).run(folder: data)
        case .treeTrain:
            try TreeTrainBench(data: BenchData(folder: data!), harness: harness, compute: compute.compute, seed: compute.seed).run()
        case .treeInfer:
            try TreeInferBench(data: BenchData(folder: data!), harness: harness, compute: compute.compute, seconds: seconds).run()
        case .fleet:
            try FleetBench(data: BenchData(folder: data!), harness: harness, compute: compute.compute, seed: compute.seed).run()
        case .paths: try PathsBench(harness: harness, compute: compute.compute, seed: compute.seed).run()
        case .adaptive: try AdaptiveBench(harness: harness, compute: compute.compute, seed: compute.seed).run()
        case .coverageShift: try CoverageShiftBench(harness: harness, compute: compute.compute, seed: compute.seed).run()
        case .simulate: try SimulateBench(harness: harness, seed: compute.seed).run()
        case .replay: try ReplayBench(data: BenchData(folder: data!), harness: harness, compute: compute.compute).run()
        case .aapa: try AAPABench(harness: harness, seed: compute.seed).run()
        case .coldStart: try ColdStartBench(model: model, harness: harness, seconds: seconds).run()
        }
    }
}
