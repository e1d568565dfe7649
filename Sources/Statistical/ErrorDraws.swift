import Tensors

/// Which of the errors of a history each of many futures meets at each step, and the quantiles of what comes of it.
///
/// Futures are drawn from the errors that a model made on its history (the bootstrap; Hyndman, Koehler, Ord & Snyder 2008, section 6.1), so
/// that quantiles have the skewness and the tails of these errors rather than those of a normal distribution. At each step the futures take
/// one error each from as many shares of equal probability, in an order of its own: what is known after one step is exact, and the numbers
/// of one call serve all histories.
package struct ErrorDraws: Sendable {
    /// Futures.
    package static let count = 512
    /// Fewest errors that are drawn from; quantiles of shorter histories are normal.
    package static let fewestErrors = 100

    /// Steps.
    package let horizon: Int
    /// For each step, the share that each future takes, `[H, 512]`.
    private let shares: [UInt16]

    /// Draws for a horizon; always the same.
    package init(horizon: Int) {
        self.horizon = horizon
        var shares: [UInt16] = []
        shares.reserveCapacity(horizon * Self.count)
        var order = Array(0..<Self.count)
        var random = RandomStream(seed: 0, purpose: "statistical futures")
        for _ in 0..<horizon {
            random.shuffle(&order)
            for share in order { shares.append(UInt16(share)) }
        }
        self.shares = shares
    }

    /// The middles of 512 shares of the errors, ascending, moved to the mean 0, which a model's errors have, and stretched to `variance`. (A mean
    /// that is left in would be a trend that no model has chosen: scaled pinball loss 0.90 and 2.67 in place of 0.89 and 2.38 on two sets.)
    static func middles(of errors: [Double], variance: Double) -> [Double] {
        let n = Double(errors.count), mean = errors.reduce(0, +) / n
        let sorted = errors.map { $0 - mean }.sorted()
        let square = sorted.reduce(0) { $0 + $1 * $1 } / n
        let stretch = square > 0 ? (variance / square).squareRoot() : 1
        return (0..<count).map { share in
            // Between order statistics, each in the middle of its own share.
            let place = min(max((Double(share) + 0.5) / Double(count) * n - 0.5, 0), n - 1)
            let lower = min(Int(place), errors.count - 2), weight = place - Double(lower)
            return stretch * ((1 - weight) * sorted[lower] + weight * sorted[lower + 1])
        }
    }

    /// The futures as an answer.
    ///
    /// - Parameters:
    ///   - errors: of the model on its history, at least 2.
    ///   - variance: that errors should have, at least that of `errors` for all that was estimated.
    ///   - setting: for levels and kernels.
    ///   - advance: given a step, the errors that the futures meet, and where to put them, writes the values of all futures; called for every
    ///     step in order.
    func answer(
        errors: [Double], variance: Double, in setting: LocalSetting,
        advance: (_ step: Int, _ errors: UnsafePointer<Double>, _ values: UnsafeMutablePointer<Float>) -> Void
    ) -> LocalAnswer {
        let middles = Self.middles(of: errors, variance: variance), kernels = Kernels(setting.instructionSet), count = Self.count
        let met = Memory<Double>(count), values = Memory<Float>(count), sorted = Memory<Float>(count), work = Memory<Float>(count)
        let places = setting.levels.values.map { level in
            let place = min(max(level * Double(count) - 0.5, 0), Double(count - 1)), lower = min(Int(place), count - 2)
            return (lower: lower, weight: Float(place - Double(lower)))
        }
        var quantiles: [Float] = []
        quantiles.reserveCapacity(horizon * places.count)
        for step in 0..<horizon {
            for future in 0..<count { met.start[future] = middles[Int(shares[step * count + future])] }
            advance(step, met.start, values.start)
            for future in 0..<count where values.start[future].isNaN { values.start[future] = 0 }
            kernels.sort(sorted.start, work: work.start, values.start, count: count)
            for (lower, weight) in places {
                quantiles.append((1 - weight) * sorted.start[lower] + weight * sorted.start[lower + 1])
            }
        }
        return LocalAnswer(values: quantiles)
    }
}
