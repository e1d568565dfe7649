import Forecasting
import Testing

struct ProvisioningCostTests {
    @Test func costByHand() {
        // Distances +2, −1, ?, +3; resizes at slots 2 and 3.
        let cost = ProvisioningCost(demand: [2, 5, .nan, 3], allocation: [4, 4, 5, 6], prices: .init(over: 1, under: 19, resize: 7))
        #expect(cost.over == 5 && cost.under == 19 && cost.resizes == 14 && cost.total == 38)
        // Four slots of six hours are a day.
        #expect(cost.perDay(stepSeconds: 21_600) == 38)
        #expect(ProvisioningCost(demand: [], allocation: [], prices: .standard(window: 3)).perDay(stepSeconds: 1) == nil)
    }

    @Test func prices() {
        let standard = ProvisioningPrices.standard(window: 20)
        #expect(standard.over == 1 && standard.under == 19 && standard.resize == 20 && standard.optimalLevel == 0.95)
        #expect(ProvisioningPrices(over: 1, under: 1, resize: 0).optimalLevel == 0.5)
    }

    @Test func theOptimalLevelCostsLeast() {
        let demand = (0..<200).map { Float(($0 * 37) % 200) }
        func cost(_ a: Float) -> Double {
            ProvisioningCost(demand: demand, allocation: demand.map { _ in a }, prices: .init(over: 1, under: 4, resize: 0)).total
        }
        // τ* = 0.8: of 0…199 the value 159.5.
        for other: Float in [100, 140, 150, 170, 199] { #expect(cost(159.5) < cost(other)) }
    }

    @Test func windowsByHand() {
        let demand: [Float] = [1, 5, 2, 7, .nan, 3, 4]
        #expect(ProvisioningWindows.ceilings(of: demand, window: 3) == [5, 7, 4])
        #expect(ProvisioningWindows.ceilings(of: [.nan, .nan, 1], window: 2)[0].isNaN)
        // Season 3, window 3: window 1 sees slots 0…2, window 2 slot 3.
        let naive = ProvisioningWindows.seasonalNaiveCeilings(of: demand, window: 3, season: 3)
        #expect(naive[0].isNaN && naive[1...] == [5, 7])
        // Season 2, window 3: slots 3, 4, 5 see 1, 2 and, since 3 is not yet known, 1 again; slot 6 sees 4, which is unknown.
        let short = ProvisioningWindows.seasonalNaiveCeilings(of: demand, window: 3, season: 2)
        #expect(short[1] == 5 && short[2].isNaN)
        #expect(ProvisioningWindows.allocation(from: [.nan, 5, .nan], window: 2, slots: 5) == [0, 0, 5, 5, 5])
    }

    @Test func comparisonByHand() throws {
        // Season 2, window 2; demand repeats 1 3 but for the last season 1 5.
        let demand: [Float] = [1, 3, 1, 3, 1, 5]
        let prices = ProvisioningPrices(over: 1, under: 9, resize: 0)
        let c = try #require(CostComparison(demand: demand, allocation: [9, 9, 4, 4, 4, 4], window: 2, season: 2, prices: prices))
        #expect(c.firstSlot == 2)
        // Oracle holds 3, then 5: unused 2 + 0 + 4 + 0. Naive holds 3: 2 + 0 + 2, and 2 short. Policy holds 4: 3 + 1 + 3, and 1 short.
        #expect(c.oracle.total == 6 && c.seasonalNaive.total == 4 + 18 && c.policy.total == 7 + 9)
        #expect(c.regret == 10.0 / 16)
        #expect(CostComparison(demand: [1, 2], allocation: [1, 2], window: 1, season: 2, prices: prices) == nil)
        let same = try #require(CostComparison(demand: [1, 1, 1, 1], allocation: [1, 1, 1, 1], window: 1, season: 1, prices: prices))
        #expect(same.regret == nil)
    }
}
