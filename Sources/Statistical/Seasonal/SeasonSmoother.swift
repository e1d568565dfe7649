import Tensors

/// Smooths the values at each place of a season from season to season, with one season more at either end.
struct SeasonSmoother: Sendable {
    /// The places that have one value more than others, if any, and those.
    private let parts: [(places: Range<Int>, plain: LoessSmoother, robust: RobustLoess?)]
    private let season: Int

    /// Finds the weights for a number of values, at least two seasons.
    init(count: Int, season: Int, span: Int, degree: Int, isRobust: Bool) {
        self.season = season
        parts = [(0..<count % season, count / season + 1), (count % season..<season, count / season)].compactMap { places, cycles in
            places.isEmpty
                ? nil
                : (
                    places, LoessSmoother(count: cycles, span: span, degree: degree, margin: 1),
                    isRobust ? RobustLoess(count: cycles, span: span, degree: degree, margin: 1) : nil
                )
        }
    }

    /// Smooths: `out` has the shape `[season + count + season]`.
    /// - Parameters:
    ///   - out: smoothed values.
    ///   - x: shape `[count]`.
    ///   - trust: of each value, `nil` for 1; only where the weights were found for it.
    ///   - kernels: which instructions to use.
    func smooth(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, trust: UnsafePointer<Double>?, _ kernels: Kernels) {
        for (places, plain, robust) in parts {
            let first = places.lowerBound
            if let trust {
                robust!.smooth(out + first, x + first, trust: trust + first, stride: season, columns: places.count, kernels)
            } else {
                plain.smooth(out + first, x + first, stride: season, columns: places.count, kernels)
            }
        }
    }
}
