import Headroom

/// What the plain LSTM networks learn in 600 steps on 20,000 windows: batch 256, Adam at 1e-3, pinball loss on 4,000 test windows.
struct LSTMAccuracyBench {
    /// Folder of `series60_train.f32` and `series60_test.f32`; with `lstmH_init.f32` and `epochs_seed0.i32` there, training starts from those
    /// parameters and takes the windows in that order.
    let data: BenchData
    let harness: BenchHarness
    let compute: Compute
    let seed: UInt64

    /// One line for each width.
    func run() throws {
        let training = try windows("series60_train.f32"), test = try windows("series60_test.f32")
        for width in LSTMBench.widths {
            let name = "lstm H=\(width) 600 steps B=256 lr=1e-3"
            guard harness.wants(peer: "headroom", case: name) else { continue }
            let plain = PlainTraining(width: width, batch: 256, compute: compute, seed: seed)
            // Six hundred steps from another start end 2 % apart; from the same start and order they compare like with like.
            let given = try data.numbers(Float.self, "lstm\(width)_init.f32", count: plain.parameterCount)
            if let given { plain.parameters = given }
            let start = Clock.nanoseconds()
            try train(plain, on: training)
            let wall = Double(Clock.nanoseconds() - start) * 1e-9
            let (loss, coverage) = plain.evaluate(test)
            harness.print(
                bench: "lstm-accuracy", case: name, metric: "test_pinball", value: loss, unit: "loss",
                fields: [
                    ("wall_s", .number(wall)), ("coverage_80", .number(coverage)), ("params", .integer(plain.parameterCount)),
                    ("given_start", .integer(given == nil ? 0 : 1)),
                ])
        }
    }

    private func train(_ plain: PlainTraining, on windows: [[Float]]) throws {
        let perEpoch = windows.count / 256
        let orders = try data.numbers(Int32.self, "epochs_seed0.i32", count: (600 / perEpoch + 1) * windows.count)
        var order = Array(windows.indices)
        for step in 0..<600 {
            let epoch = step / perEpoch
            if step % perEpoch == 0 {
                if let orders {
                    order = orders[epoch * windows.count..<(epoch + 1) * windows.count].map { min(max(Int($0), 0), windows.count - 1) }
                } else {
                    var random = RandomStream(seed: seed, purpose: "epoch", index: UInt64(epoch))
                    random.shuffle(&order)
                }
            }
            let first = step % perEpoch * 256
            plain.fill(with: order[first..<first + 256].map { windows[$0] })
            let loss = plain.step(learningRate: 1e-3)
            guard loss.isFinite else { throw ForecastError.diverged(epoch: epoch, loss: loss) }
        }
    }

    private func windows(_ file: String) throws -> [[Float]] {
        let row = LSTMWorkload.context + LSTMWorkload.horizon
        let values = try data.floats(file)
        guard values.count >= 256 * row, values.count % row == 0 else {
            throw BenchError.unreadable(file: "\(data.folder)/\(file)", values: "at least 256 rows of \(row) float32")
        }
        return stride(from: 0, to: values.count, by: row).map { Array(values[$0..<$0 + row]) }
    }
}
