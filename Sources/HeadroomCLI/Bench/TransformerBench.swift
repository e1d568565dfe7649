import Headroom

/// Speed of the plain transformers, which the other libraries' scripts build too: 96 values in 12 or 96 tokens, 24 steps × 3 quantiles.
struct TransformerBench {
    /// Steps of a patch.
    static let patches = [8, 1]

    let harness: BenchHarness
    let compute: Compute
    let seed: UInt64

    /// Latency of one forecast, throughput of 1024.
    func infer() throws {
        let alone = Compute(instructionSet: compute.instructionSet, threads: 1)
        for patch in Self.patches {
            let network = try TransformerNetwork.plain(patch: patch)
            let name = Self.name(of: network)
            for (peer, precision) in [("headroom", WeightPrecision.float32), ("headroom-bf16", .bfloat16)] {
                if harness.wants(peer: peer, case: "\(name) B=1") {
                    let work = load(network, batch: 1, alone).forecasts(network, precision)
                    try harness.latency(bench: "trans-infer", peer: peer, case: "\(name) B=1", work)
                }
                if harness.wants(peer: peer, case: "\(name) B=1024") {
                    let work = load(network, batch: 1024, compute).forecasts(network, precision)
                    try harness.throughput(
                        bench: "trans-infer", peer: peer, case: "\(name) B=1024", amount: 1024, unit: "forecasts/s", work)
                }
            }
        }
    }

    /// Samples per second of an optimiser step: pinball loss, Adam, batch 256.
    func train() throws {
        for patch in Self.patches {
            for (peer, products) in Self.precisions(compute) {
                let network = try TransformerNetwork.plain(patch: patch, products: products)
                let name = "\(Self.name(of: network)) B=256"
                guard harness.wants(peer: peer, case: name) else { continue }
                let work = load(network, batch: 256, compute).trainingSteps(network)
                try harness.throughput(bench: "trans-train", peer: peer, case: name, amount: 256, unit: "samples/s", work)
            }
        }
    }

    /// Peers of a training, and the precision of their products.
    static func precisions(_ compute: Compute) -> [(peer: String, products: WeightPrecision)] {
        [("headroom", .float32)] + (Kernels(compute.instructionSet).multipliesPairs ? [("headroom-bf16", .bfloat16)] : [])
    }

    /// The case of a network, as the other scripts call it.
    static func name(of network: TransformerNetwork) -> String { "trans tokens=\(network.tokens)" }

    private func load(_ network: TransformerNetwork, batch: Int, _ compute: Compute) -> PlainWorkload {
        PlainWorkload(context: network.context, horizon: network.horizon, batch: batch, compute: compute, seed: seed)
    }
}
