import Forecasting
import NetworkTestSupport
import Recurrent
import Testing

/// An LSTM as data.
@Suite struct FittedLSTMArchiveTests {
    private static let histories = Demand.everything.histories
    private static let model = try! Demand.forecaster(
        hidden: 8, layers: 2, dropout: 0.1, levels: .standard, transform: .log1p, steps: 20
    ).fit(on: Demand.everything, options: FitOptions(seed: 1))

    @Test func restoredModelsAreTheSame() throws { try Self.model.expectRestoredModelIsTheSame(Self.histories) }

    @Test func calendarsAreRestored() throws { try Self.model.expectCalendarIsRestored() }

    @Test func missingOrMisshapenPartsAreNamed() throws { try Self.model.expectMissingOrMisshapenPartsAreNamed(Self.histories[0]) }

    @Test(
        arguments: Demand.contradictions
            + [
                ("\"hidden\":8", "\"hidden\":1000000000"), ("\"hidden\":8", "\"hidden\":4096"), ("\"hidden\":8", "\"hidden\":-8"),
                ("\"hidden\":8", "\"hidden\":0"), ("\"hidden\":8", "\"hidden\":9"), ("\"hidden\":8", "\"hidden\":8.5"),
                ("\"hidden\":8", "\"hidden\":9223372036854775807"), ("\"layers\":2", "\"layers\":1000000000"),
                ("\"layers\":2", "\"layers\":3"),
            ].map { ("configuration", $0.0, $0.1) })
    func contradictionsAreRefused(key: String, old: String, new: String) throws {
        try Self.model.expectRefusal(ofMetadata: key, replacing: old, with: new)
    }

    @Test func anyNumberMayBeNonsense() throws { try Self.model.expectAnyNumberMayBeNonsense(Self.histories) }
}
