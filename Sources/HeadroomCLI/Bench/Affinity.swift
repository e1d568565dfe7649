internal import CMachine

/// Processors that the benchmarks run on.
enum Affinity {
    /// Keeps the calling thread, and all it starts from now on, on the first processors that it may use.
    /// - Returns: the processors; fewer than asked for where there are no more.
    static func pin(to count: Int) -> [Int32] {
        var allowed = [Int32](repeating: 0, count: count)
        let found = Int(headroom_allowed_processors(&allowed, Int32(count)))
        let chosen = Array(allowed[..<found])
        // What cannot be pinned runs anyway; the lines say how quiet it was.
        if found > 0 { _ = headroom_pin(chosen, Int32(found)) }
        return chosen.isEmpty ? [0] : chosen
    }
}
