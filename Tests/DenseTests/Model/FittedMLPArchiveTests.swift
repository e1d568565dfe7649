import Dense
import Forecasting
import NetworkTestSupport
import Testing

/// A perceptron as data.
@Suite struct FittedMLPArchiveTests {
    private static let histories = Demand.everything.histories
    private static let model = try! Demand.mlp(
        dropout: 0.1, levels: .standard, transform: .log1p, scaling: .robust, refit: 0.25, steps: 20
    ).fit(on: Demand.everything, options: FitOptions(seed: 1))

    @Test func restoredModelsAreTheSame() throws { try Self.model.expectRestoredModelIsTheSame(Self.histories) }

    /// Of every head, and in units of its own windows.
    @Test(arguments: [DirectQuantileHead.Form.linear, .conditioned])
    func localModelsAreRestored(head: DirectQuantileHead.Form) throws {
        try Demand.mlp(head: head, transform: .asinh, scaling: .local, steps: 5).fit(on: Demand.everything, options: FitOptions(seed: 1))
            .expectRestoredModelIsTheSame(Self.histories)
    }

    @Test func calendarsAreRestored() throws { try Self.model.expectCalendarIsRestored() }

    @Test func missingOrMisshapenPartsAreNamed() throws { try Self.model.expectMissingOrMisshapenPartsAreNamed(Self.histories[0]) }

    @Test(
        arguments: Demand.contradictions
            + [
                ("\"hidden\":16", "\"hidden\":1000000000"), ("\"hidden\":16", "\"hidden\":4096"), ("\"hidden\":16", "\"hidden\":-16"),
                ("\"hidden\":16", "\"hidden\":0"), ("\"hidden\":16", "\"hidden\":9223372036854775807"),
                ("\"layers\":2", "\"layers\":1000000000"), ("\"layers\":2", "\"layers\":3"), ("\"layers\":2", "\"layers\":0"),
                ("\"layers\":2", "\"layers\":-2"), ("\"linear\"", "\"conditioned\""), ("\"linear\"", "\"other\""),
                ("\"robust\"", "\"local\""), ("\"refit\":0.25", "\"refit\":2"),
            ].map { ("configuration", $0.0, $0.1) })
    func contradictionsAreRefused(key: String, old: String, new: String) throws {
        try Self.model.expectRefusal(ofMetadata: key, replacing: old, with: new)
    }

    /// The largest context that a schema may have, and the widest network.
    @Test func largestSizesAreRefusedForTheirTensors() throws {
        var archive = try Self.model.archive()
        let changes = ["\"hidden\":16": "\"hidden\":4096", "\"layers\":2": "\"layers\":16", "\"context\":24": "\"context\":65536"]
        for key in ["configuration", "schema"] {
            for (old, new) in changes { archive.metadata[key] = archive.metadata[key]?.replacing(old, with: new) }
        }
        #expect(throws: ForecastError.self) { _ = try FittedMLP(archive: archive, compute: .best).configuration }
    }

    @Test func anyNumberMayBeNonsense() throws { try Self.model.expectAnyNumberMayBeNonsense(Self.histories) }
}
