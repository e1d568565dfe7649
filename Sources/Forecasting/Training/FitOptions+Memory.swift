extension FitOptions {
    /// Reports what a fit will take, and hands over to `refuse` where that is more than ``memoryLimit``.
    ///
    /// - Parameters:
    ///   - bytes: the estimate.
    ///   - family: what is trained.
    ///   - refuse: makes the error, from what is needed and what is allowed in megabytes.
    package func announce<Failure: Error>(
        _ bytes: Int, training family: String, refuse: (_ needed: Int, _ allowed: Int) -> Failure
    ) throws(Failure) {
        let needed = (bytes + 999_999) / 1_000_000
        if let memoryLimit, bytes > memoryLimit { throw refuse(needed, max(0, memoryLimit) / 1_000_000) }
        progress?(
            FitProgress(stage: "training \(family) needs about \(needed) MB beside the data", fraction: 0, memoryEstimate: bytes))
    }
}
