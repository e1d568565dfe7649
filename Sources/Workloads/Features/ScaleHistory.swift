/// The latest steps of a scale, as they came and in ascending order.
///
/// Steps are kept twice as long as they are needed and moved down from time to time, so that they are always one piece of memory. The order
/// is kept from step to step: one value leaves, one comes, and those between them move by one place.
struct ScaleHistory: Sendable {
    private let step: Int
    private let lengths: [Int]
    private var steps: [Float] = []
    private var sorted: [Float] = []
    private var sum = 0.0
    private var open = 0

    init(_ scale: DemandScale, lengths: [Int]) {
        (step, self.lengths) = (scale.step, lengths)
        steps.reserveCapacity(2 * (lengths.last ?? 0))
    }

    /// Takes a minute; true when it completes a step.
    mutating func append(_ count: Float) -> Bool {
        sum += Double(count)
        open += 1
        guard open == step else { return false }
        let most = lengths.last ?? 0
        if steps.count == 2 * most { steps.removeFirst(most) }
        steps.append(Float(sum))
        (sum, open) = (0, 0)
        // The longest length that there are steps for.
        let length = lengths.last { $0 <= steps.count } ?? 0
        if length == sorted.count, length > 0 {
            replace(Self.key(steps[steps.count - 1 - length]), by: Self.key(steps[steps.count - 1]))
        } else if length > 0 {
            sorted = steps.suffix(length).map(Self.key).sorted()
        }
        return true
    }

    /// Whether there are steps enough to look at.
    var isUsable: Bool { !sorted.isEmpty }

    func recent(_ length: Int) -> ArraySlice<Float> { steps.suffix(length) }

    /// Hands out the steps that are looked at, as they came and in ascending order.
    func withLatest(_ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>) -> Void) {
        steps.withUnsafeBufferPointer { steps in
            sorted.withUnsafeBufferPointer { sorted in
                body(UnsafeBufferPointer(rebasing: steps.suffix(sorted.count)), sorted)
            }
        }
    }

    /// Missing values are sorted behind all others; a window that holds one has no features, whatever its order.
    private static func key(_ value: Float) -> Float { value.isNaN ? .infinity : value }

    private mutating func replace(_ old: Float, by new: Float) {
        var (place, end) = (0, sorted.count)
        while place < end {
            let middle = (place + end) / 2
            if sorted[middle] < old { place = middle + 1 } else { end = middle }
        }
        while place + 1 < sorted.count, sorted[place + 1] < new {
            sorted[place] = sorted[place + 1]
            place += 1
        }
        while place > 0, sorted[place - 1] > new {
            sorted[place] = sorted[place - 1]
            place -= 1
        }
        sorted[place] = new
    }
}
