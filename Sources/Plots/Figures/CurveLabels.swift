/// Puts the names of curves beside them, where no curve and no other name is in the way and it is plain which one is meant.
///
/// Everything is in pixels from the lower left corner of the plot.
struct CurveLabels {
    struct Point {
        var x: Double
        var y: Double
    }

    struct Place: Equatable {
        var x: Double
        var y: Double
        /// `left` when the words begin at the place.
        var side: String
    }

    let width: Double
    let height: Double
    /// Vertical lines that should not run through names.
    var verticals: [Double] = []

    /// Distance from a curve to its name.
    private static let gap = 7.0
    private static let lineHeight = 15.0
    /// Sides of a point of a curve, and how far the words are away from it upwards: curves fall, so there is more room above on the right
    /// and below on the left.
    private static let sides = [("left", 0.0), ("right", 0.0), ("left", 5.0), ("right", 5.0), ("left", 10.0), ("right", 10.0)]

    private struct Box {
        var left, right, bottom, top: Double

        func holds(_ point: Point) -> Bool { point.x > left && point.x < right && point.y > bottom && point.y < top }
        func overlaps(_ other: Box) -> Bool { left < other.right && other.left < right && bottom < other.top && other.bottom < top }
    }

    /// A place for the name of each curve; `nil` for one that has no point on the plot or no free side.
    /// - Parameters:
    ///   - names: of the curves.
    ///   - curves: corners of each, in order; straight in between.
    func place(_ names: [String], on curves: [[Point]]) -> [Place?] {
        let dense = curves.map(Self.everyFewPixels)
        var taken: [Box] = []
        return zip(names.indices, names).map { index, name in
            var best: (penalty: Double, place: Place, box: Box)?
            for anchor in dense[index] {
                for (side, lift) in Self.sides {
                    let sign = side == "left" ? 1.0 : -1.0
                    let place = Place(x: anchor.x + sign * Self.gap, y: anchor.y + sign * lift, side: side)
                    let box = box(name, at: place)
                    guard box.left >= 0, box.right <= width, box.bottom >= 0, box.top <= height else { continue }
                    let penalty = penalty(of: box, anchor: anchor, index: index, dense: dense, taken: taken)
                    if best == nil || penalty < best!.penalty { best = (penalty, place, box) }
                }
            }
            if let best { taken.append(best.box) }
            return best?.place
        }
    }

    private func box(_ name: String, at place: Place) -> Box {
        // A bold letter is about 7.5 pixels wide.
        let long = 7.5 * Double(name.count) + 3
        let left = place.side == "left" ? place.x - 2 : place.x + 2 - long
        return Box(left: left, right: left + long, bottom: place.y - Self.lineHeight / 2, top: place.y + Self.lineHeight / 2)
    }

    private func penalty(of box: Box, anchor: Point, index: Int, dense: [[Point]], taken: [Box]) -> Double {
        var penalty = taken.contains { $0.overlaps(box) } ? 10_000.0 : 0
        for vertical in verticals where vertical > box.left && vertical < box.right { penalty += 500 }
        var nearest = 30.0
        for (other, points) in dense.enumerated() {
            for point in points {
                if box.holds(point) { penalty += 30 }
                if other != index, abs(point.x - anchor.x) < nearest, abs(point.y - anchor.y) < nearest {
                    nearest = max(abs(point.x - anchor.x), abs(point.y - anchor.y))
                }
            }
        }
        return penalty + (30 - nearest)
    }

    private static func everyFewPixels(_ corners: [Point]) -> [Point] {
        guard let first = corners.first else { return [] }
        var out = [first]
        for (from, to) in zip(corners, corners.dropFirst()) {
            let pieces = max(1, Int((max(abs(to.x - from.x), abs(to.y - from.y)) / 4).rounded(.up)))
            for piece in 1...pieces {
                let share = Double(piece) / Double(pieces)
                let next = Point(x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share)
                if abs(next.x - out.last!.x) + abs(next.y - out.last!.y) >= 2 { out.append(next) }
            }
        }
        return out
    }
}
