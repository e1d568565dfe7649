import Headroom

/// Speed of the plain LSTM networks, which the other libraries' scripts build too: 60 values, two layers, 15 steps × 3 quantiles.
struct LSTMBench {
    /// Hidden units of the networks.
    static let widths = [15, 64, 128]

    let harness: BenchHarness
    let compute: Compute
    let seed: UInt64

    /// Latency of one forecast, throughput of 1024, latency of one streamed observation.
    func infer() throws {
        let alone = Compute(instructionSet: compute.instructionSet, threads: 1)
        for width in Self.widths {
            for engine in LSTMEngine.all {
                try latency("B=1", engine, engine.forecast, LSTMWorkload(width: width, batch: 1, compute: alone, seed: seed))
                try latency("stream step", engine, engine.streamStep, LSTMWorkload(width: width, batch: 1, compute: alone, seed: seed))
            }
            for engine in LSTMEngine.all {
                try throughput(
                    "lstm-infer", "forecasts/s", engine, engine.batch,
                    LSTMWorkload(width: width, batch: 1024, compute: compute, seed: seed))
            }
        }
    }

    /// Samples per second of an optimiser step: pinball loss, Adam, batch 256.
    func train() throws {
        for width in Self.widths {
            for engine in LSTMEngine.all {
                try throughput(
                    "lstm-train", "samples/s", engine, engine.trainingStep,
                    LSTMWorkload(width: width, batch: 256, compute: compute, seed: seed))
            }
        }
    }

    private func latency(_ what: String, _ engine: LSTMEngine, _ preparation: LSTMEngine.Preparation?, _ load: LSTMWorkload) throws {
        let name = "lstm H=\(load.width) \(what)"
        guard let preparation, harness.wants(peer: engine.peer, case: name) else { return }
        try harness.latency(bench: "lstm-infer", peer: engine.peer, case: name, preparation(load))
    }

    private func throughput(
        _ bench: String, _ unit: String, _ engine: LSTMEngine, _ preparation: LSTMEngine.Preparation?, _ load: LSTMWorkload
    ) throws {
        let name = "lstm H=\(load.width) B=\(load.plain.batch)"
        guard let preparation, harness.wants(peer: engine.peer, case: name) else { return }
        try harness.throughput(
            bench: bench, peer: engine.peer, case: name, amount: Double(load.plain.batch), unit: unit, preparation(load))
    }
}
