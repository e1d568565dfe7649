/// Memory of the histograms of leaves, in equal slots that are used again and again.
final class HistogramPool<Number> {
    /// Where the numbers of each feature begin in a slot; last the size of a slot.
    let offsets: [Int]
    private let limit: Int
    private var slots: [UnsafeMutablePointer<Number>] = []
    private var free: [Int] = []

    /// - Parameters:
    ///   - numbers: numbers of each feature.
    ///   - bytes: most memory. There are always three slots: two children and their parent.
    ///   - leaves: most slots that are of use.
    init(numbers: [Int], bytes: Int, leaves: Int) {
        offsets = numbers.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        limit = Self.slots(numbers: offsets[offsets.count - 1], bytes: bytes, leaves: leaves)
    }

    deinit { for slot in slots { slot.deallocate() } }

    /// Number of slots that fit into some memory.
    static func slots(numbers: Int, bytes: Int, leaves: Int) -> Int {
        max(3, min(leaves + 1, bytes / max(1, numbers * MemoryLayout<Number>.stride)))
    }

    /// Numbers of a slot.
    var size: Int { offsets[offsets.count - 1] }

    /// The memory of a slot.
    subscript(slot: Int) -> UnsafeMutablePointer<Number> { slots[slot] }

    /// A slot that nobody uses; `nil` when there is none.
    func take() -> Int? {
        if let slot = free.popLast() { return slot }
        guard slots.count < limit else { return nil }
        slots.append(.allocate(capacity: max(size, 1)))
        return slots.count - 1
    }

    /// Gives a slot back.
    func give(_ slot: Int) { free.append(slot) }
}
