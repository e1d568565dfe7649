internal import CKernels

extension Kernels {
    /// `out = 1 / (1 + exp(-x))`, shapes `[count]`.
    public func sigmoid(_ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
        table.pointee.sigmoid(out, x, count)
    }

    /// `out = tanh(x)`, shapes `[count]`.
    public func tanh(_ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
        table.pointee.tanh(out, x, count)
    }

    /// `out = log(1 + exp(x))` without overflow, shapes `[count]`.
    public func softplus(_ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
        table.pointee.softplus(out, x, count)
    }

    /// `out = exp(x)`, shapes `[count]`.
    public func exp(_ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
        table.pointee.exp(out, x, count)
    }

    /// `out = max(x, 0)`, shapes `[count]`.
    public func relu(_ out: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
        table.pointee.relu(out, x, count)
    }

    /// Sets `gradient` to 0 where `out`, a result of ``relu(_:_:count:)``, is 0; shapes `[count]`.
    public func reluGradient(_ gradient: UnsafeMutablePointer<Float>, _ out: UnsafePointer<Float>, count: Int) {
        table.pointee.relu_gradient(gradient, out, count)
    }

    /// `out = x Φ(x)` with the standard normal distribution Φ, shapes `[count]`.
    /// - Parameters:
    ///   - out: written.
    ///   - slope: the derivative, written; `nil` when it is not wanted.
    ///   - x: read.
    ///   - count: number of values.
    public func gelu(
        _ out: UnsafeMutablePointer<Float>, slope: UnsafeMutablePointer<Float>? = nil, _ x: UnsafePointer<Float>, count: Int
    ) {
        table.pointee.gelu(out, slope, x, count)
    }
}
