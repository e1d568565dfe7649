internal import CKernels

extension Kernels {
    /// Features of a window that ``windowFeatures(_:_:count:stride:length:circle:work:)`` writes.
    package static let windowFeatureCount = Int(HK_WINDOW_FEATURES)

    /// Windows that vectors compute side by side.
    package static let windowLanes = Int(HK_WINDOW_LANES)

    /// Doubles of the work space of a kernel of windows of this length.
    package static func windowWorkspace(length: Int) -> Int { hk_window_workspace(length) }

    /// Cosines and sines of the parts of a circle, shape `[2, length]`.
    package static func circle(length: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: 2 * length) { buffer, count in
            if let circle = buffer.baseAddress { hk_window_circle(circle, length) }
            count = 2 * length
        }
    }

    /// The 37 features of AAPA of many windows of one series; see `CKernels/include/ckernels.h`.
    ///
    /// - Parameters:
    ///   - out: features `[count, 37]`, written; NaN for a window with a value that is not finite.
    ///   - values: `(count − 1) · stride + length` values.
    ///   - count: windows.
    ///   - stride: values from the start of a window to that of the next one.
    ///   - length: values of a window, at least 4.
    ///   - circle: of ``circle(length:)``.
    ///   - work: ``windowWorkspace(length:)`` doubles.
    package func windowFeatures(
        _ out: UnsafeMutablePointer<Double>, _ values: UnsafePointer<Float>, count: Int, stride: Int, length: Int,
        circle: UnsafePointer<Double>, work: UnsafeMutablePointer<Double>
    ) {
        precondition(count >= 0 && stride >= 0 && length >= 4, "\(count) windows of \(length) values, \(stride) apart")
        table.pointee.window_features(out, values, count, stride, length, circle, work)
    }

    /// Features of a window that ``scaleFeatures(_:_:sorted:count:stride:length:circle:work:)`` writes.
    package static let scaleFeatureCount = Int(HK_SCALE_FEATURES)

    /// The 25 features at one scale of many windows of one series; see `CKernels/include/ckernels.h`.
    ///
    /// - Parameters:
    ///   - out: features `[count, 25]`, written; NaN for a window with a value that is not finite.
    ///   - values: `(count − 1) · stride + length` counts.
    ///   - sorted: the counts of each window in ascending order, `[count, length]`; `nil` to have them sorted. The result is the same.
    ///   - count: windows.
    ///   - stride: values from the start of a window to that of the next one.
    ///   - length: values of a window, a multiple of 12 from 24 on.
    ///   - circle: of ``circle(length:)``.
    ///   - work: ``windowWorkspace(length:)`` doubles.
    package func scaleFeatures(
        _ out: UnsafeMutablePointer<Float>, _ values: UnsafePointer<Float>, sorted: UnsafePointer<Float>? = nil, count: Int, stride: Int,
        length: Int,
        circle: UnsafePointer<Double>, work: UnsafeMutablePointer<Double>
    ) {
        precondition(
            count >= 0 && stride >= 0 && length >= 24 && length % 12 == 0, "\(count) windows of \(length) values, \(stride) apart")
        table.pointee.scale_features(out, values, sorted, count, stride, length, circle, work)
    }
}
