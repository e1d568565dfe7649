import Tensors
import Traces

extension DimensionalGenerator {
    /// What really happened: values of all cells of a metric in a bucket, before anything is lost or garbled.
    func trueRow(metric: Int, bucket: Int, _ residuals: BlockResiduals) -> [Double] {
        let compiled = metrics[metric]
        if case .share(let name, let probability, let concentration) = compiled.metric.source, let source = position(of: name) {
            let trials = trueRow(metric: source, bucket: bucket, residuals)
            return shares(of: trials, compiled, probability, concentration, bucket)
        }
        if compiled.metric.drawing == .split { return splitRow(compiled, bucket: bucket, residuals) }
        guard let cells else { return [] }
        let index = grid.absoluteIndex(of: bucket)
        let parts = compiled.rates.components(bucket: bucket)
        let factors = residuals.factors(at: index)
        let own = residuals.own(metric: metric, at: index)
        let span = grid.interval(of: bucket)
        let scale = compiled.rate * Double(span.upperBound - span.lowerBound) * factors.all
        return [Double](unsafeUninitializedCapacity: cells.count) { row, count in
            for cell in 0..<cells.count {
                let number = Int(compiled.classOfCell[cell])
                let part = parts[number]
                var rate = scale * compiled.weightOfCell[cell] * part.expected
                if !factors.values.isEmpty {
                    for dimension in 0..<cells.depth { rate *= factors.values[dimension][cells.value(of: cell, in: dimension)] }
                }
                if !own.isEmpty { rate *= own[cell] }
                let noise = compiled.rates.classes[number].noise
                if part.deviations != 0 { rate = max(0, rate + part.deviations * noise.deviation(at: rate)) }
                var random = KeyedRandom(StreamKey(bits: cells.keys[cell]).appending(compiled.nameBits), at: index)
                (row.baseAddress! + cell).initialize(to: noise.draw(rate: rate, scale: part.noiseScale, using: &random))
            }
            count = cells.count
        }
    }

    private func shares(
        of trials: [Double], _ compiled: CompiledMetric, _ probability: Double, _ concentration: Double?, _ bucket: Int
    ) -> [Double] {
        guard let cells else { return [] }
        let parts = compiled.rates.components(bucket: bucket)
        let index = grid.absoluteIndex(of: bucket)
        return trials.indices.map { cell in
            var random = KeyedRandom(StreamKey(bits: cells.keys[cell]).appending(compiled.nameBits), at: index)
            let number = Int(compiled.classOfCell[cell])
            var p = min(1, probability * parts[number].expected * compiled.rates.classes[number].factor)
            if let concentration, p > 0, p < 1 { p = random.beta(p * concentration, (1 - p) * concentration) }
            return Double(random.binomial(trials: Int(min(max(trials[cell], 0), 1e15)), probability: p))
        }
    }

    /// What was reported: ``trueRow(metric:bucket:_:)`` with the incidents of reporting and gaps; NaN is missing.
    func row(metric: Int, bucket: Int, _ residuals: BlockResiduals) -> [Double] {
        let compiled = metrics[metric]
        var row = trueRow(metric: metric, bucket: bucket, residuals)
        for (incident, touches) in compiled.reports where incident.buckets.contains(bucket) {
            var replacement: [Double]?
            switch incident.kind {
            case .stuck: replacement = trueRow(metric: metric, bucket: max(0, incident.buckets.lowerBound - 1), residuals)
            case .clockShift: replacement = trueRow(metric: metric, bucket: max(0, bucket - Int(incident.size)), residuals)
            default: break
            }
            for cell in row.indices where touches[Int(compiled.classOfCell[cell])] {
                switch incident.kind {
                case .dropout: row[cell] = .nan
                case .duplicated: row[cell] *= 2
                case .stuck, .clockShift: row[cell] = replacement![cell]
                default: break
                }
            }
        }
        if !configuration.gaps.isNone, let cells {
            let index = grid.absoluteIndex(of: bucket)
            for cell in row.indices {
                let key = StreamKey(bits: cells.keys[cell]).appending(compiled.nameBits)
                if configuration.gaps.isLost(key, at: index) { row[cell] = configuration.gaps.isZero ? 0 : .nan }
            }
        }
        return row
    }
}

extension ObservationNoise {
    /// Standard deviation at a rate.
    func deviation(at rate: Double) -> Double {
        switch self {
        case .none: 0
        case .poisson: rate.squareRoot()
        case .negativeBinomial(let dispersion, let isLinear):
            (isLinear ? rate * (1 + dispersion) : rate + dispersion * rate * rate).squareRoot()
        case .gaussian(let scale, let exponent): scale * Self.power(rate, exponent)
        case .logNormal(let scale): rate * (PortableMath.exp(scale * scale) - 1).squareRoot()
        }
    }

    private static func power(_ rate: Double, _ exponent: Double) -> Double {
        exponent == 0 ? 1 : exponent == 1 ? rate : rate <= 0 ? 0 : PortableMath.exp(exponent * PortableMath.log(rate))
    }

    /// An observation.
    /// - Parameters:
    ///   - rate: mean, `≥ 0`.
    ///   - scale: factor on the standard deviation. Counts cannot scatter less than Poisson's: a scale below 1 leaves them as they are.
    func draw(rate: Double, scale: Double, using random: inout KeyedRandom) -> Double {
        switch self {
        case .none: return rate
        case .poisson:
            guard scale > 1, rate > 0 else { return Double(random.poisson(mean: rate)) }
            return Self.linear(rate, scale * scale - 1, &random)
        case .negativeBinomial(let dispersion, let isLinear):
            guard rate > 0 else { return 0 }
            if isLinear { return Self.linear(rate, max(0, (1 + dispersion) * scale * scale - 1), &random) }
            let variance = (rate + dispersion * rate * rate) * scale * scale
            return Double(random.negativeBinomial(mean: rate, dispersion: max(0, variance - rate) / (rate * rate)))
        case .gaussian: return rate + scale * deviation(at: rate) * random.normal()
        case .logNormal(let deviation):
            let size = deviation * scale
            return rate * PortableMath.exp(size * (random.normal() - size / 2))
        }
    }

    /// A negative binomial number with variance `rate · (1 + dispersion)`.
    private static func linear(_ rate: Double, _ dispersion: Double, _ random: inout KeyedRandom) -> Double {
        guard dispersion > 0 else { return Double(random.poisson(mean: rate)) }
        return Double(random.poisson(mean: random.gamma(shape: rate / dispersion) * dispersion))
    }
}
