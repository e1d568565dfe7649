/// The median of a few values with weights.
package enum WeightedMedian {
    /// The value in the middle of the weight: values in order stand at the weight below them and half of their own, and the result lies on the line
    /// between the two neighbours of one half.
    ///
    /// - Parameters:
    ///   - values: `[count]`.
    ///   - weights: `[count]`, not negative, of sum 1.
    ///   - order: `[count]`: any order of the indices, best that of values nearly the same; that of the values afterwards.
    ///   - count: at least 1.
    package static func find(
        _ values: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, order: UnsafeMutablePointer<UInt8>, count: Int
    ) -> Float {
        for index in 1..<max(1, count) {
            let (entry, value) = (order[index], values[Int(order[index])])
            var place = index
            // Equal values stand in the order of their indices, or the result would depend on the order before.
            while place > 0, values[Int(order[place - 1])] > value || values[Int(order[place - 1])] == value && order[place - 1] > entry {
                order[place] = order[place - 1]
                place -= 1
            }
            order[place] = entry
        }
        var (before, position) = (Int(order[0]), weights[Int(order[0])] / 2)
        if position >= 0.5 { return values[before] }
        for index in 1..<max(1, count) {
            let at = Int(order[index])
            let next = position + (weights[before] + weights[at]) / 2
            if next >= 0.5 {
                let share = next > position ? (0.5 - position) / (next - position) : 0
                return values[before] + share * (values[at] - values[before])
            }
            (before, position) = (at, next)
        }
        return values[before]
    }
}
