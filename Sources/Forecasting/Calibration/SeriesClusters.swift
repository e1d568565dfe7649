#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Kinds of series by what their latest values look like: k-means over size, share of zeros and roughness.
public struct SeriesClusters: Sendable, Hashable, Codable {
    /// Latest values that are looked at.
    static let span = 512
    /// Rounds of k-means at most; the few dozen points of a fleet settle in a handful.
    private static let rounds = 50

    /// Features `[K, 3]` of the middle of every kind.
    public let centres: [[Double]]

    /// Finds kinds of series.
    /// - Parameters:
    ///   - histories: one per series.
    ///   - count: most kinds; fewer where there are fewer different series.
    /// - Precondition: at least one history, `count ≥ 1`.
    public init(of histories: [History], count: Int) {
        precondition(!histories.isEmpty && count >= 1)
        let points = histories.map(Self.features)
        // Farthest-first: the first centre is the first series, every further one the point farthest from all so far. No chance involved.
        var centres = [points[0]]
        while centres.count < count {
            let distances = points.map { point in centres.map { Self.distance($0, point) }.min()! }
            guard let farthest = distances.indices.max(by: { distances[$0] < distances[$1] }), distances[farthest] > 0 else { break }
            centres.append(points[farthest])
        }
        for _ in 0..<Self.rounds {
            var sums = [[Double]](repeating: [0, 0, 0], count: centres.count)
            var counts = [Double](repeating: 0, count: centres.count)
            for point in points {
                let kind = Self.nearest(point, in: centres)
                counts[kind] += 1
                for axis in point.indices { sums[kind][axis] += point[axis] }
            }
            let moved = centres.indices.map { kind in counts[kind] > 0 ? sums[kind].map { $0 / counts[kind] } : centres[kind] }
            if moved == centres { break }
            centres = moved
        }
        self.centres = centres
    }

    /// Number of kinds.
    public var count: Int { centres.count }

    /// The kind of a series, from its latest known values.
    public func kind(of history: History) -> Int { Self.nearest(Self.features(history), in: centres) }

    /// Whether what a file says can be used.
    var isSound: Bool {
        (1...CalibrationGrouping.clusterCounts.upperBound).contains(count)
            && centres.allSatisfy { $0.count == 3 && $0.allSatisfy(\.isFinite) }
    }

    /// Logarithm of the mean size, twice the share of zeros, roughness: the mean step from value to value over the mean size, at most 2. The
    /// factors make an order of magnitude as different as half of the values being zero.
    private static func features(_ history: History) -> [Double] {
        var (size, steps, known, zeros, last) = (0.0, 0.0, 0, 0, Double?.none)
        for value in history.values.suffix(span) where !value.isNaN {
            let y = Double(value)
            size += abs(y)
            zeros += y == 0 ? 1 : 0
            if let last { steps += abs(y - last) }
            last = y
            known += 1
        }
        guard known > 0, size > 0 else { return [-3, 2, 0] }
        let mean = size / Double(known)
        return [log10(max(mean, 1e-3)), 2 * Double(zeros) / Double(known), min(2, steps / size)]
    }

    private static func distance(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }

    private static func nearest(_ point: [Double], in centres: [[Double]]) -> Int {
        centres.indices.min { distance(centres[$0], point) < distance(centres[$1], point) }!
    }
}
