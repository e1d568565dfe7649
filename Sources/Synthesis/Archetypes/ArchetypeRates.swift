import Tensors

/// Expected events per minute of one function, and the episodes in them.
///
/// Lanes of the function's stream: 0 parameters, 1 episodes, 2 noise.
struct ArchetypeRates {
    var level = 0.0
    var periodMinutes: Double?
    var rates: [Double] = []
    var episodes: [Range<Int>] = []

    init(_ behaviour: DemandBehaviour, key: StreamKey, ranges: ArchetypeRanges, minutes: Int) {
        var random = KeyedRandom(key, at: 0, lane: 0)
        switch behaviour {
        case .spike: drawSpikes(ranges.spike, key, &random, minutes)
        case .periodic: drawCycle(ranges.periodic, &random, minutes)
        case .ramp: drawRamps(ranges.ramp, key, &random, minutes)
        case .stationary: drawLevel(ranges.stationary.level, &random, minutes)
        case .idle: drawLevel(ranges.idle.level, &random, minutes)
        }
    }

    private mutating func drawLevel(_ range: ClosedRange<Double>, _ random: inout KeyedRandom, _ minutes: Int) {
        level = random.logUniform(in: range)
        rates = [Double](repeating: level, count: minutes)
    }

    private mutating func drawSpikes(_ ranges: ArchetypeRanges.Spike, _ key: StreamKey, _ random: inout KeyedRandom, _ minutes: Int) {
        drawLevel(ranges.level, &random, minutes)
        let gap = 1_440 / random.logUniform(in: ranges.burstsPerDay)
        let decay = random.uniform(in: ranges.decay)
        var start = 0.0
        var number = 0
        while true {
            var burst = KeyedRandom(key, at: number, lane: 1)
            number += 1
            // At least a minute of rest, so that bursts stay apart.
            start += max(1, burst.exponential(mean: gap))
            let length = max(1, burst.logUniform(in: ranges.burstMinutes).rounded())
            let factor = burst.logUniform(in: ranges.burstFactor)
            guard start < Double(minutes) else { return }
            let first = Int(start)
            let episode = first..<min(minutes, first + Int(length))
            for minute in episode { rates[minute] = level * (1 + (factor - 1) * (1 - decay * Double(minute - first) / length)) }
            episodes.append(episode)
            start = Double(first) + length
        }
    }

    private mutating func drawCycle(_ ranges: ArchetypeRanges.Periodic, _ random: inout KeyedRandom, _ minutes: Int) {
        drawLevel(ranges.level, &random, minutes)
        let drawn = random.logUniform(in: ranges.periodMinutes)
        let period = random.uniform() < ranges.dailyShare ? 1_440 : drawn
        let amplitude = random.uniform(in: ranges.amplitude)
        let isPulse = random.uniform() < ranges.pulseShare
        let phase = random.uniform()
        let harmonic = random.uniform(in: ranges.secondHarmonic)
        let shift = random.uniform()
        let duty = random.uniform(in: ranges.duty)
        for minute in 0..<minutes {
            let turns = Double(minute) / period + phase
            let inCycle = turns - turns.rounded(.down)
            let wave: Double
            if isPulse {
                // Mean 0 over a cycle, −1 outside the pulse: the amplitude is the depth of the rest.
                wave = inCycle < duty ? 1 / duty - 1 : -1
            } else {
                wave = (Turns.sine(turns) + harmonic * Turns.sine(2 * turns + shift)) / (1 + harmonic)
            }
            rates[minute] = level * (1 + amplitude * wave)
        }
        periodMinutes = period
    }

    private mutating func drawRamps(_ ranges: ArchetypeRanges.Ramp, _ key: StreamKey, _ random: inout KeyedRandom, _ minutes: Int) {
        drawLevel(ranges.level, &random, minutes)
        let isExponential = random.uniform() < ranges.exponentialShare
        var number = 0
        // Begins somewhere in a cycle: the first one lies partly before the first minute.
        var minute = -Int(random.uniform() * 2 * (ranges.rampMinutes.upperBound + ranges.restMinutes.upperBound))
        while minute < minutes {
            var cycle = KeyedRandom(key, at: number, lane: 1)
            number += 1
            let factor = cycle.logUniform(in: ranges.factor)
            for segment in 0..<4 {
                let isRest = segment % 2 == 0
                let length = max(1, Int(cycle.logUniform(in: isRest ? ranges.restMinutes : ranges.rampMinutes).rounded()))
                let span = (minute..<(minute + length)).clamped(to: 0..<minutes)
                for inside in span {
                    let progress = (Double(inside - minute) + 0.5) / Double(length)
                    let height = [0, progress, 1, 1 - progress][segment]
                    rates[inside] =
                        level * (isExponential ? PortableMath.exp(height * PortableMath.log(factor)) : 1 + (factor - 1) * height)
                }
                if !isRest, !span.isEmpty { episodes.append(span) }
                minute += length
            }
        }
    }
}
