/// How much each member of an ensemble counts, by blocks of leads: the weights of a stack.
public struct MemberWeights: Sendable, Hashable, Codable {
    /// Number of leads up to the end of every block, ascending; leads behind the last block count as its own.
    public let ends: [Int]
    /// Weights `[blocks, members]`, row-major, none negative; each row sums to 1.
    public let values: [Float]

    /// Makes weights.
    /// - Parameters:
    ///   - ends: ends of the blocks, at least one, ascending, the first above 0.
    ///   - values: weights `[blocks, members]`; rows are brought to the sum of 1.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` for other ends, negative weights, or a row of zeros.
    public init(ends: [Int], values: [Float]) throws(ForecastError) {
        guard let first = ends.first, first > 0, zip(ends, ends.dropFirst()).allSatisfy({ $0 < $1 }), !values.isEmpty,
            values.count % ends.count == 0
        else {
            throw ForecastError.invalidConfiguration(
                "weights of members come in blocks of leads with ascending ends, as many for each; found \(values.count) for ends at \(ends)"
            )
        }
        let members = values.count / ends.count
        for start in stride(from: 0, to: values.count, by: members) {
            let row = values[start..<start + members], sum = row.reduce(0, +)
            guard sum > 0, sum.isFinite, row.allSatisfy({ $0 >= 0 }) else {
                throw ForecastError.invalidConfiguration("weights of members are not negative and not all 0, found \(Array(row))")
            }
        }
        self.init(scaling: values, ends: ends)
    }

    /// Brings rows that are sound to the sum of 1.
    init(scaling values: [Float], ends: [Int]) {
        let members = values.count / ends.count
        var scaled = values
        for start in stride(from: 0, to: values.count, by: members) {
            let sum = values[start..<start + members].reduce(0, +)
            for index in start..<start + members { scaled[index] = values[index] / sum }
        }
        self.init(ends, scaled)
    }

    /// Number of members.
    public var members: Int { values.count / ends.count }

    /// The weight of a member at a lead, 0-based.
    public func weight(of member: Int, at lead: Int) -> Float { values[block(of: lead) * members + member] }

    func block(of lead: Int) -> Int { ends.firstIndex { lead < $0 } ?? ends.count - 1 }

    /// The mean weight of every member over the leads.
    public var means: [Float] {
        var sums = [Float](repeating: 0, count: members)
        for (block, end) in ends.enumerated() {
            let share = Float(end - (block > 0 ? ends[block - 1] : 0)) / Float(ends[ends.count - 1])
            for member in 0..<members { sums[member] += share * values[block * members + member] }
        }
        return sums
    }

    /// The same without the members that count nowhere.
    /// - Returns: indices of those that are left, and their weights.
    public var withoutIdle: (kept: [Int], weights: MemberWeights) {
        let kept = (0..<members).filter { member in ends.indices.contains { values[$0 * members + member] > 0 } }
        return (kept, MemberWeights(ends, ends.indices.flatMap { block in kept.map { values[block * members + $0] } }))
    }

    /// Weights that are sound already.
    private init(_ ends: [Int], _ values: [Float]) { (self.ends, self.values) = (ends, values) }

    /// Reads weights and checks them.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(ends: container.decode([Int].self, forKey: .ends), values: container.decode([Float].self, forKey: .values))
    }
}
