import Benchmark
import Headroom

/// Model files: what loading adds to the start of every forecast.
///
/// `parameters` is the number of float weights; a two-layer LSTM of width 64 has about 60,000.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], warmupIterations: 3, scalingFactor: .one, maxDuration: .seconds(2), maxIterations: 10_000)

    for parameters in [60_000, 1_000_000] {
        let archive = model(parameters: parameters)

        Benchmark("store/encode/parameters=\(parameters)") { benchmark in
            for _ in benchmark.scaledIterations { try blackHole(ModelStore.encode(archive)) }
        }

        Benchmark("store/decode/parameters=\(parameters)") { benchmark, bytes in
            for _ in benchmark.scaledIterations { try blackHole(ModelStore.decode(bytes)) }
        } setup: {
            try ModelStore.encode(archive)
        }

        // The same without schema and digest: the difference is SHA-256.
        Benchmark("store/safetensors/decode/parameters=\(parameters)") { benchmark, bytes in
            for _ in benchmark.scaledIterations { try blackHole(SafeTensors.decode(bytes)) }
        } setup: {
            try ModelStore.encode(archive)
        }
    }
}

/// An archive with the tensors of a two-layer network, ballast in the place of trained values.
private func model(parameters: Int) -> ModelArchive {
    let layers = (0..<8).map { index in
        let count = parameters / 8
        return ("model.layer\(index).weights", ModelArchive.Tensor((0..<count).map { Float($0 % 251) }, shape: [count]))
    }
    return ModelArchive(
        tensors: Dictionary(uniqueKeysWithValues: layers),
        metadata: ["kind": "lstm", "configuration": String(repeating: "{\"lookback\": 288}", count: 100)])
}
