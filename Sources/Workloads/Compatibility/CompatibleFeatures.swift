import Tensors

/// The 37 features of AAPA's published code, of many windows at once.
///
/// They are described in `docs/archetypes.md`. Six of them are 0 for windows of an hour, and their scale is that of the demand: they are
/// here to compare with AAPA, ``ArchetypeFeatures`` are what classifies.
public struct CompatibleFeatures: Sendable {
    /// Names of the features, in the order of a row.
    public static let names = [
        "mean", "median", "std", "variance", "skewness", "kurtosis", "min", "max", "range", "iqr", "cv", "max_to_mean_ratio",
        "max_to_median_ratio", "autocorr_lag_1", "autocorr_lag_5", "autocorr_lag_10", "autocorr_lag_30", "autocorr_lag_60",
        "autocorr_lag_120", "autocorr_lag_1440", "linear_trend_slope", "linear_trend_r2", "mean_abs_change", "mean_change", "std_change",
        "num_peaks", "peaks_per_hour", "spectral_entropy", "dominant_freq", "dominant_freq_power", "power_low_freq", "power_med_freq",
        "power_high_freq", "active_ratio", "burstiness", "gini_coefficient", "time_to_peak_ratio",
    ]

    /// Which windows.
    public let plan: WindowPlan
    private let kernels: Kernels
    private let circle: [Double]

    /// Prepares the features of windows.
    public init(_ plan: WindowPlan = .standard, kernels: Kernels = .best) {
        (self.plan, self.kernels) = (plan, kernels)
        circle = Kernels.circle(length: plan.length)
    }

    /// Features of every window of a series.
    ///
    /// - Parameter values: demand of every minute `[T]`.
    /// - Returns: features `[windows, 37]`; NaN for a window with a missing value, and where a definition has no value (skewness, kurtosis
    ///   and the fit of a line of constant demand).
    public func features(of values: [Float]) -> [Double] {
        let count = plan.count(minutes: values.count)
        let work = UnsafeMutablePointer<Double>.allocate(capacity: Kernels.windowWorkspace(length: plan.length))
        defer { work.deallocate() }
        return [Double](unsafeUninitializedCapacity: count * Self.names.count) { out, written in
            if let out = out.baseAddress {
                kernels.windowFeatures(
                    out, values, count: count, stride: plan.stride, length: plan.length, circle: circle, work: work)
            }
            written = count * Self.names.count
        }
    }
}
