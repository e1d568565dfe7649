/// Short but unique identifiers for functions whose hashes have 64 digits.
///
/// Depends on other functions only when hashes collide, so that a function is called the same in every file of a trace.
enum ShortIdentifiers {
    /// Digits of a hash that are enough to tell millions apart.
    static let prefix = 16

    /// One identifier for each function: the first 16 characters of its hash; the whole hash for those that share them; with the
    /// application, and the owner before it, for those that share that too.
    /// - Parameters:
    ///   - short: the first ``prefix`` characters of the hash of each function.
    ///   - function: hash of a function by its number; so are `app` and `owner`. No two are equal in all three.
    static func make(
        _ short: consuming [String], function: (Int) -> Substring, app: (Int) -> Substring, owner: (Int) -> Substring = { _ in "" }
    ) -> [String] {
        var identifiers = short
        for level in 1...3 {
            // Usually none is shared, and nothing has to be counted.
            if Set(identifiers).count == identifiers.count { break }
            var counts: [String: Int] = [:]
            for identifier in identifiers { counts[identifier, default: 0] += 1 }
            for index in identifiers.indices where counts[identifiers[index], default: 0] > 1 {
                identifiers[index] =
                    switch level {
                    case 1: String(function(index))
                    case 2: "\(app(index))/\(function(index))"
                    default: "\(owner(index))/\(app(index))/\(function(index))"
                    }
            }
        }
        return identifiers
    }
}
