import Tensors

/// The autoregressions of one block of time: shared factors, and the cells' own.
///
/// Made by whoever works on the block, and dropped with it.
final class BlockResiduals {
    private let generator: DimensionalGenerator
    private var block: Int?
    private var shared: [[[Double]]] = []
    /// The last two blocks of every metric: incidents that look back may need the one before.
    private var own: [Int: [(block: Int, values: [[Double]])]] = [:]

    init(_ generator: DimensionalGenerator) { self.generator = generator }

    private func blockNumber(_ index: Int) -> (block: Int, offset: Int) {
        let length = AutoregressiveBlock.length
        let offset = ((index % length) + length) % length
        return ((index - offset) / length, offset)
    }

    /// Factors at an absolute index: one for all cells, and for every dimension and value; empty without shared factors.
    func factors(at index: Int) -> (all: Double, values: [[Double]]) {
        let configuration = generator.configuration
        guard !configuration.factors.isEmpty else { return (1, []) }
        let (number, offset) = blockNumber(index)
        if block != number {
            block = number
            shared = configuration.factors.enumerated().map { ordinal, factor in
                let key = generator.key.appending("factor").appending(factor.dimension ?? "").appending(UInt64(ordinal))
                let dimension = configuration.dimensions.firstIndex { $0.name == factor.dimension }
                let keys = dimension.map { generator.valueKeys[$0] } ?? [0]
                return keys.map {
                    AutoregressiveBlock.values(key.appending($0), block: number, correlation: factor.residual.correlation, lane: 4)
                }
            }
        }
        var all = 1.0
        var values = configuration.dimensions.map { [Double](repeating: 1, count: $0.values.count) }
        for (ordinal, factor) in configuration.factors.enumerated() {
            let dimension = configuration.dimensions.firstIndex { $0.name == factor.dimension }
            for (value, series) in shared[ordinal].enumerated() {
                let drawn = Self.factor(series[offset], factor.residual.scale)
                if let dimension { values[dimension][value] *= drawn } else { all *= drawn }
            }
        }
        return (all, values)
    }

    /// Factors of all cells of a metric at an absolute index; empty without residuals.
    func own(metric: Int, at index: Int) -> [Double] {
        let compiled = generator.metrics[metric]
        guard compiled.hasResidual, let cells = generator.cells else { return [] }
        let (number, offset) = blockNumber(index)
        if let block = own[metric]?.first(where: { $0.block == number }) { return block.values.map { $0.isEmpty ? 1 : $0[offset] } }
        let values = (0..<cells.count).map { cell -> [Double] in
            guard let residual = compiled.rates.classes[Int(compiled.classOfCell[cell])].residual, residual.scale > 0 else { return [] }
            let key = StreamKey(bits: cells.keys[cell]).appending(compiled.nameBits)
            return AutoregressiveBlock.values(key, block: number, correlation: residual.correlation, lane: 5)
                .map { Self.factor($0, residual.scale) }
        }
        own[metric] = [(number, values)] + (own[metric] ?? []).prefix(1)
        return values.map { $0.isEmpty ? 1 : $0[offset] }
    }

    /// A log-normal factor of mean 1.
    private static func factor(_ normal: Double, _ scale: Double) -> Double { PortableMath.exp(scale * (normal - scale / 2)) }
}
