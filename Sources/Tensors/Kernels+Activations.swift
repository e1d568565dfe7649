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
}
