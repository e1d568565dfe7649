import Tensors

/// How busy the last rung's submitters are, slot by slot of five minutes, as a factor of mean 1: hour of the week, bursts, and users.
///
/// Users work in episodes whose lengths are log-normal with a mean of two days, between rests of as long, so that the load has change
/// points; whom a job belongs to follows from who works. Slots are made in order and kept no longer than needed.
struct LadderIntensity {
    /// Seconds in a slot.
    static let slotSeconds = 300.0

    private let configuration: LadderConfiguration
    private let key: StreamKey
    private let day: SeasonalProfile
    private let week: SeasonalProfile
    private var isBurst = false
    private var untilChange: [Double]
    private(set) var isWorking: [Bool]
    private let weights: [Double]
    private let totalWeight: Double
    private var slot = 0

    init(_ configuration: LadderConfiguration, key: StreamKey) {
        (self.configuration, self.key) = (configuration, key)
        day = SeasonalProfile(SeasonalProfile.days["business-hours"]!, amplitude: configuration.daily)
        week = SeasonalProfile(SeasonalProfile.weeks["weekday"]!, amplitude: configuration.daily / 3)
        // Few users do most of the work.
        weights = (1...configuration.users).map { 1 / Double($0) }
        totalWeight = weights.reduce(0, +)
        (untilChange, isWorking) = ([], [])
        for user in 0..<configuration.users {
            var random = KeyedRandom(key.appending("user"), at: user)
            isWorking.append(random.uniform() < 0.5)
            untilChange.append(random.uniform() * Self.episode(&random))
        }
    }

    /// Seconds of an episode: log-normal, mean two days, scale 1.
    private static func episode(_ random: inout KeyedRandom) -> Double {
        random.logNormal(location: PortableMath.log(172_800) - 0.5, scale: 1)
    }

    /// The factor of the next slot.
    mutating func next() -> Double {
        let seconds = Double(slot) * Self.slotSeconds
        var random = KeyedRandom(key.appending("burst"), at: slot)
        let leave = min(1, Self.slotSeconds / configuration.burstSeconds)
        let enter = leave * configuration.burstShare / (1 - configuration.burstShare)
        isBurst = random.uniform() < (isBurst ? 1 - leave : enter)
        for user in isWorking.indices {
            untilChange[user] -= Self.slotSeconds
            guard untilChange[user] < 0 else { continue }
            isWorking[user].toggle()
            var random = KeyedRandom(key.appending("episode").appending(UInt64(user)), at: slot)
            untilChange[user] = Self.episode(&random)
        }
        slot += 1
        var working = 0.0
        for user in weights.indices where isWorking[user] { working += weights[user] }
        // Half the users rest on average; a tenth of the load does not depend on them.
        let people = 0.1 + 0.9 * 2 * working / totalWeight
        let burst =
            (isBurst ? configuration.burstFactor : 1) / (1 + configuration.burstShare * (configuration.burstFactor - 1))
        let season = max(0, day.factor(at: seconds / 86_400, phase: 0)) * max(0, week.factor(at: seconds / 604_800, phase: 0))
        return people * burst * season
    }

    /// A user among those who work now, by weight; any if nobody does.
    func user(_ random: inout KeyedRandom) -> Int {
        let working = weights.indices.reduce(0.0) { $0 + (isWorking[$1] ? weights[$1] : 0) }
        var rest = random.uniform() * (working > 0 ? working : totalWeight)
        for user in weights.indices where working == 0 || isWorking[user] {
            rest -= weights[user]
            if rest < 0 { return user }
        }
        return 0
    }
}
