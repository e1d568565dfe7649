import Forecasting
import Tensors

/// What units of the targets are compared by: the mean pinball loss in the unit of the series, relative to how much each one varies.
struct ValidationLoss {
    let levels: QuantileLevels

    /// The loss of one row counts at most this many variations: no freak value chooses the unit.
    private static let mostOfOneRow = 20.0

    /// Mean loss of a model's quantiles of some rows.
    func value(of model: FittedGBT, on rows: ForecastRows) -> Double {
        let (pieceRows, columns, count) = (256, model.assembler.columns, levels.count)
        let pieces = (rows.count + pieceRows - 1) / pieceRows
        let sums = Collected<Double>(count: pieces, empty: 0)
        Parallel.forEach(pieces, threads: model.compute.threads) { piece in
            var scratch = model.forests.makeScratch()
            var (scaled, values) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
            var sum = 0.0
            for row in piece * pieceRows..<min(rows.count, (piece + 1) * pieceRows) {
                model.forests.write(&scaled, row: rows.features + row * columns, scratch: &scratch)
                model.windows.unscale(scaled, into: &values, count: count, scale: rows.scales[row], isWhole: false)
                var loss = 0.0
                for (level, value) in zip(levels.values, values) {
                    let error = Double(rows.actual[row]) - Double(value)
                    loss += max(level * error, (level - 1) * error)
                }
                sum += min(loss / Double(count) / rows.variations[row], Self.mostOfOneRow)
            }
            sums.set(piece, sum)
        }
        return sums.values.reduce(0, +) / Double(max(1, rows.count))
    }
}
