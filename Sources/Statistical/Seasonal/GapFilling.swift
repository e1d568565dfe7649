/// Guesses for missing values, for rules that need a value at every step.
enum GapFilling {
    /// Values without gaps. A missing one is the mean of the nearest known values at its place of the season before and after it, or of the
    /// nearest known values at all where its place is known on neither side.
    ///
    /// - Parameters:
    ///   - history: at least one finite value; values that are not finite are missing.
    ///   - season: in steps; 1 for none.
    static func filled(_ history: some Collection<Float>, season: Int) -> [Double] {
        let values = history.map { $0.isFinite ? Double($0) : .nan }
        guard values.contains(where: \.isNaN) else { return values }
        let alike = neighbours(values, season: season), any = season > 1 ? neighbours(values, season: 1) : alike
        return values.indices.map { step in
            guard values[step].isNaN else { return values[step] }
            let near = alike(step).isEmpty ? any(step) : alike(step)
            return near.reduce(0, +) / Double(near.count)
        }
    }

    /// The nearest known values before and after a step, whole seasons away: none, one, or two.
    private static func neighbours(_ values: [Double], season: Int) -> (Int) -> [Double] {
        var (before, after) = (values, values)
        for step in values.indices where values[step].isNaN && step >= season { before[step] = before[step - season] }
        for step in values.indices.reversed() where values[step].isNaN && step + season < values.count {
            after[step] = after[step + season]
        }
        return { [before[$0], after[$0]].filter { !$0.isNaN } }
    }
}
