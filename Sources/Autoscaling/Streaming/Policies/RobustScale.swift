/// Median absolute deviation of the last residuals that are not 0 on both sides, as counts of whole numbers.
struct RobustScale: Sendable {
    private let length: Int
    private var ring: [Int] = []
    private var next = 0
    /// Counts of sizes 0 … 255; larger ones count as 255.
    private var counts = [Int](repeating: 0, count: 256)

    init(length: Int) { self.length = length }

    mutating func add(_ residual: Int) {
        let size = min(255, abs(residual))
        if ring.count < length {
            ring.append(size)
        } else {
            counts[ring[next]] -= 1
            ring[next] = size
        }
        counts[size] += 1
        next = next + 1 == length ? 0 : next + 1
    }

    /// Whether a residual is larger than so many robust standard deviations, 1.4826 · MAD, but at least 1. Not before there is a full ring.
    func isOutside(_ residual: Int, deviations: Double) -> Bool {
        guard ring.count == length else { return false }
        var (size, below) = (0, counts[0])
        while 2 * below < ring.count {
            size += 1
            below += counts[size]
        }
        return Double(abs(residual)) > deviations * max(1, 1.4826 * Double(size))
    }
}
