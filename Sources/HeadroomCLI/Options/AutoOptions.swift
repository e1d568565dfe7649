import ArgumentParser
import Headroom

/// What the automatic choice may take, of families and of time.
struct AutoOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "With --model auto: begin no further family when this time is spent, or when it would be, e.g. 30s, 5m, 2h. Default: no limit.",
            valueName: "duration"))
    var budget: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "With --model auto: what is chosen from, in this order. Default: "
                + "\(AutoConfiguration.defaultFamilies.map(\.rawValue).joined(separator: ",")).", valueName: "family,…"))
    var families: FamiliesArgument?

    var configuration: AutoConfiguration {
        AutoConfiguration(
            families: families?.families ?? AutoConfiguration.defaultFamilies, budget: budget.map { Double($0.nanoseconds) / 1e9 })
    }
}

/// Families, separated by commas.
struct FamiliesArgument: ExpressibleByArgument {
    let families: [ModelRecipe.Family]

    init?(argument: String) {
        var families: [ModelRecipe.Family] = []
        for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let family = ModelRecipe.Family(rawValue: String(name)), family != .auto, !families.contains(family) else { return nil }
            families.append(family)
        }
        self.families = families
    }
}
