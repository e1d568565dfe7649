/// How a training batch is cut into shares, the units of parallel work: by its size alone, so that the bits of a training do not depend on
/// the number of threads.
package enum BatchShares {
    /// Windows of a share: at least enough for efficient products, at most what keeps its activations in a processor's cache; and four
    /// shares where that allows it, so that threads that lose time to other processes have something to hand over.
    private static let fewest = 16, most = 32, wanted = 4

    /// Sizes of the shares of a batch, as equal as possible.
    package static func split(_ batch: Int) -> [Int] {
        let parts = max((batch + most - 1) / most, min(wanted, max(1, batch / fewest)))
        return (0..<parts).map { (batch * ($0 + 1)) / parts - (batch * $0) / parts }
    }
}
