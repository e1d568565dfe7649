import Headroom

/// What the plain networks learn in 600 steps on 20,000 windows: batch 256, Adam at 1e-3, pinball loss on 4,000 test windows.
struct NetworkAccuracyBench {
    /// Folder of `series60_train.f32` and `series60_test.f32` (LSTM) or `series_train.f32` and `series_test.f32` (transformer); with
    /// `lstmH_init.f32` or `transT_init.f32`, and `epochs_seed0.i32` there, training starts from those parameters and takes the windows in
    /// that order.
    let data: BenchData
    let harness: BenchHarness
    let compute: Compute
    let seed: UInt64

    private static let batch = 256, steps = 600

    /// One line for each LSTM.
    func runLSTM() throws {
        for width in LSTMBench.widths {
            try run(
                LSTMNetwork.plain(hidden: width), bench: "lstm-accuracy", case: "lstm H=\(width)", start: "lstm\(width)_init.f32",
                windows: "series60")
        }
    }

    /// One line for each transformer.
    func runTransformer() throws {
        for patch in TransformerBench.patches {
            for (peer, products) in TransformerBench.precisions(compute) {
                let network = try TransformerNetwork.plain(patch: patch, products: products)
                try run(
                    network, bench: "trans-accuracy", peer: peer, case: TransformerBench.name(of: network),
                    start: "trans\(network.tokens)_init.f32", windows: "series")
            }
        }
    }

    private func run<Network: WindowNetwork>(
        _ network: Network, bench: String, peer: String = "headroom", case name: String, start: String, windows: String
    ) throws {
        let name = "\(name) \(Self.steps) steps B=\(Self.batch) lr=1e-3"
        guard harness.wants(peer: peer, case: name) else { return }
        let length = network.context + network.horizon
        let (training, test) = (try read("\(windows)_train.f32", length), try read("\(windows)_test.f32", length))
        let plain = PlainTraining(network, batch: Self.batch, compute: compute, seed: seed)
        // Six hundred steps from another start end 2 % apart; from the same start and order they compare like with like.
        let given = try data.numbers(Float.self, start, count: plain.parameterCount)
        if let given { plain.parameters = given }
        let start = Clock.nanoseconds()
        try train(plain, on: training)
        let wall = Double(Clock.nanoseconds() - start) * 1e-9
        let (loss, coverage) = plain.evaluate(test)
        harness.print(
            bench: bench, peer: peer, case: name, metric: "test_pinball", value: loss, unit: "loss",
            fields: [
                ("wall_s", .number(wall)), ("coverage_80", .number(coverage)), ("params", .integer(plain.parameterCount)),
                ("given_start", .integer(given == nil ? 0 : 1)),
            ])
    }

    private func train<Network: WindowNetwork>(_ plain: PlainTraining<Network>, on windows: [[Float]]) throws {
        let perEpoch = windows.count / Self.batch
        let orders = try data.numbers(Int32.self, "epochs_seed0.i32", count: (Self.steps / perEpoch + 1) * windows.count)
        var order = Array(windows.indices)
        for step in 0..<Self.steps {
            let epoch = step / perEpoch
            if step % perEpoch == 0 {
                if let orders {
                    order = orders[epoch * windows.count..<(epoch + 1) * windows.count].map { min(max(Int($0), 0), windows.count - 1) }
                } else {
                    var random = RandomStream(seed: seed, purpose: "epoch", index: UInt64(epoch))
                    random.shuffle(&order)
                }
            }
            let first = step % perEpoch * Self.batch
            plain.fill(with: order[first..<first + Self.batch].map { windows[$0] })
            let loss = plain.step(learningRate: 1e-3)
            guard loss.isFinite else { throw ForecastError.diverged(epoch: epoch, loss: loss) }
        }
    }

    private func read(_ file: String, _ row: Int) throws -> [[Float]] {
        let values = try data.floats(file)
        guard values.count >= Self.batch * row, values.count % row == 0 else {
            throw BenchError.unreadable(file: "\(data.folder)/\(file)", values: "at least \(Self.batch) rows of \(row) float32")
        }
        return stride(from: 0, to: values.count, by: row).map { Array(values[$0..<$0 + row]) }
    }
}
