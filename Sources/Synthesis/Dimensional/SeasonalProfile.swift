import Tensors

/// A repeating profile around 1: `1 + amplitude · shape`, where the shape has mean 0 and 1 between trough and peak.
public struct SeasonalProfile: Hashable, Sendable {
    /// What repeats.
    public enum Shape: Hashable, Sendable {
        /// Support points at equal distances over the period, joined smoothly and periodically; scaled to mean 0 and range 1.
        case points([Double])
        /// Coefficients of cosine and sine of 1, 2, … cycles a period, taken as they are.
        case fourier(cosines: [Double], sines: [Double])
        /// Factors by hour of the week, Monday 00:00 first, 168 of them, taken as they are instead of any other season of day and week.
        case hourOfWeek([Double])
    }

    /// The profile.
    public var shape: Shape
    /// Distance between trough and peak as a share of the base.
    public var amplitude: Double
    /// Shift to later times, in hours (of a day), days (of a week) or days (of a year).
    public var phase: Double

    /// Makes a season.
    public init(_ shape: Shape, amplitude: Double, phase: Double = 0) {
        (self.shape, self.amplitude, self.phase) = (Self.normalised(shape), amplitude, phase)
    }

    /// No season.
    public static let none = SeasonalProfile(.points([0]), amplitude: 0)

    /// Shapes of a day by name, 24 support points in the middles of the hours.
    public static let days: [String: Shape] = [
        "flat": .points([0]),
        "business-hours": .points([2, 1, 1, 1, 1, 2, 6, 18, 50, 85, 98, 100, 92, 94, 100, 99, 94, 78, 50, 28, 16, 10, 6, 3]),
        "evening": .points([30, 16, 8, 5, 4, 5, 9, 16, 24, 30, 34, 38, 42, 44, 45, 48, 54, 64, 78, 92, 100, 98, 82, 54]),
        "overnight-batch": .points([70, 92, 100, 98, 90, 70, 42, 20, 9, 5, 4, 4, 4, 4, 4, 4, 4, 5, 6, 8, 12, 18, 28, 46]),
    ]

    /// Shapes of a week by name, seven support points at noon, Monday first.
    public static let weeks: [String: Shape] = [
        "flat": .points([0]), "weekday": .points([96, 100, 100, 98, 90, 30, 22]), "weekend": .points([30, 28, 30, 36, 62, 100, 94]),
    ]

    /// Shapes of a year: `wave` has its peak at the phase (day of the year).
    public static let years: [String: Shape] = ["flat": .points([0]), "wave": .fourier(cosines: [0.5], sines: [0])]

    private static func normalised(_ shape: Shape) -> Shape {
        guard case .points(let points) = shape else { return shape }
        let mean = points.reduce(0, +) / Double(points.count)
        let range = (points.max() ?? 0) - (points.min() ?? 0)
        return .points(range > 0 ? points.map { ($0 - mean) / range } : [0])
    }

    /// Factor at a position of the period.
    /// - Parameters:
    ///   - position: share of the period that has passed, any finite number.
    ///   - phase: shift of this season as a share of the period.
    func factor(at position: Double, phase: Double) -> Double {
        guard amplitude != 0 else { return 1 }
        let turns = position - phase
        switch shape {
        case .points(let points): return 1 + amplitude * Self.joined(points, at: turns)
        case .fourier(let cosines, let sines):
            var sum = 0.0
            for (k, value) in cosines.enumerated() where value != 0 { sum += value * Turns.cosine(Double(k + 1) * turns) }
            for (k, value) in sines.enumerated() where value != 0 { sum += value * Turns.sine(Double(k + 1) * turns) }
            return 1 + amplitude * sum
        case .hourOfWeek(let factors):
            let inside = turns - turns.rounded(.down)
            return factors[min(factors.count - 1, Int(inside * Double(factors.count)))]
        }
    }

    /// Catmull and Rom's spline through periodic points, each in the middle of its share of the period.
    private static func joined(_ points: [Double], at turns: Double) -> Double {
        let n = points.count
        guard n > 1 else { return points[0] }
        let inside = turns - turns.rounded(.down)
        let place = inside * Double(n) - 0.5
        let low = place.rounded(.down)
        let u = place - low
        func point(_ k: Int) -> Double { points[((Int(low) + k) % n + n) % n] }
        let (a, b, c, d) = (point(-1), point(0), point(1), point(2))
        return b + 0.5 * u * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)))
    }
}
