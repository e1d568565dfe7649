import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import Testing
import Traces

/// A model as data: what comes back is the model, bit for bit; what was damaged is refused with a sentence.
@Suite struct FittedLSTMArchiveTests {
    /// A model with all that an archive can hold: covariates of each kind, two seasons, a zone, holidays, a logarithm, paths.
    private static let sample: (model: FittedLSTM, histories: [History]) = {
        var random = RandomStream(seed: 1, purpose: "archive")
        let axis = TimeAxis.clock(startSeconds: 1_711_584_000, stepSeconds: 3600)
        let all = (0..<3).map { index in
            let column = (0..<260).map { _ in Float(random.normal()) }
            return Series(
                id: "s\(index)", axis: axis, values: (0..<240).map { _ in Float(random.int(below: 30)) },
                pastCovariates: [Array(column.prefix(240))], futureCovariates: [column], staticCovariates: [Float(index)])
        }
        let rules = TimeZoneRules(name: "+05:30", offset: 19_800)
        let calendar = DemandCalendar(timeZone: rules, holidays: HolidayTable([CalendarDate(iso: "2024-03-29")!]))
        let set = try! SeriesSet(
            all, quantity: .count("requests"), calendar: calendar, pastCovariates: ["p"], futureCovariates: ["f"], staticCovariates: ["s"])
        let training = TrainingSet(set, seasons: [24, 168])
        let model = try! Demand.forecaster(
            hidden: 8, layers: 2, dropout: 0.1, levels: .standard, transform: .log1p, steps: 20
        ).fit(on: training, options: FitOptions(seed: 1))
        return (model, training.histories)
    }()

    private func restore(_ archive: ModelArchive) throws(ForecastError) -> FittedLSTM { try FittedLSTM(archive: archive, compute: .best) }

    /// Restores an archive for its error only: a failed expectation would print the whole model.
    private func tryRestoring(_ archive: ModelArchive) throws(ForecastError) { _ = try restore(archive) }

    @Test func restoredModelsAreTheSame() throws {
        let (model, histories) = Self.sample
        let archive = try model.archive()
        let restored = try restore(archive)
        #expect(restored.configuration == model.configuration && restored.model.assembler.schema == model.model.assembler.schema)
        #expect(restored.curve == model.curve && restored.levels == model.levels && restored.maximumHorizon == 6)
        #expect(restored.residualPaths != nil && restored.residualPaths == model.residualPaths)
        #expect(restored.parameters.map(\.bitPattern) == model.parameters.map(\.bitPattern))
        let one = try model.forecast(from: histories, horizon: 6), two = try restored.forecast(from: histories, horizon: 6)
        #expect(bits(one) == bits(two) && one == two)
        for history in histories {
            #expect(try model.ceiling(from: history, over: 4) == restored.ceiling(from: history, over: 4))
        }
        #expect(try restored.archive() == archive)
    }

    /// Zone and holidays are part of the model: features by the local clock, without a zone database.
    @Test func calendarsAreRestored() throws {
        let schema = try restore(Self.sample.model.archive()).model.assembler.schema
        #expect(schema.calendar.timeZone.name == "+05:30" && schema.calendar.holidays.dates.count == 1)
        let encoder = CalendarEncoder(calendar: schema.calendar, axis: schema.axis)
        var (zone, none) = ([Float](repeating: 0, count: encoder.channels), [Float](repeating: 0, count: encoder.channels))
        #expect(encoder.channels == 7)
        // Friday 2024-03-29, 00:00 by the clock of the zone, and half an hour before.
        encoder.write((1_711_670_400 - 19_800) * 1_000_000_000, to: &zone)
        encoder.write((1_711_670_400 - 19_800 - 1800) * 1_000_000_000, to: &none)
        #expect(zone[6] == 1 && none[6] == 0 && zone[0] == 0 && zone[1] == 1)
    }

    @Test func missingOrMisshapenPartsAreNamed() throws {
        let archive = try Self.sample.model.archive()
        for key in ["configuration", "schema", "curve"] {
            var broken = archive
            broken.metadata[key] = nil
            #expect(throws: ForecastError.invalidArchive("metadata \(key) is missing")) { try tryRestoring(broken) }
        }
        for (name, tensor) in archive.tensors where name.hasPrefix("model.") {
            var broken = archive
            broken.tensors[name] = nil
            #expect(throws: ForecastError.invalidArchive("tensor \(name) is missing")) { try tryRestoring(broken) }
            broken.tensors[name] = ModelArchive.Tensor(tensor.floats!, shape: [1] + tensor.shape)
            #expect(throws: ForecastError.self) { try tryRestoring(broken) }
            for value in [Float.nan, .infinity] {
                var floats = tensor.floats!
                floats[floats.count / 2] = value
                broken.tensors[name] = ModelArchive.Tensor(floats, shape: tensor.shape)
                #expect(throws: ForecastError.invalidArchive("a parameter is not finite")) { try tryRestoring(broken) }
            }
        }
        var without = archive
        without.tensors["residual_paths.ranks"] = nil
        let model = try restore(without)
        #expect(model.residualPaths == nil)
        #expect(throws: ForecastError.noResidualPaths(model: "lstm")) { try model.ceiling(from: Self.sample.histories[0], over: 2) }
    }

