// Decoding checks what stepping relies on, because files come from the world and wrong moments would be read out of bounds.

extension Adam: Codable {
    private enum CodingKeys: String, CodingKey { case configuration, stepCount, firstMoment, secondMoment }

    /// Restores an optimiser.
    /// - Throws: `DecodingError` when the moments do not have the same count or the number of steps is negative.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let stepCount = try values.decode(Int.self, forKey: .stepCount)
        let first = try values.decode([Float].self, forKey: .firstMoment)
        let second = try values.decode([Float].self, forKey: .secondMoment)
        guard stepCount >= 0 else {
            throw DecodingError.dataCorruptedError(
                forKey: .stepCount, in: values, debugDescription: "expected a number of steps, found \(stepCount)")
        }
        guard first.count == second.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .secondMoment, in: values,
                debugDescription: "expected \(first.count) values as in firstMoment, found \(second.count)")
        }
        self.init(
            try values.decode(Configuration.self, forKey: .configuration), stepCount: stepCount, firstMoment: first,
            secondMoment: second)
    }

    /// Writes configuration, number of steps and both moments.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(configuration, forKey: .configuration)
        try values.encode(stepCount, forKey: .stepCount)
        try values.encode(firstMoment, forKey: .firstMoment)
        try values.encode(secondMoment, forKey: .secondMoment)
    }
}

extension Adam.Configuration: Codable {
    private enum CodingKeys: String, CodingKey { case learningRate, beta1, beta2, epsilon, weightDecay }

    /// Reads a configuration.
    /// - Throws: `DecodingError` when a value lies outside its range.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func read(_ key: CodingKeys, below bound: Float) throws -> Float {
            let value = try values.decode(Float.self, forKey: key)
            guard value >= 0, value < bound else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: values, debugDescription: "expected a value from 0 to below \(bound), found \(value)")
            }
            return value
        }
        self.init(
            learningRate: try read(.learningRate, below: .infinity), beta1: try read(.beta1, below: 1),
            beta2: try read(.beta2, below: 1), epsilon: try read(.epsilon, below: .infinity),
            weightDecay: try read(.weightDecay, below: .infinity))
    }

    /// Writes every value.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(learningRate, forKey: .learningRate)
        try values.encode(beta1, forKey: .beta1)
        try values.encode(beta2, forKey: .beta2)
        try values.encode(epsilon, forKey: .epsilon)
        try values.encode(weightDecay, forKey: .weightDecay)
    }
}
