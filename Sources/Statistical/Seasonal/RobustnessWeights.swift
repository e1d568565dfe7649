/// How far values are trusted, by the size of their remainders.
enum RobustnessWeights {
    /// Bisquare weights of remainders in units of six times their median size: `(1 − (r/6m)²)²`, 1 below a thousandth of that and 0 above
    /// 0.999 of it. Where most values have no remainder but rounding, a trillionth of the largest value stands for the median size.
    static func of(_ remainders: [Double], largest: Double) -> [Double] {
        let sizes = remainders.map { abs($0) }, sorted = sizes.sorted(), count = sizes.count
        let limit = max(3 * (sorted[count / 2] + sorted[count - 1 - count / 2]), 6e-12 * largest)
        return sizes.map { size in
            if size <= 0.001 * limit { return 1 }
            if size > 0.999 * limit { return 0 }
            let share = size / limit
            return (1 - share * share) * (1 - share * share)
        }
    }
}
