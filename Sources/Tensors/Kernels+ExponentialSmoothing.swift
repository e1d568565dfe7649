internal import CKernels

extension Kernels {
    /// Lanes that exponential smoothing runs side by side.
    package static var smoothingLanes: Int { 16 }

    /// How the error and the season of an exponential smoothing act.
    package enum SmoothingForm: UInt32, Sendable {
        /// Additive error; the season, if any, is additive.
        case additive = 0
        /// Error relative to the forecast; the season, if any, is additive.
        case relative = 1
        /// Error relative to the forecast, and a season that multiplies.
        case multiplicative = 2
    }

    /// One series and one kind of model; every lane has its own parameters and states. The recursion is told in
    /// `CKernels/include/ckernels.h`.
    package struct Smoothing {
        /// Values `[count]`; NaN is missing.
        package var values: UnsafePointer<Double>
        /// Number of values.
        package var count: Int
        /// Season in steps, 0 without.
        package var season: Int
        /// Smoothing parameters α, β, γ, φ, shape `[4, 16]`.
        package var parameters: UnsafePointer<Double>
        /// Errors of lane 0, `[count]`, written where residuals are.
        package var first: UnsafeMutablePointer<Double>?
        /// How error and season act.
        package var form: SmoothingForm
        /// Whether there is a trend.
        package var trend: Bool

        /// Makes the arguments of a kernel; pointers must be valid as long as it runs.
        package init(
            values: UnsafePointer<Double>, count: Int, season: Int, parameters: UnsafePointer<Double>,
            first: UnsafeMutablePointer<Double>?, form: SmoothingForm, trend: Bool
        ) {
            precondition(count >= 0 && season >= (form == .multiplicative ? 1 : 0), "\(count) values with a season of \(season)")
            (self.values, self.count, self.season, self.parameters) = (values, count, season, parameters)
            (self.first, self.form, self.trend) = (first, form, trend)
        }
    }

    /// Runs 16 models over a series: sums of squared errors and of logarithms of forecasts, both `[16]`, and the states `[2 + season, 16]`
    /// after the last value in the place of the first ones. Residuals `[count, 16]` need ``Smoothing/first``.
    package func smooth(
        squares: UnsafeMutablePointer<Double>, logs: UnsafeMutablePointer<Double>, residuals: UnsafeMutablePointer<Float>?,
        states: UnsafeMutablePointer<Double>, _ smoothing: Smoothing
    ) {
        precondition(residuals == nil || smoothing.first != nil, "residuals need the errors of lane 0")
        var kernel = hk_ets(
            y: smoothing.values, n: smoothing.count, season: smoothing.season, parameters: smoothing.parameters, first: smoothing.first,
            form: hk_ets_form(rawValue: smoothing.form.rawValue), trend: smoothing.trend)
        table.pointee.ets_run(squares, logs, residuals, states, &kernel)
    }

    /// Products of lanes `aᵀ·b`, shape `[16, 16]`, of `a` and `b`, both `[count, 16]`.
    package func laneProducts(
        _ out: UnsafeMutablePointer<Double>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int
    ) { table.pointee.lane_products(out, a, b, count) }

    /// Sums `[6, 16]` from which the squared errors of theta models follow, for 16 smoothing parameters; what they are is told in
    /// `CKernels/include/ckernels.h`. Values, intercepts and slopes have the shape `[count]`; steps before `first` are left out.
    package func thetaSums(
        _ out: UnsafeMutablePointer<Double>, alphas: UnsafePointer<Double>, values: UnsafePointer<Double>,
        intercepts: UnsafePointer<Double>, slopes: UnsafePointer<Double>, count: Int, first: Int
    ) { table.pointee.theta_sums(out, alphas, values, intercepts, slopes, count, first) }
}
