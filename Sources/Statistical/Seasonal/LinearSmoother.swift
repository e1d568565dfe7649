import Tensors

/// Loess of one series at every value, or at some values and lines between them where the span is wide.
enum LinearSmoother {
    case exact(LoessSmoother)
    case coarse(CoarseLoess)

    /// Finds the weights.
    init(count: Int, span: Int, degree: Int) {
        self =
            span < CoarseLoess.narrowest
            ? .exact(LoessSmoother(count: count, span: span, degree: degree))
            : .coarse(CoarseLoess(count: count, span: span, degree: degree))
    }

    /// Smooths one series.
    func smooth(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ kernels: Kernels) {
        switch self {
        case .exact(let smoother): smoother.smooth(out, x, kernels)
        case .coarse(let smoother): smoother.smooth(out, x, kernels)
        }
    }
}
