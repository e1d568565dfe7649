import Tensors

/// Loess of one series at every value, or at some values and lines between them where the span is wide.
enum LinearSmoother: Sendable {
    case exact(LoessSmoother, robust: RobustLoess?)
    case coarse(CoarseLoess)

    /// Finds the weights, for values that are trusted unevenly too if so wished.
    init(count: Int, span: Int, degree: Int, isRobust: Bool = false) {
        self =
            span < CoarseLoess.narrowest
            ? .exact(
                LoessSmoother(count: count, span: span, degree: degree),
                robust: isRobust ? RobustLoess(count: count, span: span, degree: degree) : nil)
            : .coarse(CoarseLoess(count: count, span: span, degree: degree))
    }

    /// Smooths one series.
    /// - Parameters:
    ///   - out: shape `[count]`.
    ///   - x: shape `[count]`.
    ///   - trust: of each value, `nil` for 1; only where the weights were found for it.
    ///   - kernels: which instructions to use.
    func smooth(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, trust: UnsafePointer<Double>? = nil, _ kernels: Kernels) {
        switch (self, trust) {
        case (.exact(let smoother, _), nil): smoother.smooth(out, x, kernels)
        case (.exact(_, let robust), let trust?): robust!.smooth(out, x, trust: trust, stride: 1, columns: 1, kernels)
        case (.coarse(let smoother), nil): smoother.smooth(out, x, kernels)
        case (.coarse(let smoother), let trust?): smoother.smooth(out, x, trust: trust, kernels)
        }
    }
}
