import HeadroomCLI
import Testing

/// The arithmetic of the benchmarks; what they print is tested by running them.
@Suite struct BenchTests {
    /// Two blocks of ten calls; the second was disturbed. Worked by hand: median = the sixth, 99th percentile = the tenth of the sorted ten.
    @Test func latencyReadsTheBestBlock() {
        let first = [10, 30, 20, 50, 40, 60, 70, 90, 80, 100]
        let times = LatencyBlocks([first, first.map { $0 * 3 }, []])
        #expect(times.count == 20)
        #expect(times.median == 60 && times.percentile99 == 100 && times.minimum == 10)
        // Sorted, the eleventh of all twenty is 90 and the twentieth 300.
        #expect(times.medianOfAll == 90 && times.percentile99OfAll == 300)
        let one = LatencyBlocks([[7]])
        #expect(one.median == 7 && one.percentile99 == 7 && one.medianOfAll == 7)
    }

    @Test func runsGiveBestAndMedian() {
        let times = RunTimes([3, 1, 2, 10])
        #expect(times.count == 4 && times.best == 1 && times.median == 3)
    }

    @Test func processorTicksLeaveIdleAndWaitingOut() {
        let stat = "cpu  100 20 30 5000 400 5 6 7 80 90\ncpu0 1 1 1 1 1 1 1 1 1 1\n"
        #expect(ProcessorUse.busyTicks(stat) == 100 + 20 + 30 + 5 + 6 + 7)
        #expect(ProcessorUse.busyTicks("") == 0)
        #expect(ProcessorUse.busyTicks("cpu 1 2 3") == 0)
        #expect(ProcessorUse.busyTicks("intr 1 2 3 4 5 6 7 8 9") == 0)
    }

    @Test func othersAreTheMachineWithoutUs() {
        let start = ProcessorUse(machine: 100, own: 10, clock: 50)
        // In 4 s the machine used 6 s, we 3.5 s of them: others 2.5 s, 0.625 of a processor, 0.63 to two decimals.
        #expect(ProcessorUse(machine: 106, own: 13.5, clock: 54).others(since: start) == 0.63)
        // Coarse ticks can count more for us than for the machine.
        #expect(ProcessorUse(machine: 101, own: 12, clock: 52).others(since: start) == 0)
        #expect(ProcessorUse(machine: 100, own: 10, clock: 50).others(since: start) == 0)
    }
}
