import FoundationEssentials
import Headroom

/// Benchmarks of the plain LSTM networks.
struct LSTMBench {
    static let widths = [15, 64, 128]

    let compute: Compute
    let seed: UInt64
    let seconds: Double

    private let context = 60, horizon = 15

    /// Latency of one forecast and throughput of 1024.
    func infer(width: Int) {
        let network = LSTMNetwork.plain(hidden: width)
        let parameters = network.initialParameters(seed: seed)
        let plain = PlainForecasting(network, parameters: parameters, windows: randomWindows(1024), compute: compute)
        let single = PlainForecasting(
            network, parameters: parameters, windows: randomWindows(1), compute: Compute(instructionSet: compute.instructionSet, threads: 1))
        let times = Self.repeated(seconds: seconds, most: 1_000_000) { single.forecast() }.sorted()
        BenchLine(bench: "lstm-infer", case: "lstm H=\(width) B=1", threads: compute.threads, metric: "latency_p50", unit: "us")
            .print(
                times[times.count / 2] * 1e6, ["p99": times[times.count * 99 / 100] * 1e6, "min": times[0] * 1e6, "n": Double(times.count)])
        let batches = Self.repeated(seconds: seconds, most: 200) { plain.forecast() }.sorted()
        BenchLine(bench: "lstm-infer", case: "lstm H=\(width) B=1024", threads: compute.threads, metric: "throughput", unit: "forecasts/s")
            .print(1024 / batches[0], ["median": 1024 / batches[batches.count / 2], "runs": Double(batches.count), "best_s": batches[0]])
    }

    /// Samples per second of a training step at batch 256.
    func train(width: Int) {
        let plain = PlainTraining(width: width, batch: 256, compute: compute, seed: seed)
        plain.fill(with: randomWindows(256))
        let times = Self.repeated(seconds: seconds, most: 200) { _ = plain.step(learningRate: 1e-3) }.sorted()
        BenchLine(bench: "lstm-train", case: "lstm H=\(width) B=256", threads: compute.threads, metric: "throughput", unit: "samples/s")
            .print(256 / times[0], ["median": 256 / times[times.count / 2], "runs": Double(times.count), "best_s": times[0]])
    }

    /// 600 steps on 20,000 windows, batch 256, Adam at 1e-3; pinball loss on 4,000 test windows.
    func accuracy(width: Int, folder: String) throws {
        let training = try windows(folder + "/series60_train.f32"), test = try windows(folder + "/series60_test.f32")
        let plain = PlainTraining(width: width, batch: 256, compute: compute, seed: seed)
        // Six hundred steps from another start end 2 % apart; from the same start and order they compare like with like.
        let given = try? Self.read(Float.self, folder + "/lstm\(width)_init.f32", count: plain.parameterCount)
        if let given { plain.parameters = given }
        let perEpoch = training.count / 256
        let epochs = 600 / perEpoch + 1
        let orders = try? Self.read(Int32.self, folder + "/epochs_seed0.i32", count: epochs * training.count)
        let start = ProgressLine.seconds()
        var order = Array(training.indices)
        for step in 0..<600 {
            if step % perEpoch == 0 {
                let epoch = step / perEpoch
                if let orders {
                    order = orders[epoch * training.count..<(epoch + 1) * training.count].map { min(max(Int($0), 0), training.count - 1) }
                } else {
                    var random = RandomStream(seed: seed, purpose: "epoch", index: UInt64(epoch))
                    random.shuffle(&order)
                }
            }
            let first = step % perEpoch * 256
            plain.fill(with: order[first..<first + 256].map { training[$0] })
            let loss = plain.step(learningRate: 1e-3)
            guard loss.isFinite else { throw ForecastError.diverged(epoch: step / perEpoch, loss: loss) }
        }
        let wall = ProgressLine.seconds() - start
        let (loss, coverage) = plain.evaluate(test)
        BenchLine(
            bench: "lstm-accuracy", case: "lstm H=\(width) 600 steps B=256 lr=1e-3", threads: compute.threads, metric: "test_pinball",
            unit: "loss"
        ).print(
            loss, ["wall_s": wall, "coverage_80": coverage, "params": Double(plain.parameterCount), "given_start": given == nil ? 0 : 1])
    }

    private func windows(_ path: String) throws -> [[Float]] {
        let row = context + horizon
        let values = try Self.read(Float.self, path, count: nil)
        guard !values.isEmpty, values.count % row == 0 else { throw BenchError.unreadable(file: path, values: "rows of \(row) float32") }
        return stride(from: 0, to: values.count, by: row).map { Array(values[$0..<$0 + row]) }
    }

    /// Little-endian numbers of a file; of exactly `count`, if given.
    private static func read<Number>(_ type: Number.Type, _ path: String, count: Int?) throws -> [Number] {
        let size = MemoryLayout<Number>.stride
        guard let data = FileManager.default.contents(atPath: path), data.count % size == 0, count == nil || data.count == count! * size
        else { throw BenchError.unreadable(file: path, values: "\(count.map { "\($0) " } ?? "")\(Number.self)") }
        return [Number](unsafeUninitializedCapacity: data.count / size) { buffer, initialized in
            initialized = data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer)) / size
        }
    }

    private func randomWindows(_ count: Int) -> [[Float]] {
        var random = RandomStream(seed: seed, purpose: "bench windows")
        return (0..<count).map { _ in (0..<context + horizon).map { _ in Float(random.normal()) } }
    }

    /// Durations of one call after another, after a warm-up.
    private static func repeated(seconds: Double, most: Int, _ body: () -> Void) -> [Double] {
        let warm = ProgressLine.seconds()
        repeat { body() } while ProgressLine.seconds() - warm < min(0.3, seconds)
        var times: [Double] = []
        let start = ProgressLine.seconds()
        while times.count < 3 || (ProgressLine.seconds() - start < seconds && times.count < most) {
            let before = ProgressLine.seconds()
            body()
            times.append(ProgressLine.seconds() - before)
        }
        return times
    }
}

/// What can be wrong with benchmark data.
enum BenchError: Error, CustomStringConvertible {
    case unreadable(file: String, values: String)

    var description: String {
        switch self {
        case .unreadable(let file, let values): "\(file) should hold \(values), little-endian, but cannot be read as such"
        }
    }
}

/// One JSON line of a benchmark, the fields of the other libraries' scripts.
struct BenchLine {
    let bench: String
    let `case`: String
    let threads: Int
    let metric: String
    let unit: String

    func print(_ value: Double, _ more: [String: Double]) {
        var line = "{\"bench\":\"\(bench)\",\"peer\":\"headroom\",\"case\":\"\(`case`)\",\"threads\":\(threads),\"metric\":\"\(metric)\","
        line += "\"value\":\(value),\"unit\":\"\(unit)\""
        for (key, number) in more.sorted(by: { $0.key < $1.key }) { line += ",\"\(key)\":\(number)" }
        line += ",\"isa\":\"\(InstructionSet.best.name)\",\"blas_core\":\"\(BLAS.coreName)\",\"version\":\"\(HeadroomVersion.current)\"}"
        Standard.output(line)
    }
}
