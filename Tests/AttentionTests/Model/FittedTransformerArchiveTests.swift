import Attention
import Forecasting
import NetworkTestSupport
import Testing

/// A transformer as data.
@Suite struct FittedTransformerArchiveTests {
    private static let histories = Demand.everything.histories
    private static let model = try! Demand.transformer(
        shape: .small(patch: 6, stride: 5, positions: .rotary, layers: 2), dropout: 0.1, depthDropout: 0.25, levels: .standard,
        transform: .log1p, steps: 20
    ).fit(on: Demand.everything, options: FitOptions(seed: 1))

    @Test func restoredModelsAreTheSame() throws { try Self.model.expectRestoredModelIsTheSame(Self.histories) }

    @Test func calendarsAreRestored() throws { try Self.model.expectCalendarIsRestored() }

    @Test func missingOrMisshapenPartsAreNamed() throws { try Self.model.expectMissingOrMisshapenPartsAreNamed(Self.histories[0]) }

    /// Sizes and choices of a shape.
    @Test(
        arguments: Demand.contradictions
            + [
                ("\"width\":16", "\"width\":1000000000"), ("\"width\":16", "\"width\":1024"), ("\"width\":16", "\"width\":-16"),
                ("\"width\":16", "\"width\":0"), ("\"width\":16", "\"width\":17"), ("\"width\":16", "\"width\":9223372036854775807"),
                ("\"heads\":2", "\"heads\":0"), ("\"heads\":2", "\"heads\":-2"), ("\"heads\":2", "\"heads\":3"),
                ("\"heads\":2", "\"heads\":16"), ("\"heads\":2", "\"heads\":9223372036854775807"),
                ("\"layers\":2", "\"layers\":1000000000"), ("\"layers\":2", "\"layers\":3"), ("\"layers\":2", "\"layers\":0"),
                ("\"layers\":2", "\"layers\":-2"), ("\"inner\":16", "\"inner\":1000000000"), ("\"inner\":16", "\"inner\":32"),
                ("\"inner\":16", "\"inner\":0"), ("\"inner\":16", "\"inner\":9223372036854775807"), ("\"patch\":4", "\"patch\":8"),
                ("\"patch\":4", "\"patch\":0"), ("\"patch\":4", "\"patch\":-4"), ("\"patch\":4", "\"patch\":9223372036854775807"),
                ("\"patch\":4,", ""), ("\"depthDropout\":0.25", "\"depthDropout\":-1"),
                ("\"depthDropout\":0.25", "\"depthDropout\":1"), ("\"pre\"", "\"post\""), ("\"pre\"", "\"beside\""),
                ("\"gelu\"", "\"swish\""), ("\"rotary\"", "\"learned\""), ("\"rotary\"", "\"guessed\""),
                ("\"flatten\"", "\"mean\""), ("\"flatten\"", "\"most\""), ("\"full\"", "\"probsparse\""), ("\"full\"", "\"mixer\""),
                ("\"full\"", "\"empty\""),
            ].map { ("configuration", $0.0, $0.1) })
    func contradictionsAreRefused(key: String, old: String, new: String) throws {
        try Self.model.expectRefusal(ofMetadata: key, replacing: old, with: new)
    }

    /// The largest context that a schema may have, with as many patches as a configuration allows and the widest network.
    @Test func largestSizesAreRefusedForTheirTensors() throws {
        var archive = try Self.model.archive()
        let changes = [
            "\"width\":16": "\"width\":1024", "\"heads\":2": "\"heads\":1", "\"inner\":16": "\"inner\":8192",
            "\"layers\":2": "\"layers\":32",
            "\"patch\":4": "\"patch\":8", "\"context\":24": "\"context\":65536",
        ]
        for key in ["configuration", "schema"] {
            for (old, new) in changes { archive.metadata[key] = archive.metadata[key]?.replacing(old, with: new) }
        }
        #expect(throws: ForecastError.self) {
            _ = try FittedTransformer(archive: archive, compute: .best).configuration
        }
    }

    @Test func anyNumberMayBeNonsense() throws { try Self.model.expectAnyNumberMayBeNonsense(Self.histories) }
}
