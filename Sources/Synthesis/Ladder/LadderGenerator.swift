import Tensors

/// Makes the workloads of the ladder on which schedulers and autoscalers climb: exponential, log-normal, heterogeneous, production-like.
///
/// The mean gap is such that the offered load (jobs a second × mean of cores times duration) is the share of the capacity that was asked
/// for, whatever the rung and the correlation. Means of log-normal numbers are kept: `μ = log mean − σ²/2`.
public struct LadderGenerator: Sendable {
    /// Parameters.
    public var configuration: LadderConfiguration

    /// Makes a generator.
    public init(_ configuration: LadderConfiguration = LadderConfiguration()) { self.configuration = configuration }

    /// Mean seconds between two jobs.
    public var meanGap: Double { meanWork / (configuration.load * Double(configuration.capacity)) }

    /// Mean of cores times seconds of a job.
    public var meanWork: Double {
        guard hasSizes else { return configuration.meanDuration }
        // A duration weighs z by e^(σz): under that weight the size's normal number has mean ρσ instead of 0.
        let shift = configuration.correlation * configuration.durationScale
        var (below, sum) = (0.0, 0.0)
        var share = 0.0
        for (cores, own) in zip(LadderConfiguration.cores, configuration.coreShares) {
            share += own
            let above = share >= 1 - 1e-12 ? 1 : LogNormalMixture.normal(NormalQuantile.value(share) - shift)
            sum += Double(cores) * (above - below)
            below = above
        }
        return configuration.meanDuration * sum
    }

    private var hasSizes: Bool { configuration.rung == .heterogeneous || configuration.rung == .productionLike }

    /// Makes the jobs, in the order of submission.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)``.
    public func generate() throws(SynthesisError) -> [LadderJob] {
        try configuration.validate()
        let key = StreamKey(seed: configuration.seed).appending("ladder").appending(configuration.rung.rawValue)
        var intensity = configuration.rung == .productionLike ? LadderIntensity(configuration, key: key) : nil
        let meanGap = meanGap
        // Wall clock, and work clock: the latter runs by the factor of the slot.
        var (seconds, slotEnd, factor) = (0.0, 0.0, 1.0)
        var jobs: [LadderJob] = []
        jobs.reserveCapacity(configuration.jobs)
        for number in 0..<configuration.jobs {
            var random = KeyedRandom(key, at: number)
            var gap = gap(mean: meanGap, &random)
            if intensity != nil {
                while true {
                    if slotEnd <= seconds {
                        factor = intensity!.next()
                        slotEnd += LadderIntensity.slotSeconds
                        continue
                    }
                    let passes = (slotEnd - seconds) * factor
                    if passes >= gap { break }
                    gap -= passes
                    seconds = slotEnd
                }
                seconds += gap / factor
            } else {
                seconds += gap
            }
            let (duration, cores) = size(&random)
            jobs.append(
                LadderJob(
                    id: number, submitMicroseconds: Int64(seconds * 1e6), durationMicroseconds: max(1, Int64(duration * 1e6)), cores: cores,
                    user: intensity?.user(&random) ?? 0))
        }
        return jobs
    }

    private func gap(mean: Double, _ random: inout KeyedRandom) -> Double {
        if configuration.rung == .exponential { return random.exponential(mean: mean) }
        let scale = configuration.gapScale
        return random.logNormal(location: PortableMath.log(mean) - scale * scale / 2, scale: scale)
    }

    private func size(_ random: inout KeyedRandom) -> (seconds: Double, cores: Int) {
        if configuration.rung == .exponential { return (random.exponential(mean: configuration.meanDuration), 1) }
        let scale = configuration.durationScale
        let z = random.normal()
        let seconds = PortableMath.exp(PortableMath.log(configuration.meanDuration) - scale * scale / 2 + scale * z)
        guard hasSizes else { return (seconds, 1) }
        let correlation = configuration.correlation
        let u = LogNormalMixture.normal(correlation * z + (1 - correlation * correlation).squareRoot() * random.normal())
        var share = 0.0
        for (cores, own) in zip(LadderConfiguration.cores, configuration.coreShares) {
            share += own
            if u < share { return (seconds, cores) }
        }
        return (seconds, LadderConfiguration.cores.last!)
    }
}
