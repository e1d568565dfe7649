import Glibc
import Headroom

/// Study of adaptive calibration under drift: 500 seasonal series of season 48 whose level, noise, or both double at one time.
///
/// A series is `100·(1 + ½ sin(2πt/48 + φ))` with a phase of its own, plus normal noise of deviation 10; a level shift doubles the first part,
/// a variance shift the deviation of the second. A model knows 1,000 values and is fitted on them, 480 calibrate, 96 are scored before the
/// shift and 480 after it. At every step 12 steps are forecast; each line tells, for 12 targets from `step` after the shift on, the share inside
/// the 80 % interval: adaptive, conformal fixed at the calibration set, and of the model alone, with mean widths as multiples of the true
/// interval's. `within_3_points` says whether every block from two seasons after the shift on lies in 77…83 %.
struct CoverageShiftBench {
    private static let season = 48, horizon = 12, known = 1000, calibration = 480, before = 96, after = 480, block = 12
    private static let deviation = 10.0
    private static var shift: Int { known + calibration + before }
    private static var length: Int { shift + after }

    let harness: BenchHarness
    let compute: Compute
    let seed: UInt64
    var series = 500

    private struct Drift {
        var name: String, level: Double, noise: Double
    }

    private static let drifts = [
        Drift(name: "level x2", level: 2, noise: 1), Drift(name: "variance x2 (deviation)", level: 1, noise: 2),
        Drift(name: "level and deviation x2", level: 2, noise: 2),
    ]

    /// Targets of a block and how many lie inside.
    private struct Tally {
        var targets = 0
        var inside = [0, 0, 0], widths = [0.0, 0, 0]
        var oracle = 0.0

        func coverage(_ which: Int) -> Double { Double(inside[which]) / Double(targets) }
        func width(_ which: Int) -> Double { widths[which] / oracle }
    }

    /// One line for each block, one for all.
    func run() throws {
        for drift in Self.drifts {
            for name in ["seasonal-naive", "gbt"] {
                let title = "\(drift.name), \(name)"
                guard harness.wants(peer: "headroom", case: title) else { continue }
                let set = try SeriesSet((0..<series).map { self.demand($0, drift) }, quantity: .gauge())
                let training = TrainingSet(set, counts: Array(repeating: Self.known, count: series), seasons: [Self.season])
                let options = FitOptions(seed: seed, compute: compute)
                let model: any FittedForecaster =
                    name == "gbt"
                    ? try GBTForecaster(horizon: Self.horizon).fit(on: training, options: options)
                    : try NaiveForecaster(.seasonalNaive, horizon: 1).fit(on: training, options: options)
                var tallies = [Tally](repeating: Tally(), count: (Self.before + Self.after) / Self.block)
                for one in set.series { try follow(one, model, drift, &tallies) }
                report(title, tallies)
            }
        }
    }

    private func demand(_ index: Int, _ drift: Drift) -> Series {
        var random = RandomStream(seed: seed, purpose: "coverage shift", index: UInt64(index))
        let phase = 2 * Double.pi * random.uniformDouble()
        let values = (0..<Self.length).map { t -> Float in
            let isLate = t >= Self.shift
            let shape = 100 * (1 + 0.5 * sin(2 * Double.pi * Double(t) / Double(Self.season) + phase))
            return Float(shape * (isLate ? drift.level : 1) + Self.deviation * (isLate ? drift.noise : 1) * random.normal())
        }
        return Series(id: "\(index)", axis: .index(), values: values)
    }

    /// One series from the start of its calibration to its end.
    private func follow(_ series: Series, _ model: any FittedForecaster, _ drift: Drift, _ tallies: inout [Tally]) throws {
        guard let low = model.levels.index(of: 0.1), let high = model.levels.index(of: 0.9) else { return }
        var stream = try model.stream(from: History(series, count: Self.known))
        var calibrator = try AdaptiveCalibrator(horizon: Self.horizon, levels: model.levels, compute: compute)
        // Errors of both limits at every lead in the calibration set, then the shifts of the fixed conformal intervals.
        var errors = [[[Float]]](repeating: [[], []], count: Self.horizon), shifts = [[Float]]()
        for t in Self.known..<Self.length {
            if t == Self.known + Self.calibration {
                shifts = errors.map { [Self.conformal($0[0], 0.1), Self.conformal($0[1], 0.9)] }
            }
            let base = try stream.forecast(horizon: Self.horizon)
            var adaptive = base.values
            adaptive.withUnsafeMutableBufferPointer { calibrator.adjust($0) }
            for lead in 0..<min(Self.horizon, Self.length - t) {
                let (y, row) = (series.values[t + lead], lead * base.levels.count)
                let limits = (base[lead, low], base[lead, high])
                if t + lead < Self.known + Self.calibration {
                    errors[lead][0].append(y - limits.0)
                    errors[lead][1].append(y - limits.1)
                }
                let place = t + lead - Self.known - Self.calibration
                guard place >= 0, !shifts.isEmpty else { continue }
                let intervals = [
                    (adaptive[row + low], adaptive[row + high]), (limits.0 + shifts[lead][0], limits.1 + shifts[lead][1]), limits,
                ]
                let index = place / Self.block
                tallies[index].targets += 1
                tallies[index].oracle += 2 * 1.281_552 * Self.deviation * (place >= Self.before ? drift.noise : 1)
                for (which, interval) in intervals.enumerated() {
                    tallies[index].inside[which] += interval.0 <= y && y <= interval.1 ? 1 : 0
                    tallies[index].widths[which] += Double(max(0, interval.1 - interval.0))
                }
            }
            calibrator.observe(series.values[t])
            stream.observe(series.values[t])
        }
    }

    /// The split-conformal quantile of errors: order statistic `⌈τ(n + 1)⌉` for upper levels, its mirror for lower ones.
    private static func conformal(_ errors: [Float], _ level: Double) -> Float {
        let sorted = errors.sorted()
        let rank = level > 0.5 ? (level * Double(sorted.count + 1)).rounded(.up) : (level * Double(sorted.count + 1)).rounded(.down)
        return sorted[min(max(Int(rank) - 1, 0), sorted.count - 1)]
    }

    private func report(_ title: String, _ tallies: [Tally]) {
        func fields(_ tally: Tally) -> [(String, BenchLine.Value)] {
            [
                ("static", .number(tally.coverage(1))), ("model", .number(tally.coverage(2))), ("width", .number(tally.width(0))),
                ("static_width", .number(tally.width(1))), ("model_width", .number(tally.width(2))), ("targets", .integer(tally.targets)),
            ]
        }
        for (index, tally) in tallies.enumerated() {
            harness.print(
                bench: "coverage-shift", case: title, metric: "coverage80", value: tally.coverage(0), unit: "share",
                fields: [("step", .integer(index * Self.block - Self.before))] + fields(tally))
        }
        let first = (Self.before + 2 * Self.season) / Self.block
        let worst = tallies[first...].map { abs($0.coverage(0) - 0.8) }.max() ?? .nan
        harness.print(
            bench: "coverage-shift", case: title, metric: "worst_block_after_two_seasons", value: worst, unit: "share",
            fields: [("within_3_points", .text(worst <= 0.03 ? "yes" : "no")), ("series", .integer(series))])
    }
}
