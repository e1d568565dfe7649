/// How near a function came to a place where it has no derivative: a choice that was nearly another one, a rectifier near 0.
final class NearestKink {
    private(set) var distance = Double.infinity

    /// Takes note of one more distance.
    func record(_ other: Double) { distance = min(distance, other) }
}
