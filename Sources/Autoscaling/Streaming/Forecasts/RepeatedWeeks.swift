import Tensors

/// Comings, goings and units in use at the same minutes of past weeks, blurred in time.
struct RepeatedWeeks {
    let repetition: Repetition
    private let first = OccupancyTrace.week
    private var came: [Double]
    private var went: [Double]
    private var units: [Double]

    init(_ values: [Int], _ repetition: Repetition) {
        self.repetition = repetition
        let blur = repetition.blur
        came = Array(repeating: 0, count: values.count + OccupancyTrace.week)
        (went, units) = (came, came)
        let reach = Int(3 * blur)
        var kernel = (-reach...reach).map { PortableMath.exp(-0.5 * (Double($0) / blur) * (Double($0) / blur)) }
        let total = kernel.reduce(0, +)
        kernel = kernel.map { $0 / total }
        // A week later; then each week takes the weeks before it in.
        for index in values.indices {
            let change = index + 1 < values.count ? values[index + 1] - values[index] : 0
            guard change != 0 || values[index] != 0 else { continue }
            for (offset, weight) in kernel.enumerated() {
                let place = index + offset - reach + OccupancyTrace.week
                guard place >= OccupancyTrace.week, place < came.count else { continue }
                if change > 0 { came[place] += weight * Double(change) }
                if change < 0 { went[place] -= weight * Double(change) }
                units[place] += weight * Double(values[index])
            }
        }
        let old = repetition.persistence
        guard old > 0 else { return }
        for place in 2 * OccupancyTrace.week..<came.count {
            let before = place - OccupancyTrace.week
            // Weights of a geometric series that begins with the oldest week.
            let weeks = Double(place / OccupancyTrace.week - 1)
            let share = old * (1 - PortableMath.power(old, Int(weeks))) / (1 - PortableMath.power(old, Int(weeks) + 1))
            came[place] = (1 - share) * came[place] + share * came[before]
            went[place] = (1 - share) * went[place] + share * went[before]
            units[place] = (1 - share) * units[place] + share * units[before]
        }
    }

    func around(_ index: Int) -> (came: Double, went: Double, units: Double)? {
        index >= first && index < came.count ? (came[index], went[index], units[index]) : nil
    }
}
