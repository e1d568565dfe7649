import Autoscaling
import Tensors
import Testing

@Suite struct ClairvoyantPlanTests {
    /// All sequences of up to three instances over six slots.
    @Test(arguments: 0..<40) func noSequenceIsCheaper(seed: UInt64) throws {
        var random = RandomStream(seed: seed, purpose: "plan")
        let streams = (0..<6).map { _ in random.int(below: 15) }
        var prices = StreamPrices()
        (prices.violatedSlot, prices.event) = (Double(random.int(below: 6)), Double(random.int(below: 5)) / 2)
        var scenario = StreamScenario.hard
        scenario.maximumInstances = 3
        let simulation = try StreamCases.simulation(streams, scenario)
        let (capacity, initial) = (simulation.capacity, seed % 2 == 0 ? 1 : nil)

        var best = Double.infinity
        for code in 0..<729 {
            let plan = (0..<6).map { code / [1, 3, 9, 27, 81, 243][$0] % 3 + 1 }
            if let initial, plan[0] != initial { continue }
            var cost = 0.0
            for (slot, instances) in plan.enumerated() {
                cost += Double(instances) + (instances < capacity.needed(for: streams[slot]) ? prices.violatedSlot : 0)
                guard slot > 0, instances != plan[slot - 1] else { continue }
                cost += prices.event
                if instances < plan[slot - 1], instances < capacity.afterScaleIn(for: streams[slot - 1]) { cost = .infinity }
            }
            best = min(best, cost)
        }
        let plan = ClairvoyantPlan(streams: streams, capacity: capacity, limits: 1...3, initial: initial, prices: prices)
        #expect(abs(plan.cost - best) < 1e-9, "\(streams): \(plan.cost), all sequences \(best)")
        let told = Double(plan.instanceMinutes) + prices.violatedSlot * Double(plan.violatedSlots) + prices.event * Double(plan.events)
        #expect(abs(told - plan.cost) < 1e-9)
    }

    @Test func noPolicyIsCheaper() throws {
        let simulation = try StreamCases.simulation(StreamCases.streams, .hard)
        let optimum = simulation.optimum().cost
        for name in ["capacity:1", "capacity:5", "fixed:1", "predictive:oracle:5", "fallback:oracle:3"] {
            let policy = try StreamPolicyParser(simulation.trace).policy(name)
            #expect(try simulation.run(policy).cost() >= optimum)
        }
    }
}
