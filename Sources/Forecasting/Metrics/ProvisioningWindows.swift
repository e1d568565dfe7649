/// Provisioning windows: T slots cut into windows of w, within which the allocation does not change. The last one may be shorter.
public enum ProvisioningWindows {
    /// Ceilings `c_k = max_{W_k} y` of all windows, `[⌈T/w⌉]`; NaN (unknown) slots are passed over, a window without any known one is NaN.
    /// - Precondition: `window ≥ 1`.
    public static func ceilings(of demand: [Float], window: Int) -> [Float] {
        precondition(window >= 1)
        return stride(from: 0, to: demand.count, by: window).map { start in
            maximum(demand[start..<min(start + window, demand.count)])
        }
    }

    /// Ceilings as the seasonal naive sees them: for each slot of a window the value of the same slot one season earlier, as many seasons as
    /// it takes to lie before the window; `[⌈T/w⌉]`. NaN where the history does not reach back or knows nothing there.
    /// - Precondition: `window ≥ 1`, `season ≥ 1`.
    public static func seasonalNaiveCeilings(of demand: [Float], window: Int, season: Int) -> [Float] {
        precondition(window >= 1 && season >= 1)
        return stride(from: 0, to: demand.count, by: window).map { start in
            guard start >= season else { return .nan }
            let slots = start..<min(start + window, demand.count)
            return maximum(slots.lazy.map { demand[$0 - season * (1 + ($0 - start) / season)] })
        }
    }

    /// An allocation that holds each window's value over the window, `[slots]`; a window without a value (NaN) keeps the one before it, and
    /// windows before the first value have 0.
    /// - Precondition: `window ≥ 1`, one value for each window.
    public static func allocation(from values: [Float], window: Int, slots: Int) -> [Float] {
        precondition(window >= 1 && values.count * window >= slots)
        var out = [Float](repeating: 0, count: slots)
        var current: Float = 0
        for t in 0..<slots {
            if t % window == 0, !values[t / window].isNaN { current = values[t / window] }
            out[t] = current
        }
        return out
    }

    private static func maximum(_ values: some Sequence<Float>) -> Float {
        values.reduce(Float.nan) { $1.isNaN ? $0 : ($0.isNaN ? $1 : max($0, $1)) }
    }
}
