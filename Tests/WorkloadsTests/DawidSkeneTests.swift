import Tensors
import TestSupport
import Testing
import Workloads

@Suite struct DawidSkeneTests {
    /// Rules of known accuracy, independent given the class: the model finds shares and answers without seeing a class.
    @Test func accuraciesOfRulesAreFound() {
        var random = RandomStream(seed: 3, purpose: "votes")
        let shares = [0.5, 0.3, 0.2]
        // A rule votes for its class with these probabilities, given the truth.
        let rules: [(votesFor: Int, probability: [Double])] = [
            (0, [0.9, 0.1, 0.05]), (0, [0.6, 0.02, 0.3]), (1, [0.1, 0.8, 0.1]), (1, [0.05, 0.7, 0.2]), (2, [0.02, 0.1, 0.7]),
            (2, [0.1, 0.1, 0.9]),
        ]
        var (votes, truths) = ([[Int?]](), [Int]())
        for _ in 0..<20_000 {
            let draw = random.uniformDouble()
            let truth = draw < shares[0] ? 0 : draw < shares[0] + shares[1] ? 1 : 2
            truths.append(truth)
            votes.append(rules.map { random.uniformDouble() < $0.probability[truth] ? $0.votesFor : nil })
        }
        let model = DawidSkene(votes, classes: 3)
        for (found, expected) in zip(model.priors, shares) { expectClose(found, expected, .absolute(0.03)) }
        for (rule, expected) in rules.enumerated() {
            for truth in 0..<3 {
                expectClose(
                    model.answers[rule][truth][expected.votesFor], expected.probability[truth], .absolute(0.05),
                    "rule \(rule), class \(truth)")
                expectClose(model.answers[rule][truth].reduce(0, +), 1, .absolute(1e-12))
            }
        }
        let right = zip(votes, truths).filter { votes, truth in
            let posterior = model.posterior(votes)
            return posterior.indices.max { posterior[$0] < posterior[$1] } == truth
        }
        let most = zip(votes, truths).filter { votes, truth in
            var counts = [0, 0, 0]
            for case let vote? in votes { counts[vote] += 1 }
            return counts.indices.max { counts[$0] < counts[$1] } == truth
        }
        #expect(right.count > most.count, "the model should beat a count of votes")
    }

    @Test func orderOfWindowsDoesNotMatter() {
        var random = RandomStream(seed: 4, purpose: "votes")
        let votes: [[Int?]] = (0..<500).map { _ in [random.int(below: 3) == 0 ? nil : 0, random.int(below: 2) == 0 ? nil : 1, 0] }
        #expect(DawidSkene(votes, classes: 2) == DawidSkene(votes.reversed(), classes: 2))
    }

    @Test func silenceIsAnAnswer() {
        // The second rule votes on nothing but windows of class 1; without a vote the class is 0.
        let votes: [[Int?]] = (0..<100).map { $0 < 60 ? [0, nil] : [nil, 1] }
        let model = DawidSkene(votes, classes: 2)
        #expect(model.posterior([nil, 1])[1] > 0.95 && model.posterior([0, nil])[0] > 0.95)
        expectClose(model.posterior([nil, nil]).reduce(0, +), 1, .absolute(1e-12))
    }
}
