import Tensors

/// A label model: what every rule is worth, learned from how the rules agree, and no truth.
///
/// Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Applied Statistics 28(1), 1979. A rule
/// that abstains says something too, so abstaining is one of its answers.
public struct DawidSkene: Sendable, Equatable, Codable {
    /// Share of every class.
    public private(set) var priors: [Double]
    /// Probability of every answer of a rule, given the class: `[rules][classes][classes + 1]`, the last answer is to abstain.
    public private(set) var answers: [[[Double]]]
    /// Rounds of expectation and maximisation that were made.
    public private(set) var rounds: Int

    /// Answers that every class and rule is thought to have given beforehand, so that no probability is 0.
    private static let pseudoCount = 0.5
    private static let mostRounds = 200

    /// Learns a model.
    ///
    /// It begins with most votes, shared between ties, so that classes keep the names that the rules give them; windows that no rule votes
    /// on begin undecided.
    /// - Parameters:
    ///   - votes: for every window what every rule says, an index of a class or `nil`: `[windows][rules]`.
    ///   - classes: number of classes.
    /// - Precondition: at least one window and one rule, as many rules for every window.
    public init(_ votes: [[Int?]], classes: Int) {
        let rules = votes.first?.count ?? 0
        precondition(rules > 0 && votes.allSatisfy { $0.count == rules }, "a label model needs windows with as many votes each")
        // Windows with the same votes are the same to the model.
        var patterns: [[Int]: Double] = [:]
        for one in votes { patterns[one.map { $0 ?? classes }, default: 0] += 1 }
        let sorted = patterns.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        (priors, answers, rounds) = ([], [], 0)
        var beliefs = sorted.map { Self.plurality($0.key, classes: classes) }
        var likelihood = -Double.infinity
        repeat {
            maximise(sorted, beliefs, classes: classes, rules: rules)
            var next = 0.0
            for (index, pattern) in sorted.enumerated() {
                let (posterior, evidence) = posterior(codes: pattern.key)
                beliefs[index] = posterior
                next += pattern.value * evidence
            }
            rounds += 1
            if next - likelihood < 1e-9 * abs(next) { break }
            likelihood = next
        } while rounds < Self.mostRounds
    }

    /// Probability of every class given the votes on a window.
    public func posterior(_ votes: [Int?]) -> [Double] { posterior(codes: votes.map { $0 ?? priors.count }).posterior }

    private func posterior(codes: [Int]) -> (posterior: [Double], evidence: Double) {
        var logs = priors.map(PortableMath.log)
        for (rule, code) in codes.enumerated() {
            for index in logs.indices { logs[index] += PortableMath.log(answers[rule][index][code]) }
        }
        let largest = logs.max() ?? 0
        let weights = logs.map { PortableMath.exp($0 - largest) }
        let sum = weights.reduce(0, +)
        return (weights.map { $0 / sum }, largest + PortableMath.log(sum))
    }

    private static func plurality(_ codes: [Int], classes: Int) -> [Double] {
        var counts = [Double](repeating: 0, count: classes)
        for code in codes where code < classes { counts[code] += 1 }
        let most = counts.max() ?? 0
        let winners = counts.map { $0 == most ? 1.0 : 0 }
        return winners.map { $0 / winners.reduce(0, +) }
    }

    private mutating func maximise(_ patterns: [(key: [Int], value: Double)], _ beliefs: [[Double]], classes: Int, rules: Int) {
        var totals = [Double](repeating: Self.pseudoCount, count: classes)
        var counts = [[[Double]]](
            repeating: [[Double]](repeating: [Double](repeating: Self.pseudoCount, count: classes + 1), count: classes), count: rules)
        for (pattern, belief) in zip(patterns, beliefs) {
            for (index, share) in belief.enumerated() {
                totals[index] += pattern.value * share
                for (rule, code) in pattern.key.enumerated() { counts[rule][index][code] += pattern.value * share }
            }
        }
        let all = totals.reduce(0, +)
        priors = totals.map { $0 / all }
        answers = counts.map { $0.map { row in row.map { $0 / row.reduce(0, +) } } }
    }
}
