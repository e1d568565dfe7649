import Forecasting
import Tensors

/// What units of the targets are compared by: the mean pinball loss in the unit of the series, relative to how much each one varies.
struct ValidationLoss {
    let levels: QuantileLevels
    /// Brings quantiles back to the unit of the series.
    let windows: WindowAssembler
    let threads: Int

    /// The loss of one row counts at most this many variations: no freak value chooses the unit.
    private static let mostOfOneRow = 20.0
    private static let pieceRows = 256

    /// Mean loss of quantile forests on rows.
    func value(of forests: QuantileForests, on rows: ForecastRows, columns: Int) -> Double {
        let judged = rows.judged
        return value(actual: judged.actual, scales: judged.scales, variations: judged.variations) { piece, take in
            var scratch = forests.makeScratch()
            var scaled = [Float](repeating: 0, count: levels.count)
            for row in piece {
                forests.write(&scaled, row: rows.features + row * columns, scratch: &scratch)
                take(row, scaled)
            }
        }
    }

    /// Mean loss of quantiles around means.
    func value(of residuals: ResidualQuantiles, on outcomes: MeanOutcomes, bound: Float) -> Double {
        value(actual: outcomes.actual, scales: outcomes.scales, variations: outcomes.variations) { piece, take in
            var scaled = [Float](repeating: 0, count: levels.count)
            for row in piece {
                residuals.write(
                    &scaled, mean: outcomes.means[row], scale: outcomes.scales[row], step: outcomes.steps[row], levels: levels, bound: bound
                )
                take(row, scaled)
            }
        }
    }

    /// - Parameter quantiles: hands over the quantiles `[Q]` of some rows, in the units of their origins, one row after the other.
    private func value(
        actual: [Float], scales: [WindowScale], variations: [Double],
        _ quantiles: @Sendable (_ rows: Range<Int>, _ take: (_ row: Int, _ scaled: [Float]) -> Void) -> Void
    ) -> Double {
        let pieces = (actual.count + Self.pieceRows - 1) / Self.pieceRows
        let sums = Collected<Double>(count: pieces, empty: 0)
        Parallel.forEach(pieces, threads: threads) { piece in
            var values = [Float](repeating: 0, count: levels.count)
            var sum = 0.0
            quantiles(piece * Self.pieceRows..<min(actual.count, (piece + 1) * Self.pieceRows)) { row, scaled in
                windows.unscale(scaled, into: &values, count: levels.count, scale: scales[row], isWhole: false)
                var loss = 0.0
                for (level, value) in zip(levels.values, values) {
                    let error = Double(actual[row]) - Double(value)
                    loss += max(level * error, (level - 1) * error)
                }
                sum += min(loss / Double(levels.count) / variations[row], Self.mostOfOneRow)
            }
            sums.set(piece, sum)
        }
        return sums.values.reduce(0, +) / Double(max(1, actual.count))
    }
}
