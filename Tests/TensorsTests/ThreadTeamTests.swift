import Glibc
import Synchronization
import Tensors
import Testing

/// Loops of a team; run them with the thread sanitizer, too.
struct ThreadTeamTests {
    @Test(arguments: [1, 2, 3, 8]) func everyIndexRunsOnce(threads: Int) {
        let team = ThreadTeam(threads: threads)
        #expect(team.threads == threads)
        for count in [0, 1, 2, 3, 7, 64, 1000] {
            for _ in 0..<20 {
                // Every index owns its place, without any lock.
                let results = Results(count: count)
                team.forEach(count) { index, _ in results[index] += 1 }
                #expect(results.all == [Int](repeating: 1, count: count))
            }
        }
    }

    /// A loop sees what the one before has written, though nothing but the team orders them.
    @Test(arguments: [2, 3, 8]) func loopsFollowEachOther(threads: Int) {
        let team = ThreadTeam(threads: threads)
        let lists = [Results(count: 40), Results(count: 40)]
        for round in 0..<2_000 {
            let (from, to) = (lists[round % 2], lists[1 - round % 2])
            team.forEach(40) { index, _ in to[index] = from[(index + 1) % 40] + 1 }
            if round % 500 == 0 { usleep(2_000) }
        }
        #expect(lists[0].all == [Int](repeating: 2_000, count: 40))
    }

    @Test(arguments: [1, 2, 3, 8]) func workersHaveNumbersOfTheirOwn(threads: Int) {
        let team = ThreadTeam(threads: threads)
        let busy = Results(count: threads), clashes = Atomic<Int>(0)
        for _ in 0..<200 {
            team.forEach(64) { index, worker in
                guard worker >= 0, worker < threads else { return _ = clashes.wrappingAdd(1, ordering: .relaxed) }
                if busy[worker] != 0 { clashes.wrappingAdd(1, ordering: .relaxed) }
                busy[worker] = index + 1
                busy[worker] = 0
            }
        }
        #expect(clashes.load(ordering: .relaxed) == 0)
    }

    @Test func oneThreadRunsInOrderInPlace() {
        let order = Mutex<[Int]>([])
        ThreadTeam(threads: 1).forEach(10) { index, _ in order.withLock { $0.append(index) } }
        ThreadTeam(threads: 4).forEach(10, limit: 1) { index, worker in order.withLock { $0.append(index + worker) } }
        #expect(order.withLock { $0 } == Array(0..<10) + Array(0..<10))
    }

    @Test func helpersWakeFromSleepAndAllWork() {
        let team = ThreadTeam(threads: 3)
        for _ in 0..<5 {
            usleep(20_000)
            // Nobody leaves before all three are there: a helper that does not wake would hang the test.
            let there = Atomic<Int>(0)
            team.forEach(3) { _, _ in
                there.wrappingAdd(1, ordering: .sequentiallyConsistent)
                while there.load(ordering: .sequentiallyConsistent) < 3 { usleep(10) }
            }
            #expect(there.load(ordering: .relaxed) == 3)
        }
    }

    @Test func manyTeamsBeginAndEnd() {
        for threads in 1...40 {
            let results = Results(count: 9)
            ThreadTeam(threads: threads % 5 + 1).forEach(9) { index, _ in results[index] += 1 }
            #expect(results.all.reduce(0, +) == 9)
        }
    }
}
