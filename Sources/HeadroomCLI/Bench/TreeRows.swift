import Headroom

/// Rows that trees are trained on, and those that they are tested on.
struct TreeRows {
    /// Values of the features `[N, D]`.
    let x: [Float]
    /// Targets `[N]`.
    let y: [Float]
    let names: [String]

    private init(x: [Float], y: [Float], columns: Int) {
        (self.x, self.y) = (x, y)
        names = (0..<columns).map { "f\($0)" }
    }

    /// The rows of `FILE_x.f32` and `FILE_y.f32`.
    init(_ data: BenchData, file: String, columns: Int) throws {
        let (x, y) = (try data.floats("\(file)_x.f32"), try data.floats("\(file)_y.f32"))
        guard x.count == y.count * columns, !y.isEmpty else {
            throw BenchError.unreadable(file: "\(data.folder)/\(file)_x.f32", values: "\(columns) float32 for each target")
        }
        self.init(x: x, y: y, columns: columns)
    }

    /// Uniform numbers, and targets that follow the first two columns.
    init(random rows: Int, columns: Int, seed: UInt64) {
        var random = RandomStream(seed: seed, purpose: "tree rows")
        let x = (0..<rows * columns).map { _ in random.uniform() }
        self.init(x: x, y: (0..<rows).map { x[$0 * columns] + x[$0 * columns + 1] * random.uniform() }, columns: columns)
    }

    /// Calls `body` with the rows, to learn from or to be asked for.
    func with<Result>(_ body: (BoostingData) throws -> Result) rethrows -> Result {
        try x.withUnsafeBufferPointer { x in
            try body(BoostingData(FeatureTable(rowMajor: x.baseAddress!, rows: y.count, names: names), targets: y))
        }
    }
}
