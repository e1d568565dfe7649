import Tensors

/// Features of windows and of what came before them, at four scales.
///
/// They are computed for eight windows at once and depend on nothing behind the end of their window.
public struct ArchetypeFeatures: Sendable {
    /// Names of the columns of a row: scale, point, feature.
    public static let names = DemandScale.allCases.flatMap { scale in ScaleFeature.allCases.map { "\(scale.name).\($0.name)" } }

    /// Column of a feature at a scale.
    public static func column(_ scale: DemandScale, _ feature: ScaleFeature) -> Int {
        scale.rawValue * ScaleFeature.allCases.count + feature.rawValue
    }

    /// The longest scale that is known in a row.
    static func reach(of row: ArraySlice<Float>) -> DemandScale {
        DemandScale.allCases.last { !row[row.startIndex + column($0, .dispersion)].isNaN } ?? .minutes
    }

    /// Which windows.
    public let plan: WindowPlan
    let kernels: Kernels
    private let circles: [Int: [Double]]

    /// Prepares the features of windows.
    /// - Throws: ``WorkloadsError/unsuitableWindow(length:)`` unless the length is a multiple of 12 from 24 on.
    public init(_ plan: WindowPlan = .standard, kernels: Kernels = .best) throws(WorkloadsError) {
        guard plan.length >= 24, plan.length % 12 == 0, plan.length <= 1_440 else { throw .unsuitableWindow(length: plan.length) }
        (self.plan, self.kernels) = (plan, kernels)
        var circles: [Int: [Double]] = [:]
        for length in DemandScale.allCases.flatMap({ $0.lengths(plan) }) { circles[length] = Kernels.circle(length: length) }
        self.circles = circles
    }

    /// Doubles of the work space that ``scale(_:sorted:into:count:stride:length:work:)`` needs.
    var workspace: Int { Kernels.windowWorkspace(length: circles.keys.max() ?? 0) }

    /// Features of every window of a series.
    /// - Parameters:
    ///   - values: counts of every minute `[T]`; NaN is missing.
    ///   - usesContext: whether what came before a window is looked at.
    public func windows(of values: [Float], usesContext: Bool = true) -> WindowFeatures {
        let (count, width) = (plan.count(minutes: values.count), Self.names.count)
        var result = WindowFeatures(
            plan: plan, rows: [Float](repeating: .nan, count: count * width), events: [Double](repeating: 0, count: count))
        guard count > 0 else { return result }
        for window in 0..<count {
            let start = plan.start(of: window)
            var sum = 0.0
            for minute in start..<start + plan.length { sum += Double(values[minute]) }
            result.events[window] = sum
        }
        let work = UnsafeMutablePointer<Double>.allocate(capacity: workspace)
        defer { work.deallocate() }
        for scale in DemandScale.allCases where scale == .minutes || usesContext {
            let found = ends(of: values, scale, work: work)
            let columns = ScaleFeature.allCases.count
            for window in 0..<count {
                let end = (plan.start(of: window) + plan.length) / scale.step
                let source = (end - found.first) / found.stride * columns
                let target = window * width + scale.rawValue * columns
                for column in 0..<columns { result.rows[target + column] = found.rows[source + column] }
            }
        }
        return result
    }

    /// Features at one scale of what ends at step `first`, `first + stride` and so on, to the end of the last window.
    private func ends(
        of values: [Float], _ scale: DemandScale, work: UnsafeMutablePointer<Double>
    ) -> (first: Int, stride: Int, rows: [Float]) {
        let columns = ScaleFeature.allCases.count
        let first = plan.length / scale.step
        let last = (plan.start(of: plan.count(minutes: values.count) - 1) + plan.length) / scale.step
        let stride = plan.stride % scale.step == 0 ? plan.stride / scale.step : 1
        let count = (last - first) / stride + 1
        let steps = Self.binned(values, step: scale.step, count: last)
        var rows = [Float](repeating: .nan, count: count * columns)
        let lengths = scale.lengths(plan)
        var index = 0
        while index < count {
            let end = first + index * stride
            // As many ends as have the same length behind them.
            let longer = lengths.first { $0 > end }
            let next = longer.map { min(count, ($0 - first + stride - 1) / stride) } ?? count
            if let length = lengths.last(where: { $0 <= end }) {
                rows.withUnsafeMutableBufferPointer { rows in
                    steps.withUnsafeBufferPointer { steps in
                        self.scale(
                            steps.baseAddress! + (end - length), into: rows.baseAddress! + index * columns, count: next - index,
                            stride: stride, length: length, work: work)
                    }
                }
            }
            index = max(next, index + 1)
        }
        return (first, stride, rows)
    }

    /// Runs the kernel of one scale; `length` is one of those of a scale, `sorted` what each window holds, if it is known in order.
    func scale(
        _ values: UnsafePointer<Float>, sorted: UnsafePointer<Float>? = nil, into rows: UnsafeMutablePointer<Float>, count: Int,
        stride: Int, length: Int, work: UnsafeMutablePointer<Double>
    ) {
        guard let circle = circles[length] else { preconditionFailure("no scale has windows of \(length) steps") }
        kernels.scaleFeatures(rows, values, sorted: sorted, count: count, stride: stride, length: length, circle: circle, work: work)
    }

    /// Sums of `step` minutes each.
    static func binned(_ values: [Float], step: Int, count: Int) -> [Float] {
        if step == 1 { return values }
        return (0..<count).map { bin in
            var sum = 0.0
            for minute in bin * step..<(bin + 1) * step { sum += Double(values[minute]) }
            return Float(sum)
        }
    }
}