    /// Sizes that contradict the tensors, or each other, or all memory there is.
    @Test(arguments: [
        ("configuration", "\"hidden\":8", "\"hidden\":1000000000"), ("configuration", "\"hidden\":8", "\"hidden\":4096"),
        ("configuration", "\"hidden\":8", "\"hidden\":-8"), ("configuration", "\"hidden\":8", "\"hidden\":0"),
        ("configuration", "\"hidden\":8", "\"hidden\":9"), ("configuration", "\"hidden\":8", "\"hidden\":8.5"),
        ("configuration", "\"hidden\":8", "\"hidden\":9223372036854775807"), ("configuration", "\"layers\":2", "\"layers\":1000000000"),
        ("configuration", "\"layers\":2", "\"layers\":3"), ("configuration", "\"horizon\":6", "\"horizon\":1000000"),
        ("configuration", "\"horizon\":6", "\"horizon\":-1"), ("configuration", "0.99]", "0.99,0.995]"),
        ("configuration", "[0.01,", "[0.05,"),
        ("configuration", "[0.01,", "[-1,"), ("configuration", "\"dropout\":0.1", "\"dropout\":1"),
        ("configuration", "\"log1p\"", "\"sqrt\""), ("schema", "\"horizon\":6", "\"horizon\":1000000"),
        ("schema", "\"context\":24", "\"context\":1000000000"), ("schema", "\"context\":24", "\"context\":0"),
        ("schema", "\"context\":24", "\"context\":-24"), ("schema", "\"context\":24", "\"context\":1000000"),
        ("schema", "[24,168]", "[24,168,336]"), ("schema", "[24,168]", "[0,168]"), ("schema", "[24,168]", "[-24,168]"),
        ("schema", "[24,168]", "[24,9223372036854775807]"), ("schema", "[24,168]", "[24]"),
        ("schema", "\"features\":true", "\"features\":false"),
        ("schema", "\"lowerBound\":0", "\"lowerBound\":null"), ("schema", "\"step\":3600000000000", "\"step\":0"),
        ("schema", "\"step\":3600000000000", "\"step\":-1"), ("schema", "\"f\"", "\"f\",\"g\""),
        ("schema", "\"past\":[\"p\"]", "\"past\":[]"),
        ("schema", "\"scale\":", "\"scale\":-"), ("schema", "2024-03-29", "2024-02-30"),
        ("schema", "\"kind\":\"clock\"", "\"kind\":\"moon\""),
        ("schema", "\"scaling\":\"robust\"", "\"scaling\":\"other\""),
    ])
    func contradictionsAreRefused(key: String, old: String, new: String) throws {
        var archive = try Self.sample.model.archive()
        let text = try #require(archive.metadata[key])
        #expect(text.contains(old), "\(text) has no \(old)")
        archive.metadata[key] = text.replacing(old, with: new)
        do throws(ForecastError) {
            _ = try restore(archive)
            Issue.record("\(new) was accepted")
        } catch {
            guard case .invalidArchive = error else {
                Issue.record(error)
                return
            }
        }
    }

    /// Every number of the metadata replaced by every kind of nonsense: an error of the right kind, or a model that still forecasts.
    @Test func anyNumberMayBeNonsense() throws {
        let archive = try Self.sample.model.archive()
        for key in ["configuration", "schema", "curve"] {
            let text = try #require(archive.metadata[key])
            for range in numberLiterals(in: text) {
                for nonsense in ["-1", "0", "1000000000", "1e300", "1e-300", "\"x\"", "null", "0.5", "9223372036854775807", "[]"] {
                    var broken = archive
                    broken.metadata[key] = text[..<range.lowerBound] + nonsense + text[range.upperBound...]
                    do throws(ForecastError) {
                        let model = try restore(broken)
                        let forecasts = try model.forecast(from: Self.sample.histories, horizon: 1)
                        #expect(forecasts.allSatisfy { one in !one.values.contains { $0.isNaN } })
                    } catch {
                        switch error {
                        case .invalidArchive, .stepMismatch: break
                        default: Issue.record("\(key): \(nonsense) gave \(error)")
                        }
                    }
                }
            }
        }
    }
}
