import ArgumentParser

/// An amount of memory as people write it: `800MB`, `2GB`, `1.5GiB`.
struct SizeArgument: ExpressibleByArgument, Sendable {
    let bytes: Int

    init?(argument: String) {
        let units = ["MB": 1e6, "GB": 1e9, "MiB": 1_048_576, "GiB": 1_073_741_824]
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        guard let value = Double(digits), let unit = units[String(argument.dropFirst(digits.count))], value * unit >= 1,
            value * unit < 9e18
        else { return nil }
        bytes = Int((value * unit).rounded(.down))
    }
}
