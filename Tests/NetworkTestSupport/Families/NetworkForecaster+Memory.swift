import Forecasting
import Synchronization
import Tensors
import TestSupport
import Testing

/// What a fit of a neural family says it takes, and what it takes.
extension NetworkForecaster {
    /// The first report of a fit names what it takes: never exceeded, nor much more than that.
    ///
    /// The estimate also covers what is not asked of the allocator: code, stacks, and the buffers of OpenBLAS.
    public func expectMemoryIsEstimated(on set: TrainingSet) throws {
        let reports = Mutex<[FitProgress]>([])
        var options = FitOptions(seed: 1, compute: Compute(threads: 1))
        // The first use of kernels and calendars sets things up that stay.
        _ = try fit(on: set, options: options)
        options.progress = { report in reports.withLock { $0.append(report) } }
        let peak = try peakBytes { _ = try fit(on: set, options: options) }
        let found = reports.withLock { $0 }
        let estimate = try #require(found.first?.memoryEstimate)
        #expect(found.dropFirst().allSatisfy { $0.memoryEstimate == nil })
        #expect(found[0].stage == "training \(Self.name) needs about \((estimate + 999_999) / 1_000_000) MB beside the data")
        #expect(peak <= estimate, "\(peak) bytes were taken, \(estimate) announced")
        #expect(Double(estimate) <= 1.2 * Double(peak) + 7e6, "\(peak) bytes were taken, \(estimate) announced")
    }

    /// What is not allowed is not begun, and said in a sentence.
    public func expectMemoryLimitIsKept(on set: TrainingSet) throws {
        let announced = Mutex(0)
        let watching = FitOptions(
            seed: 1, compute: Compute(threads: 1),
            progress: { report in
                if let bytes = report.memoryEstimate { announced.withLock { $0 = bytes } }
            })
        let model = try fit(on: set, options: watching)
        let needed = announced.withLock { $0 }
        var options = FitOptions(seed: 1, compute: Compute(threads: 1), memoryLimit: needed)
        #expect(try fit(on: set, options: options).parameters == model.parameters, "a limit changes nothing where it is kept")
        options.memoryLimit = needed - 1
        options.progress = { report in Issue.record("a training that was refused reported \(report.stage)") }
        let error = ForecastError.tooLarge(
            neededMegabytes: (needed + 999_999) / 1_000_000, allowedMegabytes: (needed - 1) / 1_000_000)
        #expect(throws: error) { try fit(on: set, options: options) }
        #expect(error.description.contains("MB are allowed; use a shorter context"))
    }
}
