import ArgumentParser
import Headroom

/// Prices as people write them: `1:19` for a unit unused and a unit missing, `1:19:5` with a resize.
struct PricesArgument: ExpressibleByArgument, Sendable {
    let prices: ProvisioningPrices

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0 >= 0 && $0.isFinite }), parts[0] > 0, parts[1] > 0 else { return nil }
        prices = ProvisioningPrices(over: parts[0], under: parts[1], resize: parts.count == 3 ? parts[2] : 0)
    }

    var defaultValueDescription: String {
        func text(_ value: Double) -> String { value == value.rounded() && value < 1e15 ? "\(Int64(value))" : "\(value)" }
        return ([prices.over, prices.under] + (prices.resize > 0 ? [prices.resize] : [])).map(text).joined(separator: ":")
    }
}
