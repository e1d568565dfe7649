/// Short but unique identifiers for functions whose hashes have 64 digits.
///
/// Depends on other functions only when hashes collide, so that a function is called the same in every file of a trace.
enum ShortIdentifiers {
    /// Digits of a hash that are enough to tell millions apart.
    static let prefix = 16

    /// One identifier for each function: the first 16 characters of its hash; the whole hash for those that share them; with the
    /// application, and the owner before it, for those that share that too.
    /// - Parameter functions: function, application and owner of each; no two are equal in all three.
    static func make(_ functions: [(function: String, app: String, owner: String)]) -> [String] {
        var identifiers = functions.map { String($0.function.prefix(prefix)) }
        let longer: [(Int) -> String] = [
            { functions[$0].function }, { "\(functions[$0].app)/\(functions[$0].function)" },
            { "\(functions[$0].owner)/\(functions[$0].app)/\(functions[$0].function)" },
        ]
        for level in longer {
            var counts: [String: Int] = [:]
            for identifier in identifiers { counts[identifier, default: 0] += 1 }
            let shared = identifiers.indices.filter { (counts[identifiers[$0]] ?? 0) > 1 }
            if shared.isEmpty { break }
            for index in shared { identifiers[index] = level(index) }
        }
        return identifiers
    }
}
