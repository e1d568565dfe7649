import Forecasting
import Testing

struct AllocationMetricsTests {
    @Test func byHand() {
        // Ten slots; unknown at slot 6.
        let demand: [Float] = [2, 4, 6, 8, 3, 3, .nan, 5, 9, 1]
        let allocation: [Float] = [4, 4, 4, 4, 8, 8, 8, 4, 4, 4]
        let m = AllocationMetrics(demand: demand, allocation: allocation, window: 3, stepSeconds: 86_400)
        #expect(m.slots == 9 && m.violatedSlots == 4)
        // Violated: slots 2, 3 (by 2, 4) and 7, 8 (by 1, 5). Σy = 41, Σa over known slots = 44.
        #expect(m.underRate == 4.0 / 9 && agree(m.satisfaction, 5.0 / 9))
        #expect(agree(m.underVolume, 12.0 / 41))
        // Depths 0.25, 0.5, 1, 1.25: p95 at position 2.85 → 1 + 0.85·0.25.
        #expect(agree(m.depth95, 1.2125) && m.violatedWithoutAllocation == 0)
        #expect(m.longestViolation == 2 && m.meanTimeToRecover == 2)
        // Unused 2 + 0 + 5 + 5 + 3 = 15.
        #expect(agree(m.overVolume, 15.0 / 41) && agree(m.waste, 15.0 / 44) && agree(m.utilization, 29.0 / 44))
        // Up at slot 4, down at slot 7, three slots later: within 2·3. The last resize has no successor.
        #expect(m.resizes == 2 && agree(m.resizesPerDay, 0.2) && agree(m.relativeChurn, 8.0 / 52))
        #expect(m.reversals == Proportion(count: 1, total: 2))
        #expect(AllocationMetrics(demand: demand, allocation: allocation, window: 1).reversals.count == 0)
        #expect(AllocationMetrics(demand: demand, allocation: allocation, window: 1).resizesPerDay == nil)
    }

    @Test func onlyTheNextResizeReverses() {
        // Up, up, down: the second is reversed, the first is not.
        let m = AllocationMetrics(demand: [0, 0, 0, 0], allocation: [1, 2, 3, 1], window: 5)
        #expect(m.resizes == 3 && m.reversals == Proportion(count: 1, total: 3))
    }

    @Test func anOpenRunCountsAsFarAsItIsKnown() {
        let m = AllocationMetrics(demand: [5, 1, 5, 5, 5], allocation: [2, 2, 2, 2, 2], window: 1)
        #expect(m.longestViolation == 3 && m.meanTimeToRecover == 2)
        // An unknown slot ends a run: nobody knows what happened there.
        #expect(AllocationMetrics(demand: [5, .nan, 5], allocation: [2, 2, 2], window: 1).longestViolation == 1)
    }

    @Test func nothingAndNoAllocation() throws {
        let none = AllocationMetrics(demand: [], allocation: [], window: 1, stepSeconds: 60)
        #expect(none.slots == 0 && none.underRate == nil && none.waste == nil && none.resizesPerDay == nil && none.meanTimeToRecover == nil)
        let without = AllocationMetrics(demand: [1, 2], allocation: [0, 0], window: 1)
        #expect(without.underRate == 1 && without.violatedWithoutAllocation == 2 && without.depth95 == nil && without.utilization == nil)
        let idle = AllocationMetrics(demand: [0, 0], allocation: [1, 1], window: 1)
        #expect(idle.overVolume == nil && idle.waste == 1 && idle.underRate == 0 && idle.depth95 == nil)
    }
}
