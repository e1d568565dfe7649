/// Short but unique identifiers for functions whose hashes have 64 digits.
///
/// Depends on other functions only when hashes collide, so that a function is called the same in every file of a trace.
enum ShortIdentifiers {
    /// Digits of a hash that are enough to tell millions apart.
    static let prefix = 16

    /// Makes the identifiers of series unique, which are the first ``prefix`` characters of the hash of a function: those that share
    /// them get the whole hash; with the application, and the owner before it, where that is shared too.
    /// - Parameters:
    ///   - series: no two are equal in all three.
    ///   - function: hash of the function of a series; so are `app` and `owner`.
    static func makeUnique(
        _ series: inout [Series], function: (Series) -> Substring, app: (Series) -> Substring,
        owner: (Series) -> Substring = { _ in "" }
    ) {
        for level in 1...3 {
            // Usually none is shared, and nothing has to be counted.
            var seen = Set<String>(minimumCapacity: series.count)
            if series.indices.allSatisfy({ seen.insert(series[$0].id).inserted }) { return }
            var counts: [String: Int] = [:]
            for index in series.indices { counts[series[index].id, default: 0] += 1 }
            for index in series.indices where counts[series[index].id, default: 0] > 1 {
                series[index].id =
                    switch level {
                    case 1: String(function(series[index]))
                    case 2: "\(app(series[index]))/\(function(series[index]))"
                    default: "\(owner(series[index]))/\(app(series[index]))/\(function(series[index]))"
                    }
            }
        }
    }
}
