import Tensors
import Workloads

/// Functions of known class: one class a function, Poisson counts every minute.
enum SyntheticFunctions {
    /// So many functions of each class, class by class in turn.
    static func make(_ perClass: Int, days: Int, ranges: FunctionRanges, seed: UInt64) -> [LabelledDemand] {
        (0..<perClass).flatMap { number in
            Archetype.allCases.map { archetype in
                var random = RandomStream(seed: seed, purpose: archetype.rawValue, index: UInt64(number))
                let rates = Self.rates(archetype, minutes: days * 1440, ranges, &random)
                return LabelledDemand(
                    id: "\(archetype.rawValue)-\(number)", values: rates.map { poisson($0, &random) }, archetype: archetype)
            }
        }
    }

    /// Poisson numbers, by products of uniform ones while the rate is small, from the normal distribution else.
    static func poisson(_ rate: Double, _ random: inout RandomStream) -> Float {
        if rate > 50 { return Float(max(0, (rate + rate.squareRoot() * random.normal()).rounded())) }
        let limit = PortableMath.exp(-rate)
        var (count, product) = (0, random.uniformDouble())
        while product > limit { (count, product) = (count + 1, product * random.uniformDouble()) }
        return Float(count)
    }

    private static func draw(_ range: ClosedRange<Double>, _ random: inout RandomStream) -> Double {
        let (low, high) = (PortableMath.log(range.lowerBound), PortableMath.log(range.upperBound))
        return PortableMath.exp(low + (high - low) * random.uniformDouble())
    }

    private static func rates(
        _ archetype: Archetype, minutes: Int, _ ranges: FunctionRanges, _ random: inout RandomStream
    ) -> [Double] {
        switch archetype {
        case .spike: spikes(minutes, ranges, &random)
        case .periodic: cycle(minutes, ranges, &random)
        case .ramp: ramps(minutes, ranges, &random)
        case .stationary: [Double](repeating: draw(ranges.stationaryLevel, &random), count: minutes)
        }
    }

    private static func spikes(_ minutes: Int, _ ranges: FunctionRanges, _ random: inout RandomStream) -> [Double] {
        let base = draw(ranges.spikeBase, &random)
        let gap = 1440 / draw(ranges.burstsPerDay, &random)
        var rates = [Double](repeating: base, count: minutes)
        var start = random.exponential(rate: 1 / gap)
        while start < Double(minutes) {
            let (length, factor) = (draw(ranges.burstMinutes, &random).rounded(), draw(ranges.burstFactor, &random))
            for minute in Int(start)..<min(minutes, Int(start + length)) { rates[minute] = base * factor }
            start += length + random.exponential(rate: 1 / gap)
        }
        return rates
    }

    private static func cycle(_ minutes: Int, _ ranges: FunctionRanges, _ random: inout RandomStream) -> [Double] {
        let level = draw(ranges.periodicLevel, &random)
        let period = random.uniformDouble() < 0.2 ? 1440 : draw(ranges.periodMinutes, &random)
        let (amplitude, phase) = (draw(ranges.amplitude, &random), random.uniformDouble())
        let isPulse = random.uniformDouble() < 0.3
        return (0..<minutes).map { minute in
            let turns = Double(minute) / period + phase
            let share = turns - turns.rounded(.down)
            let wave = isPulse ? (share < 0.3 ? 1 / 0.3 - 1 : -1) : PortableMath.cosine(halfTurns: 2 * share)
            return level * (1 + amplitude * wave)
        }
    }

    private static func ramps(_ minutes: Int, _ ranges: FunctionRanges, _ random: inout RandomStream) -> [Double] {
        let level = draw(ranges.rampLevel, &random)
        var rates: [Double] = []
        var isRising = random.uniformDouble() < 0.5
        let skipped = random.int(below: 180)
        while rates.count < minutes + skipped {
            let length = Int(draw(ranges.rampMinutes, &random))
            let factor = draw(ranges.rampFactor, &random)
            for minute in 0..<length {
                let progress = Double(minute) / Double(length)
                rates.append(level * (1 + (factor - 1) * (isRising ? progress : 1 - progress)))
            }
            isRising.toggle()
        }
        return Array(rates[skipped..<skipped + minutes])
    }
}
