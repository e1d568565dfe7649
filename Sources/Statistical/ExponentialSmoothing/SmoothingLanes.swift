import Tensors

/// Sixteen runs of one kind of exponential smoothing over one history, each with a point of its own, and the memory they need.
///
/// The history is divided by a power of two, so that numbers are near 1 whatever the unit; points are in that scale.
package final class SmoothingLanes {
    /// Values of the history, all counted.
    package let count: Int
    /// Values that are not missing.
    package let observed: Int
    /// What values were divided by.
    package let scale: Double
    /// The values in that scale.
    package let values: [Double]

    private let kernels: Kernels
    private let parameters = Memory<Double>(4 * SmoothingLanes.lanes)
    private let squares = Memory<Double>(SmoothingLanes.lanes), logs = Memory<Double>(SmoothingLanes.lanes)
    private let matrix = Memory<Double>(SmoothingLanes.lanes * SmoothingLanes.lanes)
    private let input: Memory<Double>, first: Memory<Double>
    private var states = Memory<Double>(0)
    private var residuals: [Memory<Float>] = []

    static let lanes = Kernels.smoothingLanes

    /// Prepares a history.
    /// - Parameters:
    ///   - history: values; NaN is missing.
    ///   - kernels: what runs them.
    package init(_ history: [Double], kernels: Kernels) {
        self.kernels = kernels
        var (largest, observed) = (0.0, 0)
        for value in history where !value.isNaN { (largest, observed) = (max(largest, abs(value)), observed + 1) }
        let scale = largest > 0 && largest.isFinite ? largest.binade : 1
        (self.scale, self.observed, count) = (scale, observed, history.count)
        values = history.map { $0 / scale }
        input = Memory(count)
        first = Memory(count)
        for (index, value) in values.enumerated() { input.start[index] = value }
    }

    /// Puts a point into all lanes of a model's run.
    func fill(_ point: SmoothingPoint) {
        let rows = 2 + point.seasonal.count
        if states.count < rows * Self.lanes { states = Memory(rows * Self.lanes) }
        for lane in 0..<Self.lanes { setParameters(point, lane: lane) }
        for row in 0..<rows {
            let value = row == 0 ? point.level : row == 1 ? point.trend : point.seasonal[row - 2]
            (states.start + row * Self.lanes).update(repeating: value, count: Self.lanes)
        }
    }

    /// Puts a point into one lane; ``fill(_:)`` came before.
    func set(_ point: SmoothingPoint, lane: Int) {
        setParameters(point, lane: lane)
        states.start[lane] = point.level
        states.start[Self.lanes + lane] = point.trend
        for (place, value) in point.seasonal.enumerated() { states.start[(2 + place) * Self.lanes + lane] = value }
    }

    /// Moves one coordinate of the point of a lane, which is `point` still.
    func move(_ coordinate: SmoothingPoint.Coordinate, of point: SmoothingPoint, by step: Double, lane: Int) {
        switch coordinate {
        case .level: states.start[lane] += step
        case .trend: states.start[Self.lanes + lane] += step
        case .seasonal(let place):
            states.start[(2 + place) * Self.lanes + lane] += step
            states.start[(1 + point.seasonal.count) * Self.lanes + lane] -= step
        case .alpha, .betaShare, .gammaShare, .phi:
            var moved = (alpha: point.alpha, betaShare: point.betaShare, gammaShare: point.gammaShare, phi: point.phi)
            switch coordinate {
            case .alpha: moved.alpha += step
            case .betaShare: moved.betaShare += step
            case .gammaShare: moved.gammaShare += step
            default: moved.phi += step
            }
            setParameters(moved.alpha, moved.betaShare, moved.gammaShare, moved.phi, lane: lane)
        }
    }

    private func setParameters(_ point: SmoothingPoint, lane: Int) {
        setParameters(point.alpha, point.betaShare, point.gammaShare, point.phi, lane: lane)
    }

    private func setParameters(_ alpha: Double, _ betaShare: Double, _ gammaShare: Double, _ phi: Double, lane: Int) {
        parameters.start[lane] = alpha
        parameters.start[Self.lanes + lane] = betaShare * alpha
        parameters.start[2 * Self.lanes + lane] = gammaShare * (1 - alpha)
        parameters.start[3 * Self.lanes + lane] = phi
    }

    /// Runs all lanes; afterwards lanes hold the states after the last value.
    /// - Parameters:
    ///   - model: kind of the model.
    ///   - season: its length, that of the points; 0 without.
    ///   - block: number under which residuals are kept for ``products(_:_:)``; `nil` where nobody reads them.
    func run(_ model: SmoothingModel, season: Int, residuals block: Int? = nil) {
        if let block { while residuals.count <= block { residuals.append(Memory(count * Self.lanes)) } }
        kernels.smooth(
            squares: squares.start, logs: logs.start, residuals: block.map { residuals[$0].start }, states: states.start,
            Kernels.Smoothing(
                values: input.start, count: count, season: season, parameters: parameters.start, first: first.start, form: model.form,
                trend: model.trend != .none))
    }

    /// Minus twice the logarithm of the likelihood of the latest run but for a constant, `n ln Σe² + 2 Σ ln|f|`, the last sum with
    /// multiplicative errors only (Hyndman, Koehler, Ord & Snyder 2008, section 5.1). Infinite where the model left its domain.
    func cost(lane: Int) -> Double {
        // Values are floats near 1: no forecast is known to better than this.
        let floor = 1e-16 * Double(max(observed, 1))
        let cost = Double(observed) * PortableMath.log(max(squares.start[lane], floor)) + 2 * logs.start[lane]
        return squares.start[lane].isFinite && cost.isFinite ? cost : .infinity
    }

    /// Sum of squared errors of the latest run.
    func squares(lane: Int) -> Double { squares.start[lane] }
    /// Sum of logarithms of forecasts of the latest run.
    func logs(lane: Int) -> Double { logs.start[lane] }

    /// Level, trend and seasonal states that the latest run left in a lane; seasonal ones at the places of their steps, as they came.
    func states(lane: Int, season: Int) -> [Double] { (0..<2 + season).map { states.start[$0 * Self.lanes + lane] } }

    /// One-step errors of a model at a point, relative ones with multiplicative errors, `[count]`; 0 where values are missing. Additive ones
    /// are in the scale of the values.
    package func errors(of model: SmoothingModel, at point: SmoothingPoint) -> [Double] {
        fill(point)
        run(model, season: point.seasonal.count, residuals: 0)
        return (0..<count).map { first.start[$0] }
    }

    /// Products of the residuals of two blocks, `[16, 16]`, valid until the next call.
    func products(_ a: Int, _ b: Int) -> UnsafePointer<Double> {
        kernels.laneProducts(matrix.start, residuals[a].start, residuals[b].start, count: count)
        return UnsafePointer(matrix.start)
    }
}

/// Numbers at one address for as long as their owner lives.
final class Memory<Element: BinaryFloatingPoint> {
    let start: UnsafeMutablePointer<Element>
    let count: Int

    init(_ count: Int) {
        self.count = count
        start = .allocate(capacity: max(count, 1))
        start.initialize(repeating: 0, count: max(count, 1))
    }

    deinit { start.deallocate() }
}
